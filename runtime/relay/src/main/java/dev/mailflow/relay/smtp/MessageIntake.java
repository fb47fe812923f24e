package dev.mailflow.relay.smtp;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.log.MailLog;
import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.ContentWriter;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.mail.HeaderSection;
import dev.mailflow.relay.queue.Bounces;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.relay.queue.MailQueue;
import dev.mailflow.relay.queue.QueuedMessage;
import dev.mailflow.relay.queue.Routing;
import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Decision.Outcome;
import dev.mailflow.runtime.Reason;
import dev.mailflow.runtime.Transaction;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What happens at the end of DATA: the final decisions, the queue, the reply. */
public final class MessageIntake {
    private final RelayConfiguration configuration;
    private final PolicyGate gate;
    private final MailQueue queue;
    private final Bounces bounces;
    private final Clock clock;

    public MessageIntake(
            RelayConfiguration configuration, PolicyGate gate, MailQueue queue, Bounces bounces, Clock clock) {
        this.configuration = configuration;
        this.gate = gate;
        this.queue = queue;
        this.bounces = bounces;
        this.clock = clock;
    }

    private record Verdict(EnvelopeAddress recipient, Decision decision) {}

    /** Judges and keeps a message that was read without fault; the reply is a promise only after the queue's. */
    SmtpReply take(Peer peer, MailTransaction transaction, ContentWriter writer, int trace, DataReader.Result data)
            throws IOException {
        HeaderSection header = HeaderSection.read(writer.head(), trace, gate.headerNames());
        if (!header.isComplete() && writer.size() > writer.head().length
                || header.length() > configuration.limits().headerSize()) {
            writer.discard();
            return refused(peer, transaction, data, SmtpReply.of(552, "5.3.4", "header section too large"));
        }
        List<Verdict> verdicts = verdicts(peer, transaction, header, data.size());
        List<Verdict> refused = verdicts.stream()
                .filter(verdict -> verdict.decision.isRefusal())
                .toList();
        if (refused.size() == verdicts.size()) {
            writer.discard();
            verdicts.forEach(verdict -> log(peer, transaction, data, verdict));
            return refusal(refused);
        }
        Content content = writer.finish();
        Instant now = clock.instant();
        QueuedMessage message = new QueuedMessage(
                transaction.id(),
                transaction.sender(),
                form(transaction, data),
                now,
                content,
                parts(verdicts),
                transaction.notifications());
        try {
            queue.store(message);
        } catch (IOException e) {
            writer.discard();
            MailLog.event("refused")
                    .with("id", transaction.id())
                    .with("reason", e.toString())
                    .write();
            return SmtpReply.of(451, "4.3.0", "cannot be stored now");
        }
        verdicts.forEach(verdict -> log(peer, transaction, data, verdict));
        if (!refused.isEmpty()) {
            bounce(message, refused);
        }
        return SmtpReply.of(250, "2.0.0", "queued as " + transaction.id());
    }

    private List<Verdict> verdicts(Peer peer, MailTransaction transaction, HeaderSection header, long size) {
        List<Verdict> verdicts = new ArrayList<>();
        for (MailTransaction.Recipient recipient : transaction.recipients()) {
            Transaction question = transaction.question(peer, recipient.address()).toBuilder()
                    .size(size)
                    .hops(header.received())
                    .headers(header.headers())
                    .build();
            Decision decision = gate.decide(question);
            boolean local = recipient.isPostmaster()
                    && decision.reason().filter(Reason.LOOP::equals).isEmpty();
            verdicts.add(new Verdict(recipient.address(), local ? Decision.deliver(Attribution.NOBODY) : decision));
        }
        return verdicts;
    }

    private static QueuedMessage.Form form(MailTransaction transaction, DataReader.Result data) {
        // Declared but not used: no next hop need be asked for it.
        boolean needless = transaction.form() == QueuedMessage.Form.EIGHT_BIT && !data.isEightBit();
        return needless ? QueuedMessage.Form.SEVEN_BIT : transaction.form();
    }

    private static List<QueuedMessage.Part> parts(List<Verdict> verdicts) {
        Map<Destination, Map<String, List<EnvelopeAddress>>> grouped = new LinkedHashMap<>();
        for (Verdict verdict : verdicts) {
            if (!verdict.decision.isRefusal()) {
                grouped.computeIfAbsent(
                                Routing.destination(verdict.decision, verdict.recipient.domain()),
                                ignored -> new LinkedHashMap<>())
                        .computeIfAbsent(Routing.via(verdict.decision), ignored -> new ArrayList<>())
                        .add(verdict.recipient);
            }
        }
        List<QueuedMessage.Part> parts = new ArrayList<>();
        grouped.forEach((destination, byVia) ->
                byVia.forEach((via, recipients) -> parts.add(new QueuedMessage.Part(destination, via, recipients))));
        return parts;
    }

    /** One reply for all: were some only deferred, the client shall try again, and the others are refused again then. */
    private static SmtpReply refusal(List<Verdict> refused) {
        return refused.stream()
                .filter(verdict -> verdict.decision.outcome() == Outcome.DEFER)
                .findFirst()
                .or(() -> Optional.of(refused.get(0)))
                .flatMap(verdict -> verdict.decision.reply())
                .map(SmtpReply::of)
                .orElseGet(() -> SmtpReply.of(554, "5.7.1", "refused"));
    }

    private void bounce(QueuedMessage message, List<Verdict> refused) throws IOException {
        List<Bounces.Notice> failures = refused.stream()
                .map(verdict -> new Bounces.Notice(
                        verdict.recipient,
                        Bounces.Action.FAILED,
                        verdict.decision.reply().map(reply -> reply.status()).orElse("5.7.1"),
                        verdict.decision.reply().map(reply -> "smtp; " + reply).orElse(""),
                        verdict.decision.reason().map(Reason::id).orElse(""),
                        verdict.decision.by().toString(),
                        ""))
                .toList();
        Optional<QueuedMessage> report = bounces.report(Bounces.Subject.of(message), failures);
        if (report.isPresent()) {
            queue.store(report.get());
        }
    }

    /** A message refused as a whole, before or beside the policy. */
    SmtpReply refused(Peer peer, MailTransaction transaction, DataReader.Result data, SmtpReply reply) {
        line(peer, transaction, data)
                .with("verdict", reply.code() < 500 ? "defer" : "reject")
                .with("reply", reply)
                .write();
        return reply;
    }

    private static void log(Peer peer, MailTransaction transaction, DataReader.Result data, Verdict verdict) {
        Decision decision = verdict.decision;
        MailLog line = line(peer, transaction, data)
                .with("to", verdict.recipient)
                .with("verdict", decision.outcome().name().toLowerCase(java.util.Locale.ROOT))
                .with("reason", decision.reason().map(Reason::id).orElse(""))
                .with("by", decision.by());
        if (!decision.isRefusal()) {
            line.with("via", Routing.via(decision))
                    .with("next", Routing.destination(decision, verdict.recipient.domain()));
        }
        line.write();
    }

    private static MailLog line(Peer peer, MailTransaction transaction, DataReader.Result data) {
        return session(peer, transaction).with("size", data.size());
    }

    /** The fields that every line about a transaction begins with. */
    static MailLog session(Peer peer, MailTransaction transaction) {
        return MailLog.event("message")
                .with("id", transaction.id())
                .with("client", peer.isSubmitting() ? "mailbox" : peer.address().toString())
                .with("helo", peer.helo())
                .with("tls", peer.tls().version().text())
                .with(
                        "cert",
                        peer.tls().names().isEmpty()
                                ? peer.tls().verification()
                                : String.join(",", peer.tls().names()))
                .with("user", peer.user() == null ? "" : peer.user())
                .with(
                        "from",
                        "<"
                                + transaction
                                        .sender()
                                        .map(EnvelopeAddress::toString)
                                        .orElse("") + ">");
    }
}
