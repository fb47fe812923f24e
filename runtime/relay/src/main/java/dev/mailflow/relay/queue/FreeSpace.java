package dev.mailflow.relay.queue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Whether a disk has room left, looked at so often that no disk can be filled between two looks. */
final class FreeSpace {
    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(20);

    private final Path folder;
    private final long least;
    private final Path log;
    private volatile long checked = System.nanoTime() - 2 * INTERVAL;
    private volatile boolean enough = true;
    private volatile long credit;

    /**
     * @param least octets
     * @param log what it holds is going to need the same room again elsewhere on the disk
     */
    FreeSpace(Path folder, long least, Path log) {
        this.folder = folder;
        this.least = least;
        this.log = log;
    }

    /** Says how many octets within files can be used again. */
    void credit(long octets) {
        credit = octets;
    }

    boolean isEnough() {
        long now = System.nanoTime();
        if (now - checked > INTERVAL) {
            checked = now;
            enough = folder.toFile().getUsableSpace() + credit - log.toFile().length() >= least;
        }
        return enough;
    }
}
