package dev.mailflow.relay.queue;

import dev.mailflow.relay.log.MailLog;
import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.ContentWriter;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.mail.NotificationRequest;
import dev.mailflow.relay.mail.NotificationRequest.Occasion;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Reason;
import dev.mailflow.runtime.Transaction;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reports to senders (RFC 3464, RFC 3461). A report goes to the reverse-path only, comes from the empty one and so is never
 * itself reported about (RFC 5321 4.5.5); it is routed by the policy like mail submitted here.
 */
public final class Bounces {
    private final String hostName;
    private final Function<Transaction, Decision> policy;
    private final Function<String, ContentWriter> contents;
    private final Clock clock;

    /** @param contents where the text of a report is collected, by its queue id */
    public Bounces(
            String hostName,
            Function<Transaction, Decision> policy,
            Function<String, ContentWriter> contents,
            Clock clock) {
        this.hostName = hostName;
        this.policy = policy;
        this.contents = contents;
        this.clock = clock;
    }

    /** What became of a recipient, in the words of RFC 3464 2.3.3. */
    public enum Action {
        FAILED(Occasion.FAILURE),
        DELAYED(Occasion.DELAY),
        DELIVERED(Occasion.SUCCESS),
        /** Handed to a system that makes no reports of success. */
        RELAYED(Occasion.SUCCESS);

        private final Occasion occasion;

        Action(Occasion occasion) {
            this.occasion = occasion;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What is to be said of a recipient.
     *
     * @param status enhanced status code; its class is made to fit the action
     * @param diagnostic {@code smtp; REPLY} of the next hop or of the policy, or words; may be empty
     * @param reason stable name, or words
     * @param connector that decided, or carried the mail
     * @param remote the next hop that said so; may be empty
     */
    public record Notice(
            EnvelopeAddress recipient,
            Action action,
            String status,
            String diagnostic,
            String reason,
            String connector,
            String remote) {
        /** That a policy refuses a recipient. */
        public static Notice refused(EnvelopeAddress recipient, Decision decision) {
            return new Notice(
                    recipient,
                    Action.FAILED,
                    decision.reply().map(reply -> reply.status()).orElse("5.7.1"),
                    decision.reply().map(reply -> "smtp; " + reply).orElse(""),
                    decision.reason().map(Reason::id).orElse(""),
                    decision.by().toString(),
                    "");
        }
    }

    /**
     * What the reports are about.
     *
     * @param until when a delayed one will be given up
     */
    public record Subject(
            String id,
            Optional<EnvelopeAddress> sender,
            Instant received,
            Content content,
            QueuedMessage.Form form,
            NotificationRequest notifications,
            Instant until) {
        /** A message at its arrival. */
        public static Subject of(QueuedMessage message) {
            return new Subject(
                    message.id(),
                    message.sender(),
                    message.received(),
                    message.content(),
                    message.form(),
                    message.notifications(),
                    message.received());
        }
    }

    /** The report of those notices that the sender wants; empty if there are none, or nobody to send them to. */
    public Optional<QueuedMessage> report(Subject subject, List<Notice> all) throws IOException {
        List<Notice> notices = all.stream()
                .filter(notice -> subject.notifications.of(notice.recipient).wants(notice.action.occasion))
                .toList();
        if (notices.isEmpty()) {
            return Optional.empty();
        }
        if (subject.sender.isEmpty()) {
            dropped(subject, "", "empty reverse-path");
            return Optional.empty();
        }
        EnvelopeAddress to = subject.sender.get();
        Transaction question =
                Transaction.builder().submitted().to(to.mailbox()).build();
        Decision decision = policy.apply(question);
        if (decision.isRefusal()) {
            dropped(subject, to, decision);
            return Optional.empty();
        }
        String bounceId = QueueIds.next();
        Instant now = clock.instant();
        ContentWriter writer = contents.apply(bounceId);
        try (writer) {
            QueuedMessage.Form form = new DeliveryReport(hostName, bounceId, now, subject, to, notices).write(writer);
            MailLog.event("bounce")
                    .with("id", bounceId)
                    .with("about", subject.id)
                    .with("to", to)
                    .with("action", notices.get(0).action.word())
                    .with("recipients", notices.size())
                    .write();
            return Optional.of(new QueuedMessage(
                    bounceId,
                    Optional.empty(),
                    form,
                    now,
                    writer.finish(),
                    List.of(new QueuedMessage.Part(
                            Routing.destination(decision, to.domain()), Routing.via(decision), List.of(to))),
                    asProtected(subject),
                    Origin.of(question, 0)));
        } catch (IOException | RuntimeException e) {
            writer.discard();
            throw e;
        }
    }

    /** A report tells of the message, so it travels as that had to (RFC 8689 5). */
    private static NotificationRequest asProtected(Subject subject) {
        return new NotificationRequest(
                NotificationRequest.Returned.UNSTATED, "", Map.of(), subject.notifications.passage());
    }

    private static void dropped(Subject subject, Object to, Object reason) {
        MailLog.event("bounce-dropped")
                .with("id", subject.id)
                .with("to", to)
                .with("reason", reason)
                .write();
    }
}
