package dev.mailflow.relay.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** Reads replies, with limits on everything that a hostile server could make long. */
final class AnswerReader {
    /** What is kept of a line. */
    private static final int KEPT = 4096;
    /** What is read of it: the code is what counts, and after the final dot not to hear it means to send it all again. */
    private static final int LONGEST_LINE = 64 << 10;

    private static final int MOST_LINES = 128;

    private final InputStream stream;
    private final byte[] buffer = new byte[8192];
    private int at;
    private int end;

    AnswerReader(InputStream stream) {
        this.stream = stream;
    }

    boolean hasUnread() {
        return at < end;
    }

    /** Whether more than was read is here already. Does not wait. */
    boolean hasMore() throws IOException {
        if (at == end && stream.available() > 0) {
            fill();
        }
        return at < end;
    }

    /** Reads what comes within the stream's timeout; true also at its end, which nobody asked for either. */
    boolean hears() throws IOException {
        try {
            fill();
            return true;
        } catch (SocketTimeoutException nothing) {
            return false;
        }
    }

    /** With what comes next, once all was read; nothing at the end of the stream. */
    private void fill() throws IOException {
        end = Math.max(0, stream.read(buffer, 0, buffer.length));
        at = 0;
    }

    /** @throws IOException if the reply is malformed or the connection ends */
    SmtpAnswer read() throws IOException {
        List<String> lines = new ArrayList<>(1);
        int code = 0;
        while (lines.size() < MOST_LINES) {
            String line = line();
            if (line.length() < 3 || !isCode(line) || line.length() > 3 && Character.isDigit(line.charAt(3))) {
                throw new IOException("malformed reply: " + line);
            }
            int stated = Integer.parseInt(line, 0, 3, 10);
            if (code != 0 && stated != code) {
                throw new IOException("reply code changes within a reply");
            }
            code = stated;
            boolean isDivided = line.length() > 3 && (line.charAt(3) == ' ' || line.charAt(3) == '-');
            lines.add(line.substring(isDivided ? 4 : 3));
            if (line.length() == 3 || line.charAt(3) != '-') {
                return new SmtpAnswer(code, lines);
            }
        }
        throw new IOException("reply of too many lines");
    }

    private static boolean isCode(String line) {
        return line.charAt(0) >= '2'
                && line.charAt(0) <= '5'
                && Character.digit(line.charAt(1), 10) >= 0
                && Character.digit(line.charAt(2), 10) >= 0;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(80);
        for (int length = 0; length <= LONGEST_LINE; length++) {
            if (at == end) {
                fill();
                if (at == end) {
                    throw new IOException("connection closed by the next hop");
                }
            }
            byte octet = buffer[at++];
            if (octet == '\n') {
                return line.toString();
            }
            if (octet != '\r' && length < KEPT) {
                // Goes to logs and reports: nothing but printable ASCII.
                line.append(octet >= ' ' && octet <= '~' ? (char) octet : '?');
            }
        }
        throw new IOException("reply line too long");
    }
}
