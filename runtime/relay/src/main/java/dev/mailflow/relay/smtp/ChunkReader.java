package dev.mailflow.relay.smtp;

import java.io.IOException;

/**
 * Reads the chunks of a message after BDAT (RFC 3030 2): their size ends them and nothing else, dots mean nothing. A CR or LF
 * that stands alone, or a NUL, makes the message bad as after DATA, for BINARYMIME is not offered; a line end may be cut by
 * the border of two chunks.
 */
final class ChunkReader {
    private static final byte[] CRLF = {'\r', '\n'};

    private final SmtpInput input;
    private final MessageSink sink;
    private boolean afterCr;
    private boolean afterLine = true;

    ChunkReader(SmtpInput input, MessageSink sink) {
        this.input = input;
        this.sink = sink;
    }

    /** False if the peer closed within the chunk. */
    boolean read(long octets) throws IOException {
        long left = octets;
        while (left > 0) {
            if (input.position() == input.limit() && !input.fill()) {
                return false;
            }
            int length = (int) Math.min(left, input.limit() - input.position());
            look(input.buffer(), input.position(), length);
            sink.write(input.buffer(), input.position(), length);
            input.position(input.position() + length);
            left -= length;
        }
        return true;
    }

    /** Takes a chunk that is for nobody. */
    static boolean skip(SmtpInput input, long octets) throws IOException {
        long left = octets;
        while (left > 0) {
            if (input.position() == input.limit() && !input.fill()) {
                return false;
            }
            int length = (int) Math.min(left, input.limit() - input.position());
            input.position(input.position() + length);
            left -= length;
        }
        return true;
    }

    private void look(byte[] buffer, int from, int length) {
        int union = 0;
        for (int i = from; i < from + length; i++) {
            byte octet = buffer[i];
            union |= octet;
            if (afterCr != (octet == '\n')) {
                sink.fail(DataReader.Fault.BARE_NEWLINE);
            }
            if (octet == 0) {
                sink.fail(DataReader.Fault.NUL);
            }
            afterLine = afterCr && octet == '\n';
            afterCr = octet == '\r';
        }
        if (union < 0) {
            sink.sawEightBit();
        }
    }

    /** After the last chunk. A last line without its end gets one, for it may have to leave by DATA. */
    DataReader.Result end() {
        if (afterCr) {
            sink.fail(DataReader.Fault.BARE_NEWLINE);
        } else if (!afterLine) {
            sink.write(CRLF, 0, 2);
        }
        return sink.result();
    }
}
