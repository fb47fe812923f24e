package dev.mailflow.relay.queue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that holds room on the queue's disk for what must be noted when there is no other: what became of mail that was handed
 * over. It is given up when a settlement finds no room, and made anew when there is enough again; meanwhile nobody else may have
 * its room, so no mail is taken. For one thread, but for what is said to be for any.
 */
final class Reserve {
    private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);

    /** Octets; as much as SQLite's log holds before it is written back, which may make the database longer by all of it. */
    private static final long MOST = 32L << 20;

    private static final int CHUNK = 1 << 16;

    private final Path file;
    private final long octets;
    private volatile boolean released;

    /**
     * @param folder of the queue
     * @param freeSpace octets that the disk shall have free for new mail; half of them at most are held
     */
    Reserve(Path folder, long freeSpace) {
        this.file = folder.resolve("queue.reserve");
        this.octets = Math.min(MOST, freeSpace / 2);
    }

    /** Whether its room is given up and for settlements alone; for any thread. */
    boolean isReleased() {
        return released;
    }

    /** Octets that it holds at this moment; for any thread. */
    long held() {
        return file.toFile().length();
    }

    /** Whether it could be made without filling the disk, for which so many octets are left. */
    boolean fits(long usable) {
        return usable >= 2 * octets;
    }

    /** Gives its room up. */
    void release() throws IOException {
        if (Files.deleteIfExists(file)) {
            released = true;
            LOG.warn("event=queue-reserve state=released octets={} note=\"the disk is full\"", octets);
        }
    }

    /** There is room for new mail again: holds its part of it, or does without where the room is only within the database. */
    void restore(long usable) throws IOException {
        if (held() != octets && fits(usable)) {
            make();
            LOG.info("event=queue-reserve state=made octets={}", octets);
        }
        if (released) {
            released = false;
            LOG.info("event=queue-reserve state=over octets={} note=\"mail is taken again\"", held());
        }
    }

    private void make() throws IOException {
        // Nothing that a file system could leave out or squeeze.
        SplittableRandom random = new SplittableRandom();
        byte[] chunk = new byte[CHUNK];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long left = octets; left > 0; left -= chunk.length) {
                random.nextBytes(chunk);
                out.write(chunk, 0, (int) Math.min(left, chunk.length));
            }
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }
}
