package dev.mailflow.relay.queue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Whether a disk has room left, looked at so often that no disk can be filled between two looks. */
final class FreeSpace {
    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(20);

    private final Path folder;
    private final long least;
    private final Path log;
    private final LongSupplier held;
    private volatile long checked = System.nanoTime() - 2 * INTERVAL;
    private volatile boolean enough = true;
    private volatile long credit;

    /**
     * @param least octets
     * @param log what it holds is going to need the same room again elsewhere on the disk
     * @param held octets of the least that are held already
     */
    FreeSpace(Path folder, long least, Path log, LongSupplier held) {
        this.folder = folder;
        this.least = least;
        this.log = log;
        this.held = held;
    }

    /** Says how many octets within files can be used again. */
    void credit(long octets) {
        credit = octets;
    }

    /** Whether room within files is counted on, so that it must be known how much that is. */
    boolean hasCredit() {
        return credit > 0;
    }

    /** Octets left on the disk. */
    long usable() {
        return folder.toFile().getUsableSpace();
    }

    boolean isEnough() {
        long now = System.nanoTime();
        if (now - checked > INTERVAL) {
            checked = now;
            enough = usable() + held.getAsLong() + credit - log.toFile().length() >= least;
        }
        return enough;
    }
}
