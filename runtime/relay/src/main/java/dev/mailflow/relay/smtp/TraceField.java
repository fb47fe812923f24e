package dev.mailflow.relay.smtp;

import dev.mailflow.relay.mail.Rfc5322Date;
import dev.mailflow.relay.queue.QueuedMessage.Form;
import dev.mailflow.runtime.DomainName;
import java.time.Instant;

/** The Received field (RFC 5321 4.4): where a message came from, how, and by whom it was taken. */
final class TraceField {
    private TraceField() {}

    static String of(Peer peer, MailTransaction transaction, DomainName by, Instant now) {
        StringBuilder field = new StringBuilder(256);
        String literal = peer.address().isV4() ? peer.address().toString() : "IPv6:" + peer.address();
        field.append("Received: from ")
                .append(printable(peer.helo()))
                .append(" ([")
                .append(literal)
                .append("])");
        field.append("\r\n\tby ").append(by).append(" (mailflow) with ");
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
                .append(Rfc5322Date.format(now))
                .append("\r\n")
                .toString();
    }

    private static String printable(String helo) {
        StringBuilder safe = new StringBuilder();
        helo.chars()
                .forEach(c -> safe.append(c > ' ' && c <= '~' && c != '(' && c != ')' && c != ';' ? (char) c : '?'));
        return safe.toString();
    }
}
