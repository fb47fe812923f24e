package dev.mailflow.relay.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Writes a message for DATA (RFC 5321 4.5.2): a dot more before lines that begin with one. Whatever the
 * content holds, a CR or LF alone never reaches the wire: each is made a CRLF.
 */
final class DotStuffing {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] END = {'.', '\r', '\n'};

    private DotStuffing() {}

    /** All but the end, which {@link #end} writes: until then the message is not the other side's. */
    static void write(InputStream content, OutputStream out) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        boolean lineStart = true;
        boolean afterCr = false;
        int count;
        while ((count = content.read(buffer)) > 0) {
            int start = 0;
            for (int i = 0; i < count; i++) {
                byte octet = buffer[i];
                if (octet == '\n' || octet == '\r') {
                    out.write(buffer, start, i - start);
                    start = i + 1;
                    if (octet == '\r' && afterCr || octet == '\n') {
                        out.write(CRLF);
                        lineStart = true;
                    }
                    afterCr = octet == '\r';
                    continue;
                }
                if (afterCr) {
                    out.write(CRLF);
                    lineStart = true;
                    afterCr = false;
                }
                if (lineStart) {
                    lineStart = false;
                    if (octet == '.') {
                        out.write('.');
                    }
                }
            }
            out.write(buffer, start, count - start);
        }
        if (afterCr || !lineStart) {
            out.write(CRLF);
        }
    }

    static void end(OutputStream out) throws IOException {
        out.write(END);
    }
}
