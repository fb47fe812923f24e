package dev.mailflow.relay.smtp;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.mail.ContentWriter;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.mail.PathParser;
import dev.mailflow.relay.mail.Rfc5322Date;
import dev.mailflow.relay.queue.QueueIds;
import dev.mailflow.relay.queue.QueuedMessage.Form;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** MAIL, RCPT and DATA of a session. */
final class Envelope {
    private final Reception reception;
    private final SessionLink link;
    private @Nullable MailTransaction current;

    Envelope(Reception reception, SessionLink link) {
        this.reception = reception;
        this.link = link;
    }

    void reset() {
        current = null;
    }

    boolean isOpen() {
        return current != null;
    }

    SmtpReply mail(String argument) {
        if (current != null) {
            return SmtpReply.of(503, "5.5.1", "a sender is stated already");
        }
        MailParameters parameters =
                MailParameters.parse(MailParameters.Command.MAIL, argument, PathParser.Letters.ASCII);
        if (parameters.refusal() != null) {
            return parameters.refusal();
        }
        PathParser.Path path = parameters.path();
        if (path == null || path.kind() == PathParser.Kind.POSTMASTER) {
            return SmtpReply.of(501, "5.1.7", "no domain");
        }
        if (parameters.size() > limits().messageSize()) {
            return SmtpReply.of(552, "5.3.4", "message too large");
        }
        if (!reception.queue().hasRoom()) {
            return SmtpReply.of(452, "4.3.1", "no room for mail now");
        }
        Form form = parameters.isUtf8() ? Form.UTF8 : parameters.isEightBit() ? Form.EIGHT_BIT : Form.SEVEN_BIT;
        current = new MailTransaction(QueueIds.next(), path.address(), form, parameters);
        return SmtpReply.of(250, "2.1.0", "sender noted");
    }

    SmtpReply rcpt(Peer peer, String argument) {
        MailTransaction transaction = current;
        if (transaction == null) {
            return SmtpReply.of(503, "5.5.1", "MAIL first");
        }
        PathParser.Letters letters =
                transaction.form() == Form.UTF8 ? PathParser.Letters.UNICODE : PathParser.Letters.ASCII;
        MailParameters parameters = MailParameters.parse(MailParameters.Command.RCPT, argument, letters);
        if (parameters.refusal() != null) {
            return parameters.refusal();
        }
        PathParser.Path path = parameters.path();
        if (path == null || path.kind() == PathParser.Kind.EMPTY) {
            return SmtpReply.of(501, "5.1.3", "a recipient is due");
        }
        if (transaction.recipients().size() >= limits().recipients()) {
            return SmtpReply.of(452, "4.5.3", "too many recipients; send the others later");
        }
        if (path.kind() == PathParser.Kind.POSTMASTER) {
            EnvelopeAddress postmaster =
                    new EnvelopeAddress("postmaster", reception.configuration().hostName());
            transaction.recipients().add(new MailTransaction.Recipient(postmaster, true, parameters.forRecipient()));
            return SmtpReply.of(250, "2.1.5", "recipient noted");
        }
        EnvelopeAddress recipient = path.address().orElseThrow();
        Optional<Decision> early =
                reception.gate().decideEarly(transaction.question(peer, recipient), transaction.declaredSize());
        if (MailTransaction.isRefused(early)) {
            Decision decision = early.orElseThrow();
            SmtpReply reply =
                    decision.reply().map(SmtpReply::of).orElseGet(() -> SmtpReply.of(554, "5.7.1", "refused"));
            MessageIntake.session(peer, transaction)
                    .with("to", recipient)
                    .with("verdict", decision.outcome().name().toLowerCase(Locale.ROOT))
                    .with("reason", decision.reason().map(Reason::id).orElse(""))
                    .with("by", decision.by())
                    .write();
            return reply;
        }
        transaction.recipients().add(new MailTransaction.Recipient(recipient, false, parameters.forRecipient()));
        return SmtpReply.of(250, "2.1.5", "recipient noted");
    }

    /** @param isCutOff the peer is gone; nobody will read the reply */
    record Taken(SmtpReply reply, boolean isCutOff) {}

    Taken data(Peer peer) throws IOException {
        MailTransaction transaction = current;
        if (transaction == null) {
            return new Taken(SmtpReply.of(503, "5.5.1", "MAIL first"), false);
        }
        if (transaction.recipients().isEmpty()) {
            return new Taken(SmtpReply.of(554, "5.5.1", "no valid recipients"), false);
        }
        current = null;
        link.send(SmtpReply.of(354, "", "end with CRLF.CRLF"));
        ContentWriter writer = reception.queue().newContent(transaction.id());
        try {
            byte[] trace = received(peer, transaction).getBytes(StandardCharsets.UTF_8);
            writer.write(trace, 0, trace.length);
            DataReader.Result data = new DataReader(link.input(), writer, limits().messageSize()).read();
            if (data.fault() == DataReader.Fault.NONE) {
                return new Taken(reception.intake().take(peer, transaction, writer, trace.length, data), false);
            }
            writer.discard();
            return new Taken(
                    reception.intake().refused(peer, transaction, data, fault(data.fault())),
                    data.fault() == DataReader.Fault.CUT_OFF);
        } catch (IOException | RuntimeException e) {
            writer.discard();
            throw e;
        }
    }

    private static SmtpReply fault(DataReader.Fault fault) {
        return switch (fault) {
            case BARE_NEWLINE -> SmtpReply.of(550, "5.5.2", "bare CR or LF refused; a line ends with CRLF");
            case NUL -> SmtpReply.of(554, "5.6.0", "NUL refused");
            case TOO_LARGE -> SmtpReply.of(552, "5.3.4", "message too large");
            default -> SmtpReply.of(451, "4.4.2", "cut off");
        };
    }

    /** RFC 5321 4.4: where it came from, how, by whom it was taken. */
    private String received(Peer peer, MailTransaction transaction) {
        StringBuilder field = new StringBuilder(256);
        String literal = peer.address().isV4() ? peer.address().toString() : "IPv6:" + peer.address();
        field.append("Received: from ")
                .append(printable(peer.helo()))
                .append(" ([")
                .append(literal)
                .append("])");
        field.append("\r\n\tby ").append(reception.configuration().hostName()).append(" (mailflow) with ");
        field.append(peer.protocol(transaction.form() == Form.UTF8))
                .append(" id ")
                .append(transaction.id());
        if (peer.tls().version().isProtected()) {
            field.append("\r\n\t(TLS")
                    .append(peer.tls().version().text())
                    .append(' ')
                    .append(peer.tls().cipher());
            field.append(
                            peer.tls().names().isEmpty()
                                    ? ""
                                    : " verified " + peer.tls().names().get(0))
                    .append(')');
        }
        if (transaction.recipients().size() == 1) {
            // With several it would show one recipient to the others (RFC 5321 7.6).
            field.append("\r\n\tfor <")
                    .append(transaction.recipients().get(0).address())
                    .append('>');
        }
        return field.append(";\r\n\t")
                .append(Rfc5322Date.format(reception.clock().instant()))
                .append("\r\n")
                .toString();
    }

    private static String printable(String helo) {
        StringBuilder safe = new StringBuilder();
        helo.chars()
                .forEach(c -> safe.append(c > ' ' && c <= '~' && c != '(' && c != ')' && c != ';' ? (char) c : '?'));
        return safe.toString();
    }

    private RelayConfiguration.Limits limits() {
        return reception.configuration().limits();
    }
}
