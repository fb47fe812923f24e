package dev.mailflow.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What arrives from the wire for one decision: where it stands among the octets of all, as in the buffer of a session. One array
 * for all queries, because in arrays of their own they lie where the collector puts them, and finding them then costs more than a
 * decision does.
 *
 * @param wire the octets of all queries; of this one, in the order in which they stand there:
 * @param client where its 4 or 16 octets begin
 * @param sender where the reverse-path without brackets begins, in any case
 * @param recipient where the forward-path begins, likewise
 * @param certificate where a name of the verified certificate begins
 * @param end where that name ends
 */
record Query(byte[] wire, int client, int sender, int recipient, int certificate, int end, boolean tls) {

    /** The domain of an address, in lower case. */
    String domain(int from, int to) {
        int at = to - 1;
        while (wire[at] != '@') {
            at--;
        }
        return lower(at + 1, to);
    }

    String senderDomain() {
        return domain(sender, recipient);
    }

    String recipientDomain() {
        return domain(recipient, certificate);
    }

    /** The certificate's name in lower case. */
    String certificateName() {
        return lower(certificate, end);
    }

    private String lower(int from, int to) {
        return new String(wire, from, to - from, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return new String(wire, sender, recipient - sender, StandardCharsets.US_ASCII);
    }
}
