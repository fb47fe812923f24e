package dev.mailflow.relay.smtp;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.config.RelayConfiguration.TlsRefusal;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.mail.NotificationRequest.Passage;
import dev.mailflow.relay.mail.PathParser;
import dev.mailflow.relay.queue.Postmaster;
import dev.mailflow.relay.queue.QueueIds;
import dev.mailflow.relay.queue.QueuedMessage.Form;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Reason;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** MAIL, RCPT, DATA and BDAT of a session. */
final class Envelope {
    /** A message cut finer than this is meant to keep us busy. */
    private static final int FINE_CHUNK = 128;

    private static final SmtpReply MAIL_FIRST = SmtpReply.of(503, "5.5.1", "MAIL first");

    private final Reception reception;
    private final SessionLink link;
    private final Conduct conduct;
    private @Nullable MailTransaction current;
    private @Nullable IncomingMessage chunked;
    /** A client that pipelines goes on behind a refusal that it has not read yet (RFC 2920 3.1). */
    private boolean isBehindRefusal;

    Envelope(Reception reception, SessionLink link, Conduct conduct) {
        this.reception = reception;
        this.link = link;
        this.conduct = conduct;
    }

    void reset() {
        current = null;
        isBehindRefusal = false;
        IncomingMessage begun = chunked;
        chunked = null;
        if (begun != null) {
            begun.discard();
        }
    }

    boolean isOpen() {
        return current != null;
    }

    /** Between the first chunk and the last. */
    boolean isReceiving() {
        return chunked != null;
    }

    SmtpReply mail(Peer peer, String argument) {
        SmtpReply reply = begin(peer, argument);
        isBehindRefusal = !reply.isPositive();
        return reply;
    }

    /** MAIL was refused before it came here. */
    SmtpReply turnAway(SmtpReply reply) {
        isBehindRefusal = true;
        return reply;
    }

    private SmtpReply begin(Peer peer, String argument) {
        if (current != null) {
            return wrong(503, "5.5.1", "a sender is stated already");
        }
        MailParameters parameters =
                MailParameters.parse(MailParameters.Command.MAIL, argument, PathParser.Letters.ASCII);
        if (parameters.refusal() != null) {
            conduct.error();
            return parameters.refusal();
        }
        PathParser.Path path = parameters.path();
        if (path == null || path.kind() == PathParser.Kind.POSTMASTER) {
            return wrong(501, "5.1.7", "no domain");
        }
        if (parameters.passage() == Passage.REQUIRETLS && !peer.tls().version().isProtected()) {
            // RFC 8689 4.1: not offered without TLS, where the promise would be broken already.
            return wrong(550, "5.7.30", "REQUIRETLS is for sessions under TLS");
        }
        Form form = parameters.isUtf8() ? Form.UTF8 : parameters.isEightBit() ? Form.EIGHT_BIT : Form.SEVEN_BIT;
        MailTransaction begun = new MailTransaction(
                QueueIds.next(),
                path.address(),
                form,
                parameters,
                reception.policies().current());
        long limit = limits().messageSize();
        if (parameters.size() > limit) {
            reception.metrics().refused(IncomingMessage.word(DataReader.Fault.TOO_LARGE));
            SmtpReply reply = wrong(552, "5.3.4", "message too large");
            return reception.intake().refused(peer, begun, parameters.size(), reply, IncomingMessage.tooLarge(limit));
        }
        if (!reception.queue().hasRoom()) {
            // No fault of the client's, but what follows is free, and must not be for ever.
            conduct.junk();
            return SmtpReply.of(452, "4.3.1", "no room for mail now; try again later");
        }
        Optional<SmtpReply> unprotected = plainTextRefusal(peer, begun);
        if (unprotected.isEmpty()) {
            current = begun;
        }
        return unprotected.orElseGet(() -> SmtpReply.of(250, "2.1.0", "sender noted"));
    }

    /**
     * That TLS is required, said before there is a recipient (RFC 3207 4), where that is certain: no connector selects by
     * recipient, and the requirement of TLS comes before all others (language contract R4), so that any recipient will do to
     * ask with.
     */
    private Optional<SmtpReply> plainTextRefusal(Peer peer, MailTransaction transaction) {
        if (transaction.policies().tlsRefusal() != TlsRefusal.MAIL || !peer.canStartTls()) {
            return Optional.empty();
        }
        EnvelopeAddress anybody =
                new EnvelopeAddress("postmaster", reception.configuration().hostName());
        return transaction
                .policies()
                .live()
                .decideEarly(transaction.question(peer, anybody), transaction.declaredSize())
                .filter(decision ->
                        decision.reason().filter(Reason.TLS_REQUIRED::equals).isPresent())
                .map(decision -> refused(peer, transaction, Optional.empty(), decision))
                .map(Envelope::atMail);
    }

    /** The default reply of the contract has another code before MAIL; one that the policy states stays. */
    private static SmtpReply atMail(SmtpReply reply) {
        return reply.code() == 550
                        && reply.status().equals("5.7.10")
                        && reply.text().contains("(tls-required")
                ? SmtpReply.of(530, "5.7.0", reply.text() + "; STARTTLS first")
                : reply;
    }

    SmtpReply rcpt(Peer peer, String argument) {
        if (current == null && isBehindRefusal) {
            conduct.surplusRecipient();
            return MAIL_FIRST;
        }
        SmtpReply reply = recipient(peer, argument);
        isBehindRefusal = current != null && !reply.isPositive();
        return reply;
    }

    private SmtpReply recipient(Peer peer, String argument) {
        MailTransaction transaction = current;
        if (transaction == null || chunked != null) {
            return wrong(503, "5.5.1", transaction == null ? "MAIL first" : "the message has begun");
        }
        PathParser.Letters letters =
                transaction.form() == Form.UTF8 ? PathParser.Letters.UNICODE : PathParser.Letters.ASCII;
        MailParameters parameters = MailParameters.parse(MailParameters.Command.RCPT, argument, letters);
        if (parameters.refusal() != null) {
            conduct.error();
            return parameters.refusal();
        }
        PathParser.Path path = parameters.path();
        if (path == null || path.kind() == PathParser.Kind.EMPTY) {
            return wrong(501, "5.1.3", "a recipient is due");
        }
        if (transaction.recipients().size() >= limits().recipients()) {
            conduct.surplusRecipient();
            return SmtpReply.of(452, "4.5.3", "too many recipients; send the others later");
        }
        boolean postmaster = path.kind() == PathParser.Kind.POSTMASTER;
        EnvelopeAddress recipient = postmaster
                ? new EnvelopeAddress("postmaster", reception.configuration().hostName())
                : path.address().orElseThrow();
        if (!postmaster) {
            Optional<Decision> early = transaction
                    .policies()
                    .live()
                    .decideEarly(transaction.question(peer, recipient), transaction.declaredSize());
            if (MailTransaction.isRefused(early)
                    && !Postmaster.isMeant(recipient, reception.configuration().hostName(), early)) {
                return refused(peer, transaction, Optional.of(recipient), early.orElseThrow());
            }
        }
        if (!transaction.add(new MailTransaction.Recipient(recipient, postmaster, parameters.forRecipient()))) {
            conduct.surplusRecipient();
            return SmtpReply.of(
                    452, "4.5.3", "too long NOTIFY and ORCPT parameters in all; send the other recipients later");
        }
        return SmtpReply.of(250, "2.1.5", "recipient noted");
    }

    /** @param recipient empty at MAIL */
    private SmtpReply refused(
            Peer peer, MailTransaction transaction, Optional<EnvelopeAddress> recipient, Decision decision) {
        conduct.refusedRecipient();
        reception.metrics().verdict(decision);
        MessageIntake.session(peer, transaction)
                .with("to", recipient.map(EnvelopeAddress::toString).orElse(""))
                .with("verdict", decision.outcome().name().toLowerCase(Locale.ROOT))
                .with("reason", decision.reason().map(Reason::id).orElse(""))
                .with("by", decision.by())
                .write();
        recipient.ifPresent(address -> reception
                .shadow()
                .compareEarly(
                        transaction.id(),
                        transaction.policies(),
                        transaction.question(peer, address),
                        transaction.declaredSize(),
                        decision));
        return decision.reply().map(SmtpReply::of).orElseGet(() -> SmtpReply.of(554, "5.7.1", "refused"));
    }

    /** @param isCutOff the peer is gone; nobody will read the reply */
    record Taken(SmtpReply reply, boolean isCutOff) {}

    Taken data(Peer peer) throws IOException {
        MailTransaction transaction = current;
        SmtpReply early = notNow(transaction);
        if (transaction == null || early != null || chunked != null) {
            return new Taken(early == null ? wrong(503, "5.5.1", "the message goes on by BDAT") : early, false);
        }
        current = null;
        link.send(SmtpReply.of(354, "", "end with CRLF.CRLF"));
        IncomingMessage message = IncomingMessage.begin(reception, peer, transaction);
        try {
            return conclude(message, message.readData(link.input()));
        } catch (IOException | RuntimeException e) {
            message.discard();
            throw e;
        }
    }

    /** RFC 3030 2: whatever the answer, the chunk's octets are taken, so that none is ever read as a command. */
    Taken bdat(Peer peer, Chunk chunk) throws IOException {
        if (chunk.size() < FINE_CHUNK && !chunk.isLast()) {
            conduct.junk();
        }
        MailTransaction transaction = current;
        SmtpReply early = notNow(transaction);
        if (transaction == null || early != null) {
            boolean whole = ChunkReader.skip(link.input(), chunk.size());
            return new Taken(early == null ? MAIL_FIRST : early, !whole);
        }
        IncomingMessage message = chunked;
        if (message == null) {
            message = IncomingMessage.begin(reception, peer, transaction);
            chunked = message;
        }
        if (!message.readChunk(link.input(), chunk.size())) {
            reset();
            return new Taken(message.cutOff(), true);
        }
        if (!chunk.isLast()) {
            return new Taken(message.soFar(chunk.size()), false);
        }
        current = null;
        chunked = null;
        try {
            return conclude(message, message.endOfChunks());
        } catch (IOException | RuntimeException e) {
            message.discard();
            throw e;
        }
    }

    /** Whatever was refused before, DATA or BDAT is the end of what a client says without knowing it. */
    private @Nullable SmtpReply notNow(@Nullable MailTransaction transaction) {
        boolean isFree = isBehindRefusal;
        isBehindRefusal = false;
        if (transaction != null && !transaction.recipients().isEmpty()) {
            return null;
        }
        if (!isFree) {
            conduct.error();
        }
        return transaction == null ? MAIL_FIRST : SmtpReply.of(554, "5.5.1", "no valid recipients");
    }

    private Taken conclude(IncomingMessage message, DataReader.Result result) throws IOException {
        SmtpReply reply = message.conclude(result);
        if (reply.isPositive()) {
            conduct.good();
        }
        return new Taken(reply, result.fault() == DataReader.Fault.CUT_OFF);
    }

    private SmtpReply wrong(int code, String status, String text) {
        conduct.error();
        return SmtpReply.of(code, status, text);
    }

    private RelayConfiguration.Limits limits() {
        return reception.configuration().limits();
    }
}
