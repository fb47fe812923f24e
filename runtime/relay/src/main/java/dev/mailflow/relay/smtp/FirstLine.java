package dev.mailflow.relay.smtp;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Puts the empty line that ends a header section (RFC 5322 2.1) before a message that begins with text. Such a text would follow
 * our Received field directly, and one that begins with a blank would be read as a part of it. What begins with a field, or with an
 * empty line, goes on as it is. Not for several threads.
 */
final class FirstLine extends OutputStream {
    /** RFC 5322 2.1.1: no line is longer, so that what has no colon until then is no field. */
    private static final int LONGEST = 998;

    private static final String MAILBOX = "From ";
    private static final byte[] CRLF = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final byte[] held = new byte[LONGEST];
    private int length;
    private boolean isDecided;

    FirstLine(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int from, int count) throws IOException {
        int at = from;
        while (!isDecided && at < from + count) {
            hold(octets[at++]);
        }
        if (at < from + count) {
            out.write(octets, at, from + count - at);
        }
    }

    /** Blanks are allowed in the obsolete syntax (RFC 5322 4.5), and only between the name and its colon. */
    private void hold(byte octet) throws IOException {
        boolean isBlank = isBlank(octet);
        boolean isText = length == 0
                ? octet == ':' || isBlank || octet < ' ' && octet != '\r' || octet == 0x7F
                : octet < ' ' && !isBlank
                        || octet == 0x7F
                        || !isBlank && octet != ':' && isBlank(held[length - 1]) && !isOfMailbox();
        boolean isPlain = length == 0 ? octet == '\r' : octet == ':';
        held[length++] = octet;
        if (isText || isPlain || length == LONGEST) {
            isDecided = true;
            if (!isPlain) {
                out.write(CRLF, 0, CRLF.length);
            }
            out.write(held, 0, length);
        }
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    /** Whether it is the line that sets messages apart in a mailbox file, of which some programs leave the first in place. */
    private boolean isOfMailbox() {
        String line = new String(held, 0, Math.min(length, MAILBOX.length() + 1), StandardCharsets.ISO_8859_1);
        return line.startsWith(MAILBOX) || line.equals(">" + MAILBOX);
    }
}
