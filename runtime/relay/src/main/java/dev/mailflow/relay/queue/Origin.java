package dev.mailflow.relay.queue;

import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.runtime.Header;
import dev.mailflow.runtime.IpAddress;
import dev.mailflow.runtime.TlsVersion;
import dev.mailflow.runtime.Transaction;
import java.util.List;
import java.util.Optional;

/**
 * How a message came: all that a policy is asked with beside the envelope and the header section, which are kept as they are. So
 * a message in the queue can be decided anew (relay decision 0082).
 *
 * @param client its address; {@code mailbox} for what was submitted here; empty where it is not known, of messages that an
 *     earlier version queued
 * @param certificateNames of a certificate whose chain verified then
 * @param size octets, as the client sent it
 * @param hops Received fields that it came with
 * @param trace octets of the field that was written before what the client sent
 */
public record Origin(
        String client,
        TlsVersion tls,
        List<String> certificateNames,
        Optional<String> user,
        long size,
        int hops,
        int trace) {
    /** Of a message that an earlier version queued. */
    public static final Origin UNKNOWN = new Origin("", TlsVersion.NONE, List.of(), Optional.empty(), 0, 0, 0);

    private static final String MAILBOX = "mailbox";
    private static final int FIELDS = 7;

    public Origin {
        certificateNames = List.copyOf(certificateNames);
    }

    /**
     * Of a message with this question.
     *
     * @param trace see above
     */
    public static Origin of(Transaction question, int trace) {
        return new Origin(
                question.isSubmitted() ? MAILBOX : question.client().toString(),
                question.tls(),
                question.certificateNames(),
                question.user(),
                question.size(),
                question.hops(),
                trace);
    }

    boolean isKnown() {
        return !client.isEmpty();
    }

    /** What a policy is asked. */
    Transaction question(Optional<EnvelopeAddress> sender, EnvelopeAddress recipient, List<Header> headers) {
        Transaction.Builder builder = Transaction.builder()
                .tls(tls)
                .certificateNames(certificateNames)
                .user(user.orElse(null))
                .from(sender.map(EnvelopeAddress::mailbox).orElse(null))
                .to(recipient.mailbox())
                .size(size)
                .hops(hops)
                .headers(headers);
        return (client.equals(MAILBOX) ? builder.submitted() : builder.client(IpAddress.of(client))).build();
    }

    /** For a queue to keep; {@link #of(String)} reads it. Empty if nothing is known. */
    String text() {
        return isKnown()
                ? String.join(
                        "\t",
                        client,
                        tls.name(),
                        String.join(",", certificateNames),
                        String.valueOf(size),
                        String.valueOf(hops),
                        String.valueOf(trace),
                        // Last, for it may hold anything.
                        user.orElse(""))
                : "";
    }

    /** @throws IllegalArgumentException if {@link #text} did not write it */
    static Origin of(String text) {
        if (text.isEmpty()) {
            return UNKNOWN;
        }
        String[] fields = text.split("\t", FIELDS);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("not an origin: " + text);
        }
        return new Origin(
                fields[0],
                TlsVersion.valueOf(fields[1]),
                fields[2].isEmpty() ? List.of() : List.of(fields[2].split(",")),
                fields[6].isEmpty() ? Optional.empty() : Optional.of(fields[6]),
                Long.parseLong(fields[3]),
                Integer.parseInt(fields[4]),
                Integer.parseInt(fields[5]));
    }
}
