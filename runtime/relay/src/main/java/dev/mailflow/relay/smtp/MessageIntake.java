package dev.mailflow.relay.smtp;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.log.MailLog;
import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.ContentWriter;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.mail.HeaderSection;
import dev.mailflow.relay.mail.NotificationRequest;
import dev.mailflow.relay.mail.NotificationRequest.Passage;
import dev.mailflow.relay.metrics.RelayMetrics;
import dev.mailflow.relay.queue.Bounces;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.relay.queue.MailQueue;
import dev.mailflow.relay.queue.Origin;
import dev.mailflow.relay.queue.Postmaster;
import dev.mailflow.relay.queue.QueuedMessage;
import dev.mailflow.relay.queue.Routing;
import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Decision.Outcome;
import dev.mailflow.runtime.Reason;
import dev.mailflow.runtime.Transaction;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What happens at the end of DATA: the final decisions, the queue, the reply. */
public final class MessageIntake {
    private final RelayConfiguration configuration;
    private final MailQueue queue;
    private final Bounces bounces;
    private final Shadow shadow;
    private final RelayMetrics metrics;
    private final Clock clock;

    public MessageIntake(
            RelayConfiguration configuration,
            MailQueue queue,
            Bounces bounces,
            Shadow shadow,
            RelayMetrics metrics,
            Clock clock) {
        this.configuration = configuration;
        this.queue = queue;
        this.bounces = bounces;
        this.shadow = shadow;
        this.metrics = metrics;
        this.clock = clock;
    }

    private record Verdict(EnvelopeAddress recipient, Decision decision) {}

    /** Judges and keeps a message that was read without fault; the reply is a promise only after the queue's. */
    SmtpReply take(Peer peer, MailTransaction transaction, ContentWriter writer, int trace, DataReader.Result data)
            throws IOException {
        HeaderSection header =
                HeaderSection.read(writer.head(), trace, transaction.policies().headerNames());
        boolean isLong = header.length() > configuration.limits().headerSize();
        if (isLong || !header.isComplete() && writer.size() > writer.head().length) {
            writer.discard();
            SmtpReply reply = isLong || !writer.isCramped()
                    ? SmtpReply.of(552, "5.3.4", "header section too large")
                    : SmtpReply.of(452, "4.3.1", "no room for so large a header section now");
            String reason = isLong
                    ? "header section larger than limits.headerSize ("
                            + configuration.limits().headerSize() + " octets)"
                    : "header section larger than what is kept in memory of it";
            return refused(peer, transaction, data.size(), reply, reason);
        }
        List<Verdict> verdicts = verdicts(peer, transaction, header, data.size());
        List<Verdict> refused = verdicts.stream()
                .filter(verdict -> verdict.decision.isRefusal())
                .toList();
        if (refused.size() == verdicts.size()) {
            writer.discard();
            tell(peer, transaction, data, verdicts);
            return refusal(refused);
        }
        List<Verdict> deferred = refused.stream()
                .filter(verdict -> verdict.decision.outcome() == Outcome.DEFER)
                .toList();
        if (!deferred.isEmpty()) {
            // RFC 5321 4.2.1: what is refused for now may come again, so it is not to be reported as failed;
            // and the one reply that there is would say to a client that all of it was taken.
            writer.discard();
            tell(peer, transaction, data, deferred);
            return refused(
                    peer,
                    transaction,
                    data.size(),
                    refusal(deferred),
                    "a recipient is deferred, and so are the others");
        }
        try {
            Transaction question = question(peer, transaction, verdicts.get(0).recipient, header, data.size());
            store(
                    transaction,
                    form(transaction, data, writer.head(), trace + header.length()),
                    writer.finish(),
                    verdicts,
                    refused,
                    notifications(transaction, header),
                    Origin.of(question, trace));
        } catch (IOException e) {
            writer.discard();
            metrics.refused("not_stored");
            SmtpReply reply = SmtpReply.of(451, "4.3.0", "the message cannot be stored now; try again later");
            line(peer, transaction, data)
                    .with("verdict", "defer")
                    .with("reply", reply)
                    .with("reason", e.toString())
                    .write();
            return reply;
        } finally {
            writer.close();
        }
        metrics.accepted(data.size());
        tell(peer, transaction, data, verdicts);
        return SmtpReply.of(250, "2.0.0", "queued as " + transaction.id());
    }

    private void store(
            MailTransaction transaction,
            QueuedMessage.Form form,
            Content content,
            List<Verdict> verdicts,
            List<Verdict> refused,
            NotificationRequest notifications,
            Origin origin)
            throws IOException {
        QueuedMessage message = new QueuedMessage(
                transaction.id(),
                transaction.sender(),
                form,
                clock.instant(),
                content,
                parts(verdicts),
                notifications,
                origin);
        // The report first. Were it lost alone, the sender would believe that all recipients have the message; were the
        // message lost alone, the client is told and tries again, and the report comes twice.
        Optional<QueuedMessage> report = report(message, refused);
        if (report.isPresent()) {
            queue.store(report.get());
        }
        queue.store(message);
    }

    /** RFC 8689 5: REQUIRETLS counts more than the field. */
    private static NotificationRequest notifications(MailTransaction transaction, HeaderSection header) {
        NotificationRequest stated = transaction.notifications();
        return header.waivesTls() && stated.passage() == Passage.ANY ? stated.over(Passage.OPEN) : stated;
    }

    private List<Verdict> verdicts(Peer peer, MailTransaction transaction, HeaderSection header, long size) {
        List<Verdict> verdicts = new ArrayList<>();
        Policies.InForce policies = transaction.policies();
        for (MailTransaction.Recipient recipient : transaction.recipients()) {
            Transaction question = question(peer, transaction, recipient.address(), header, size);
            Decision decision = policies.live().decide(question);
            shadow.compare(transaction.id(), policies, question, decision);
            boolean local = recipient.isPostmaster()
                            && decision.reason().filter(Reason.LOOP::equals).isEmpty()
                    || Postmaster.isMeant(recipient.address(), configuration.hostName(), Optional.of(decision));
            verdicts.add(new Verdict(recipient.address(), local ? Decision.deliver(Attribution.NOBODY) : decision));
        }
        return verdicts;
    }

    /** With everything known. */
    private static Transaction question(
            Peer peer, MailTransaction transaction, EnvelopeAddress recipient, HeaderSection header, long size) {
        return transaction.question(peer, recipient).toBuilder()
                .size(size)
                .hops(header.received())
                .headers(header.headers())
                .build();
    }

    /** What is declared and not used no next hop need be asked for. */
    private static QueuedMessage.Form form(
            MailTransaction transaction, DataReader.Result data, byte[] head, int endOfHeader) {
        if (transaction.form() == QueuedMessage.Form.UTF8 && transaction.needsUtf8()) {
            return QueuedMessage.Form.UTF8;
        }
        if (!data.isEightBit()) {
            return QueuedMessage.Form.SEVEN_BIT;
        }
        // RFC 6531 3.6: a body beyond ASCII is what 8BITMIME is for.
        return transaction.form() == QueuedMessage.Form.UTF8 && isAscii(head, endOfHeader)
                ? QueuedMessage.Form.EIGHT_BIT
                : transaction.form();
    }

    private static boolean isAscii(byte[] octets, int end) {
        for (int i = 0; i < Math.min(end, octets.length); i++) {
            if (octets[i] < 0) {
                return false;
            }
        }
        return true;
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

    /** About those who are refused though others get the message (language contract, "Timing"). */
    private Optional<QueuedMessage> report(QueuedMessage message, List<Verdict> refused) throws IOException {
        List<Bounces.Notice> failures = refused.stream()
                .map(verdict -> Bounces.Notice.refused(verdict.recipient, verdict.decision))
                .toList();
        return bounces.report(Bounces.Subject.of(message), failures);
    }

    /** A message refused as a whole, before or beside the policy. */
    SmtpReply refused(Peer peer, MailTransaction transaction, long size, SmtpReply reply, String reason) {
        session(peer, transaction)
                .with("size", size)
                .with("verdict", reply.code() < 500 ? "defer" : "reject")
                .with("reason", reason)
                .with("reply", reply)
                .write();
        return reply;
    }

    /** What recipients must share to share a line. */
    private record Fate(Decision decision, String next) {}

    /** One line a message; recipients whose fate differs from the others' get one of their own. */
    private void tell(Peer peer, MailTransaction transaction, DataReader.Result data, List<Verdict> verdicts) {
        Map<Fate, List<String>> fates = new LinkedHashMap<>();
        for (Verdict verdict : verdicts) {
            metrics.verdict(verdict.decision);
            String next = verdict.decision.isRefusal()
                    ? ""
                    : Routing.destination(verdict.decision, verdict.recipient.domain())
                            .toString();
            fates.computeIfAbsent(new Fate(verdict.decision, next), ignored -> new ArrayList<>())
                    .add(verdict.recipient.toString());
        }
        fates.forEach((fate, recipients) -> line(peer, transaction, data)
                .with("to", String.join(",", recipients))
                .with("verdict", fate.decision.outcome().name().toLowerCase(Locale.ROOT))
                .with("reason", fate.decision.reason().map(Reason::id).orElse(""))
                .with("by", fate.decision.by())
                .with("via", fate.decision.isRefusal() ? "" : Routing.via(fate.decision))
                .with("next", fate.next)
                .write());
    }

    private static MailLog line(Peer peer, MailTransaction transaction, DataReader.Result data) {
        return session(peer, transaction).with("size", data.size());
    }

    /** The fields that every line about a transaction begins with. */
    static MailLog session(Peer peer, MailTransaction transaction) {
        return MailLog.event("message")
                .with("id", transaction.id())
                .with("client", peer.address())
                .with("origin", peer.isSubmitting() ? "mailbox" : "")
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
