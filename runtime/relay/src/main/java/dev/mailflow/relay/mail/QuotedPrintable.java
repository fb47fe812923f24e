package dev.mailflow.relay.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Text of any octets in lines of printable ASCII, most of it readable as it is (RFC 2045 6.7). */
public final class QuotedPrintable {
    /** Characters of a line, the sign of a break that is none included. */
    private static final int LONGEST = 76;

    private QuotedPrintable() {}

    /** @param text whose lines end with CRLF */
    public static byte[] encode(byte[] text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length * 5 / 4);
        int length = 0;
        for (int i = 0; i < text.length; i++) {
            if (isEnd(text, i)) {
                out.write('\r');
                out.write('\n');
                length = 0;
                i++;
                continue;
            }
            boolean isLast = i + 1 == text.length || isEnd(text, i + 1);
            boolean isPlain = text[i] > ' ' && text[i] <= '~' && text[i] != '=' || isBlank(text[i]) && !isLast;
            int width = isPlain ? 1 : 3;
            if (length + width > (isLast ? LONGEST : LONGEST - 1)) {
                out.writeBytes("=\r\n".getBytes(StandardCharsets.US_ASCII));
                length = 0;
            }
            if (isPlain) {
                out.write(text[i]);
            } else {
                out.writeBytes(String.format("=%02X", text[i]).getBytes(StandardCharsets.US_ASCII));
            }
            length += width;
        }
        return out.toByteArray();
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    private static boolean isEnd(byte[] text, int at) {
        return text[at] == '\r' && at + 1 < text.length && text[at + 1] == '\n';
    }
}
