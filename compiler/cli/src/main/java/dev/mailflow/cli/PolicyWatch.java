package dev.mailflow.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
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
    private Map<Path, String> seen = Map.of();
    private volatile boolean closed;

    /** Reads the policy anew. */
    interface Reading {
        /** @return the files that were read, to be watched from now on */
        Set<Path> read();
    }

    /** @param files that were read first */
    PolicyWatch(Set<Path> files, Reading reading) {
        this.reading = reading;
        this.seen = stamps(files);
        thread.setDaemon(true);
        thread.start();
    }

    /** Reads anew, changed or not. From any thread; returns at once. */
    void tell() {
        told.release();
    }

    private void loop() {
        Map<Path, String> before = seen;
        while (!closed) {
            boolean wanted;
            try {
                wanted = told.tryAcquire(PERIOD_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                return;
            }
            Map<Path, String> now = stamps(seen.keySet());
            // A file that is still being written changes again: it is read when it has been still for a period.
            boolean changed = !now.equals(seen) && now.equals(before);
            before = now;
            if (wanted || changed) {
                told.drainPermits();
                // Taken before reading: what changes meanwhile is a change.
                Set<Path> files = reading.read();
                Map<Path, String> next = stamps(files);
                now.forEach((file, stamp) -> next.computeIfPresent(file, (ignored, after) -> stamp));
                seen = next;
                before = next;
            }
        }
    }

    private static Map<Path, String> stamps(Set<Path> files) {
        Map<Path, String> stamps = new HashMap<>();
        for (Path file : files) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                stamps.put(file, attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey());
            } catch (IOException e) {
                stamps.put(file, "none");
            }
        }
        return stamps;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
