package dev.mailflow.relay.client;

import dev.mailflow.relay.mail.Content;
import java.util.Optional;

/**
 * When a message is sent by BDAT (RFC 3030): where it can follow its envelope at once and so spares a round trip. A large one
 * goes by DATA, for it is the octets that take the time then, and recipients may all be refused before they are sent; so does
 * one that is not made of whole lines, for nothing but CRLF may end a line on the wire.
 */
final class Chunks {
    private static final int LARGEST = 64 << 10;

    private Chunks() {}

    /** The message as it would be sent; empty if it goes by DATA. */
    static Optional<byte[]> of(Content content, HopProfile hop) {
        return hop.has("CHUNKING")
                        && hop.has("PIPELINING")
                        && content instanceof Content.InMemory memory
                        && memory.octets().length <= LARGEST
                        && isOfLines(memory.octets())
                ? Optional.of(memory.octets())
                : Optional.empty();
    }

    private static boolean isOfLines(byte[] octets) {
        byte before = 0;
        for (byte octet : octets) {
            if ((octet == '\n') != (before == '\r') || octet == 0) {
                return false;
            }
            before = octet;
        }
        return before == '\n';
    }

    /** Whether the reply says that there is no such command, though it was announced, or wants what no chunk has to come. */
    static boolean isUnknown(SmtpAnswer answer) {
        return answer.code() / 100 == 3
                || answer.code() == 500
                || answer.code() == 502
                || answer.code() == 503
                || answer.code() == 504;
    }
}
