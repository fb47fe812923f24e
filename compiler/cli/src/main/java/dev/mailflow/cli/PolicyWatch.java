package dev.mailflow.cli;

import dev.mailflow.cli.files.FileStamp;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Calls for a new reading when one of the files of a policy has changed, or when it is told to. Looks once a second: no service
 * of the system tells of changes on every file system, and none of an editor that puts a new file in the place of the old.
 */
final class PolicyWatch implements AutoCloseable {
    private static final long PERIOD_MILLIS = 1000;

    private final Reading reading;
    private final Semaphore told = new Semaphore(0);
    private final Thread thread = new Thread(this::loop, "mailflow-reload");
    private Map<Path, FileStamp> seen;
    private volatile boolean closed;

    /** Reads the policy anew. */
    interface Reading {
        /** @return the files that were read, to be watched from now on, as they were before they were opened */
        Map<Path, FileStamp> read();
    }

    /** @param first the files of the first reading, as they were before it: what has changed since then is a change */
    PolicyWatch(Map<Path, FileStamp> first, Reading reading) {
        this.reading = reading;
        this.seen = Map.copyOf(first);
        thread.setDaemon(true);
        thread.start();
    }

    /** Reads anew, changed or not. From any thread; returns at once. */
    void tell() {
        told.release();
    }

    private void loop() {
        Map<Path, FileStamp> before = seen;
        while (!closed) {
            boolean wanted;
            try {
                wanted = told.tryAcquire(PERIOD_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                return;
            }
            Map<Path, FileStamp> now = stamps(seen.keySet());
            // A file that is still being written changes again: it is read when it has been still for a period.
            boolean changed = !now.equals(seen) && now.equals(before);
            before = now;
            if (wanted || changed) {
                told.drainPermits();
                // What was read once is watched for good: a policy that no longer imports it may do so again.
                Map<Path, FileStamp> next = new HashMap<>(now);
                next.putAll(reading.read());
                seen = next;
                before = next;
            }
        }
    }

    private static Map<Path, FileStamp> stamps(Set<Path> files) {
        Map<Path, FileStamp> stamps = new HashMap<>();
        files.forEach(file -> stamps.put(file, FileStamp.of(file)));
        return stamps;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
