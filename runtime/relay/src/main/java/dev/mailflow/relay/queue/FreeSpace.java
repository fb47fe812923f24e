package dev.mailflow.relay.queue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Whether a disk has room left, looked at once a second at most. */
final class FreeSpace {
    private final Path folder;
    private final long least;
    private volatile long checked = System.nanoTime() - TimeUnit.SECONDS.toNanos(2);
    private volatile boolean enough = true;

    /** @param least octets */
    FreeSpace(Path folder, long least) {
        this.folder = folder;
        this.least = least;
    }

    boolean isEnough() {
        long now = System.nanoTime();
        if (now - checked > TimeUnit.SECONDS.toNanos(1)) {
            checked = now;
            enough = folder.toFile().getUsableSpace() >= least;
        }
        return enough;
    }
}
