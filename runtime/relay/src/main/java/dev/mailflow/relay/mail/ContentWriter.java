package dev.mailflow.relay.mail;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Collects a message's octets, in memory as far as they are few, else in a file. Not for several threads. */
public final class ContentWriter extends OutputStream {
    private static final int FIRST_BUFFER = 8 * 1024;
    /** What every content may have in memory, however many there are. */
    private static final int FREE = 64 * 1024;

    private static final byte[] NOTHING = {};

    private final int memory;
    private final Path file;
    private final MemoryBudget budget;
    private long taken;
    private byte[] buffer = new byte[FIRST_BUFFER];
    private int used;
    private long written;
    private byte @Nullable [] head;
    private @Nullable FileChannel channel;

    /**
     * @param memory octets to keep in memory before the file is begun
     * @param file made only if needed
     * @param budget of all contents; where it is used up the file is begun sooner
     */
    public ContentWriter(int memory, Path file, MemoryBudget budget) {
        this.budget = budget;
        this.memory = memory;
        this.file = file;
    }

    /** One that has in memory only what every content may have. */
    public static ContentWriter small(Path file) {
        return new ContentWriter(FREE, file, new MemoryBudget(0));
    }

    @Override
    public void write(int octet) throws IOException {
        if (used == buffer.length) {
            makeRoom(1);
        }
        buffer[used++] = (byte) octet;
        written++;
    }

    @Override
    public void write(byte[] source, int from, int length) throws IOException {
        int at = from;
        int left = length;
        while (left > 0) {
            if (used == buffer.length) {
                makeRoom(left);
            }
            int part = Math.min(left, buffer.length - used);
            System.arraycopy(source, at, buffer, used, part);
            used += part;
            at += part;
            left -= part;
        }
        written += length;
    }

    private void makeRoom(int wanted) throws IOException {
        if (buffer.length < memory && channel == null) {
            int wider = Math.min(memory, Math.max(buffer.length * 2, used + wanted));
            int more = wider <= FREE ? 0 : wider - buffer.length;
            if (more == 0 || budget.take(more)) {
                taken += more;
                buffer = Arrays.copyOf(buffer, wider);
                return;
            }
        }
        spill();
        if (head == null) {
            // It is what was counted; what is yet to be written goes through a small one.
            head = buffer;
            buffer = new byte[Math.min(buffer.length, FREE)];
        }
    }

    private void spill() throws IOException {
        FileChannel open = channel;
        if (open == null) {
            open = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            channel = open;
        }
        ByteBuffer full = ByteBuffer.wrap(buffer, 0, used);
        while (full.hasRemaining()) {
            open.write(full);
        }
        used = 0;
    }

    /** Whether its {@link #head} is short because others had the memory. */
    public boolean isCramped() {
        byte[] kept = head;
        return kept != null && kept.length < memory;
    }

    /** Gives its memory back to the others. To be called when the message is stored, or nobody needs it any more. */
    @Override
    public void close() {
        keep(0);
    }

    private void keep(long octets) {
        long less = Math.max(0, taken - octets);
        budget.give(less);
        taken -= less;
    }

    /** Octets so far. */
    public long size() {
        return written;
    }

    /** The first octets, as many as memory holds: the whole header section, if that is shorter. */
    public byte[] head() {
        byte[] kept = head;
        return kept == null ? Arrays.copyOf(buffer, used) : kept;
    }

    /**
     * Ends the content; a file is on disk afterwards, though its folder's entry is not synced. What is in memory counts until
     * {@link #close}.
     */
    public Content finish() throws IOException {
        FileChannel open = channel;
        if (open == null) {
            byte[] octets = used == buffer.length ? buffer : Arrays.copyOf(buffer, used);
            buffer = NOTHING;
            used = 0;
            keep(Math.max(0, octets.length - FREE));
            return new Content.InMemory(octets);
        }
        spill();
        buffer = NOTHING;
        head = null;
        close();
        open.force(true);
        open.close();
        return new Content.InFile(file, written);
    }

    /** Leaves nothing behind. */
    public void discard() throws IOException {
        close();
        FileChannel open = channel;
        if (open != null) {
            open.close();
            Files.deleteIfExists(file);
        }
    }
}
