package dev.mailflow.relay.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The octets of a session, cut into lines. A line ends with CRLF and with nothing else (RFC 5321 2.3.8): a CR or an LF that
 * stands alone is part of the line and makes it bad, so that no two readers can disagree about where it ends.
 */
public final class SmtpInput {
    /** An idle session keeps so much; a message makes it grow. */
    private static final int FIRST_BUFFER = 1024;

    private static final int LARGEST_BUFFER = 16 * 1024;
    /** Octets after which a line without an end is taken for an attack. */
    private static final int ENDLESS = 1 << 20;

    /** Octets that tell what a bad line was to be. */
    private static final int VERB = 4;

    private final InputStream stream;
    private final Flush beforeWaiting;
    private byte[] buffer = new byte[FIRST_BUFFER];
    private int at;
    private int end;

    /** What to do before the peer is waited for: replies held back must be out by then (RFC 2920 3.2). */
    public interface Flush {
        void flush() throws IOException;
    }

    public SmtpInput(InputStream stream, Flush beforeWaiting) {
        this.stream = stream;
        this.beforeWaiting = beforeWaiting;
    }

    /** How a line was. */
    public enum Kind {
        LINE,
        TOO_LONG,
        BARE_NEWLINE,
        /** It goes on and on; nothing after it can be trusted to begin where it seems to. */
        ENDLESS,
        /** The peer closed, perhaps in mid-line. */
        END
    }

    /** @param text one character an octet; of a line that is bad how it begins, and that is all */
    public record Line(Kind kind, String text) {}

    /**
     * Reads up to and with the next CRLF.
     *
     * @param longest octets without the CRLF
     */
    public Line readLine(int longest) throws IOException {
        ByteArrayOutputStream split = null;
        String begins = "";
        boolean bare = false;
        boolean afterCr = false;
        long length = 0;
        while (true) {
            if (at == end && !fill()) {
                return new Line(Kind.END, "");
            }
            int start = at;
            while (at < end) {
                byte octet = buffer[at++];
                if (octet == '\n') {
                    if (afterCr) {
                        length += at - start;
                        if (bare || length - 2 > longest) {
                            return new Line(bare ? Kind.BARE_NEWLINE : Kind.TOO_LONG, begins(begins, start));
                        }
                        return line(split, start, length - 2);
                    }
                    bare = true;
                } else if (afterCr) {
                    bare = true;
                }
                afterCr = octet == '\r';
            }
            length += at - start;
            begins = begins(begins, start);
            if (length > ENDLESS) {
                return new Line(Kind.ENDLESS, "");
            }
            if (length <= longest + 2) {
                split = split == null ? new ByteArrayOutputStream() : split;
                split.write(buffer, start, at - start);
            }
        }
    }

    /** With what was read since, up to a verb. */
    private String begins(String before, int start) {
        int more = Math.min(VERB - before.length(), at - start);
        return more <= 0 ? before : before + new String(buffer, start, more, StandardCharsets.ISO_8859_1);
    }

    private Line line(@org.jspecify.annotations.Nullable ByteArrayOutputStream split, int start, long length) {
        if (split == null) {
            return new Line(Kind.LINE, new String(buffer, start, (int) length, StandardCharsets.ISO_8859_1));
        }
        split.write(buffer, start, at - start);
        return new Line(Kind.LINE, new String(split.toByteArray(), 0, (int) length, StandardCharsets.ISO_8859_1));
    }

    /** Whether octets were received that nobody has read yet. */
    public boolean hasUnread() {
        return at < end;
    }

    /** Whether octets were received, read or not. Does not wait. */
    boolean hasReceived() throws IOException {
        return hasUnread() || stream.available() > 0;
    }

    /** Waits for octets; false at the end. */
    boolean await() throws IOException {
        return hasUnread() || fill();
    }

    /** The next octet; only where there is one unread. */
    byte peek() {
        return buffer[at];
    }

    boolean fill() throws IOException {
        beforeWaiting.flush();
        if (end == buffer.length && end < LARGEST_BUFFER) {
            buffer = new byte[Math.min(end * 4, LARGEST_BUFFER)];
        }
        int count = stream.read(buffer, 0, buffer.length);
        at = 0;
        end = Math.max(count, 0);
        return count > 0;
    }

    byte[] buffer() {
        return buffer;
    }

    int position() {
        return at;
    }

    int limit() {
        return end;
    }

    void position(int position) {
        at = position;
    }
}
