package dev.mailflow.relay.smtp;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Reads a message after DATA (RFC 5321 4.1.1.4, 4.5.2): it ends with CRLF, dot, CRLF and nothing else, leading dots are
 * taken off. A CR, LF or NUL where none may be (RFC 5321 2.3.8) never ends anything; it makes the whole message bad, as
 * does every octet beyond the limit, and the rest is read and dropped so that the session stays in step.
 */
final class DataReader {
    private static final byte[] CRLF = {'\r', '\n'};

    private final SmtpInput input;
    private final MessageSink sink;
    private State state = State.LINE_START;

    DataReader(SmtpInput input, OutputStream out, long limit) {
        this.input = input;
        this.sink = new MessageSink(out, limit);
    }

    private enum State {
        LINE_START,
        TEXT,
        CR,
        DOT,
        DOT_CR,
        END
    }

    /** What made a message bad; the first counts. */
    enum Fault {
        NONE,
        BARE_NEWLINE,
        NUL,
        TOO_LARGE,
        /** Our own fault: it could not be written. */
        NOT_STORED,
        /** The peer closed before the end. */
        CUT_OFF
    }

    /** @param size octets as they count for SIZE (RFC 1870): with CRLF, without the final dot and stuffed dots */
    record Result(Fault fault, long size, boolean isEightBit) {}

    Result read() throws IOException {
        while (state != State.END) {
            if (input.position() == input.limit() && !input.fill()) {
                return sink.cutOff();
            }
            byte[] buffer = input.buffer();
            int at = input.position();
            int end = input.limit();
            while (at < end && state != State.END) {
                if (state == State.TEXT || state == State.LINE_START && buffer[at] != '.') {
                    at = text(buffer, at, end);
                } else {
                    step(buffer[at++]);
                }
            }
            input.position(at);
        }
        return sink.result();
    }

    /** Copies up to the next octet that means something. */
    private int text(byte[] buffer, int from, int end) {
        int at = from;
        int union = 0;
        while (at < end) {
            byte octet = buffer[at];
            if (octet == '\r' || octet == '\n' || octet == 0) {
                break;
            }
            union |= octet;
            at++;
        }
        if (union < 0) {
            sink.sawEightBit();
        }
        if (at > from) {
            state = State.TEXT;
            sink.write(buffer, from, at - from);
        }
        if (at == end) {
            return at;
        }
        byte octet = buffer[at];
        if (octet == '\r') {
            state = State.CR;
        } else {
            sink.fail(octet == 0 ? Fault.NUL : Fault.BARE_NEWLINE);
            state = State.TEXT;
        }
        return at + 1;
    }

    private void step(byte octet) {
        switch (state) {
            case CR -> {
                if (octet == '\n') {
                    sink.write(CRLF, 0, 2);
                    state = State.LINE_START;
                } else {
                    bare(octet);
                }
            }
            case LINE_START -> state = State.DOT;
            case DOT -> {
                if (octet == '\r') {
                    state = State.DOT_CR;
                } else if (octet == '\n') {
                    bare(octet);
                } else {
                    state = State.TEXT;
                    one(octet);
                }
            }
            case DOT_CR -> {
                if (octet == '\n') {
                    state = State.END;
                } else {
                    bare(octet);
                }
            }
            default -> throw new IllegalStateException(state.name());
        }
    }

    private void bare(byte octet) {
        sink.fail(Fault.BARE_NEWLINE);
        state = octet == '\r' ? State.CR : State.TEXT;
    }

    private void one(byte octet) {
        if (octet == 0) {
            sink.fail(Fault.NUL);
        }
        if (octet < 0) {
            sink.sawEightBit();
        }
        sink.write(new byte[] {octet}, 0, 1);
    }
}
