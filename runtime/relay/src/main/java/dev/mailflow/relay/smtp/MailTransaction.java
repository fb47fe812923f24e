package dev.mailflow.relay.smtp;

import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.mail.NotificationRequest;
import dev.mailflow.relay.mail.NotificationRequest.ForRecipient;
import dev.mailflow.relay.mail.NotificationRequest.Passage;
import dev.mailflow.relay.mail.NotificationRequest.Returned;
import dev.mailflow.relay.queue.QueuedMessage.Form;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Transaction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What MAIL and RCPT have said so far; ended by DATA, RSET, EHLO or STARTTLS. */
final class MailTransaction {
    /** Characters of ORCPT that one transaction may hold in memory. */
    private static final int MOST_STATED = 64 << 10;

    private final String id;
    private final Optional<EnvelopeAddress> sender;
    private final Form form;
    private final long declaredSize;
    private final Returned returned;
    private final String envelopeId;
    private final Passage passage;
    private final Policies.InForce policies;
    private final List<Recipient> recipients = new ArrayList<>();
    private final Set<EnvelopeAddress> known = new HashSet<>();
    private int stated;

    MailTransaction(
            String id,
            Optional<EnvelopeAddress> sender,
            Form form,
            MailParameters parameters,
            Policies.InForce policies) {
        this.id = id;
        this.sender = sender;
        this.form = form;
        this.declaredSize = parameters.size();
        this.returned = parameters.returned();
        this.envelopeId = parameters.envelopeId();
        this.passage = parameters.passage();
        this.policies = policies;
    }

    /** @param isPostmaster {@code <postmaster>} without a domain, which is always taken (RFC 5321 4.5.1) */
    record Recipient(EnvelopeAddress address, boolean isPostmaster, ForRecipient notifications) {}

    /** What the sender wants to be told. */
    NotificationRequest notifications() {
        Map<EnvelopeAddress, ForRecipient> stated = new LinkedHashMap<>();
        recipients.stream()
                .filter(recipient -> !recipient.notifications.equals(ForRecipient.NONE))
                .forEach(recipient -> stated.put(recipient.address, recipient.notifications));
        return new NotificationRequest(returned, envelopeId, stated, passage);
    }

    String id() {
        return id;
    }

    Optional<EnvelopeAddress> sender() {
        return sender;
    }

    Form form() {
        return form;
    }

    /** Whether anything stated so far cannot be said without SMTPUTF8 (RFC 6531 3.4). */
    boolean needsUtf8() {
        return sender.map(EnvelopeAddress::needsUtf8).orElse(false)
                || recipients.stream()
                        .anyMatch(recipient -> recipient.address.needsUtf8()
                                || recipient
                                        .notifications
                                        .originalRecipient()
                                        .chars()
                                        .anyMatch(c -> c > 0x7E));
    }

    long declaredSize() {
        return declaredSize;
    }

    List<Recipient> recipients() {
        return recipients;
    }

    /**
     * One who is named twice gets the message once.
     *
     * @return false if what the client states with its recipients has become too much to be kept
     */
    boolean add(Recipient recipient) {
        if (stated + recipient.notifications.originalRecipient().length() > MOST_STATED) {
            return false;
        }
        if (known.add(recipient.address)) {
            stated += recipient.notifications.originalRecipient().length();
            recipients.add(recipient);
        }
        return true;
    }

    /** Those in force when it began. */
    Policies.InForce policies() {
        return policies;
    }

    /** What the policy is asked at RCPT; size, hops and headers are yet unknown. */
    Transaction question(Peer peer, EnvelopeAddress recipient) {
        Transaction.Builder builder = Transaction.builder()
                .client(peer.address())
                .tls(peer.tls().version())
                .certificateNames(peer.tls().names())
                .user(peer.user())
                .from(sender.map(EnvelopeAddress::mailbox).orElse(null))
                .to(recipient.mailbox());
        return (peer.isSubmitting() ? builder.submitted() : builder).build();
    }

    /** Whether a refusal is certain. */
    static boolean isRefused(Optional<Decision> early) {
        return early.isPresent() && early.get().isRefusal();
    }
}
