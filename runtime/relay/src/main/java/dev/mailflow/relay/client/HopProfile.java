package dev.mailflow.relay.client;

import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.mail.NotificationRequest.Passage;
import dev.mailflow.relay.queue.Lease;
import dev.mailflow.relay.queue.QueuedMessage.Form;
import dev.mailflow.runtime.TlsVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a greeted next hop said that it can, and what is proved of it: whether it can take a message, and the words of the
 * commands it is to be told with.
 *
 * @param remote name, address and port, for people
 * @param features EHLO keywords in upper case with their parameters
 * @param voucher what vouched for the other end beside the certificate, for the log
 * @param standing whether it is the host that it should be
 */
record HopProfile(String remote, Map<String, String> features, TlsVersion version, String voucher, Standing standing) {
    /** Of a hop that cannot promise what RFC 8689 asks. */
    static final String NO_REQUIRETLS = "5.7.30";

    HopProfile {
        features = Map.copyOf(features);
    }

    /** How far the other end is known. */
    enum Standing {
        /** The site's own mailbox store, where the way ends. */
        OURS,
        /** In plain text, or with a certificate that nobody looked at or that proves nothing. */
        ANYBODY,
        /** Its certificate proves the name, and the name could not be forged (RFC 8689 4.2.1). */
        AUTHENTICATED
    }

    /** Why a message cannot be handed over here: {@code 5.…} never, {@code 4.…} not over this connection. */
    record Inability(String status, String text) {
        Outcome outcome(EnvelopeAddress recipient, String remote) {
            Outcome.Verdict verdict = status.startsWith("5") ? Outcome.Verdict.FAILED : Outcome.Verdict.DEFERRED;
            return new Outcome(recipient, verdict, status, text, text, remote);
        }
    }

    /** Version, and what vouched for the other end, for the log. */
    String tls() {
        return version.text() + (isProtected() ? voucher : "");
    }

    boolean isProtected() {
        return version.isProtected();
    }

    boolean has(String keyword) {
        return features.containsKey(keyword);
    }

    Optional<Inability> inability(Lease lease, List<EnvelopeAddress> recipients) {
        if (lease.notifications().passage() == Passage.REQUIRETLS && standing != Standing.OURS) {
            if (standing != Standing.AUTHENTICATED) {
                return Optional.of(new Inability("4.7.10", "REQUIRETLS: the next hop is not authenticated"));
            }
            if (!has("REQUIRETLS")) {
                return Optional.of(new Inability(NO_REQUIRETLS, "next hop does not offer REQUIRETLS"));
            }
        }
        if (needsUtf8(lease, recipients) && !has("SMTPUTF8")) {
            return Optional.of(new Inability("5.6.7", "next hop does not offer SMTPUTF8"));
        }
        if (lease.form() == Form.EIGHT_BIT && !has("8BITMIME")) {
            // RFC 6152 3: converting would break signatures.
            return Optional.of(new Inability("5.6.3", "next hop does not offer 8BITMIME"));
        }
        String most = features.getOrDefault("SIZE", "");
        if (most.matches("[1-9][0-9]{0,17}")
                && Long.parseLong(most) < lease.content().size()) {
            return Optional.of(new Inability("5.3.4", "message too large for the next hop"));
        }
        return Optional.empty();
    }

    String mail(Lease lease) {
        StringBuilder command = new StringBuilder("MAIL FROM:<");
        lease.sender().ifPresent(command::append);
        command.append('>');
        if (has("SIZE")) {
            command.append(" SIZE=").append(lease.content().size());
        }
        if (lease.form() != Form.SEVEN_BIT && has("8BITMIME")) {
            command.append(" BODY=8BITMIME");
        }
        if (needsUtf8(lease, lease.recipients()) && has("SMTPUTF8")) {
            command.append(" SMTPUTF8");
        }
        if (lease.notifications().passage() == Passage.REQUIRETLS && has("REQUIRETLS")) {
            command.append(" REQUIRETLS");
        }
        // RFC 3461 5.2.1: passed on as it came.
        return has("DSN") ? command + lease.notifications().parameters() : command.toString();
    }

    String rcpt(Lease lease, EnvelopeAddress recipient) {
        String command = "RCPT TO:<" + recipient + ">";
        return has("DSN") ? command + lease.notifications().of(recipient).parameters() : command;
    }

    private static boolean needsUtf8(Lease lease, List<EnvelopeAddress> recipients) {
        return lease.form() == Form.UTF8
                || lease.sender().map(EnvelopeAddress::needsUtf8).orElse(false)
                || recipients.stream().anyMatch(EnvelopeAddress::needsUtf8);
    }
}
