package dev.mailflow.relay.smtp;

import dev.mailflow.relay.config.RelayConfiguration.Kind;
import dev.mailflow.relay.config.RelayConfiguration.Limits;
import dev.mailflow.relay.config.RelayConfiguration.Listener;
import dev.mailflow.relay.config.RelayConfiguration.ListenerTls;
import dev.mailflow.relay.mail.DomainMapping;
import dev.mailflow.relay.mail.PathParser;
import dev.mailflow.relay.time.Timed;
import dev.mailflow.relay.tls.PeerTls;
import dev.mailflow.runtime.IpAddress;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection of a client, from the greeting to the end (RFC 5321 3). One thread, but for {@link #abort}. */
final class SmtpSession implements Timed {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpSession.class);
    /** RFC 5321 4.5.3.1.4, without the CRLF. */
    private static final int LONGEST_COMMAND = 510;
    /** With the room that SIZE, BODY, SMTPUTF8, AUTH and the parameters we refuse may take. */
    private static final int LONGEST_LINE = 2048;
    /** Other protocols, or browsers that were lured here: nothing good follows. */
    private static final Set<String> WRONG_PROTOCOL =
            Set.of("GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "CONNECT", "TRACE", "PRI", "SSH-2.0-");

    private final Reception reception;
    private final Listener listener;
    private final SessionLink link;
    private final IpAddress address;
    private final Limits limits;
    private final Envelope envelope;
    private final long sessionEnd;
    private PeerTls tls = PeerTls.NONE;
    private String helo = "";
    private boolean extended;
    private @Nullable String user;
    private int errors;
    private volatile long deadline;
    private volatile boolean draining;
    private volatile boolean inMessage;

    SmtpSession(Reception reception, Listener listener, SessionLink link, IpAddress address) {
        this.reception = reception;
        this.listener = listener;
        this.link = link;
        this.address = address;
        this.limits = reception.configuration().limits();
        this.envelope = new Envelope(reception, link);
        this.sessionEnd = System.nanoTime() + limits.sessionTimeout().toNanos();
        this.deadline = sessionEnd;
    }

    private enum Next {
        GO_ON,
        CLOSE
    }

    void run() {
        try {
            converse();
        } catch (SocketTimeoutException e) {
            farewell(SmtpReply.of(421, "4.4.2", "too slow"));
        } catch (IOException e) {
            LOG.debug("event=session-lost client={} reason=\"{}\"", address, e.toString());
        } finally {
            link.close();
        }
    }

    private void converse() throws IOException {
        if (listener.tls() == ListenerTls.IMPLICIT) {
            secure();
        }
        link.send(SmtpReply.of(220, "", reception.configuration().hostName() + " ESMTP mailflow"));
        while (true) {
            allow(limits.commandTimeout());
            SmtpInput.Line line = link.input().readLine(auth() ? Authentication.LONGEST_LINE : LONGEST_LINE);
            if (line.kind() == SmtpInput.Kind.END || draining) {
                if (draining) {
                    farewell(SmtpReply.of(421, "4.3.2", "shutting down"));
                }
                return;
            }
            if (handle(line) == Next.CLOSE) {
                return;
            }
        }
    }

    private Next handle(SmtpInput.Line line) throws IOException {
        if (line.kind() == SmtpInput.Kind.BARE_NEWLINE) {
            return wrong(SmtpReply.of(500, "5.5.2", "a line ends with CRLF; bare CR or LF refused"));
        }
        if (line.kind() == SmtpInput.Kind.TOO_LONG) {
            return wrong(SmtpReply.of(500, "5.5.2", "line too long"));
        }
        String text = line.text();
        int space = text.indexOf(' ');
        String verb = (space < 0 ? text : text.substring(0, space)).toUpperCase(Locale.ROOT);
        String argument = space < 0 ? "" : text.substring(space + 1).trim();
        if (WRONG_PROTOCOL.stream().anyMatch(verb::startsWith) || text.startsWith("\u0016\u0003")) {
            farewell(SmtpReply.of(521, "5.5.1", "this is SMTP"));
            return Next.CLOSE;
        }
        if (text.length() > LONGEST_COMMAND && !Set.of("MAIL", "RCPT", "AUTH").contains(verb)) {
            return wrong(SmtpReply.of(500, "5.5.2", "line too long"));
        }
        if (text.indexOf('\0') >= 0) {
            return wrong(SmtpReply.of(500, "5.5.2", "NUL refused"));
        }
        return switch (verb) {
            case "EHLO" -> hello(argument, true);
            case "HELO" -> hello(argument, false);
            case "STARTTLS" -> startTls(argument);
            case "AUTH" -> authenticate(argument);
            case "MAIL" -> mail(argument);
            case "RCPT" -> answer(envelope.rcpt(peer(), argument));
            case "DATA" -> data(argument);
            case "RSET" -> {
                envelope.reset();
                yield argument.isEmpty() ? answer(SmtpReply.of(250, "2.0.0", "forgotten")) : wrong(noArgument());
            }
            case "NOOP" -> answer(SmtpReply.of(250, "2.0.0", "at your service"));
            case "VRFY" -> answer(SmtpReply.of(252, "2.1.5", "send some mail and see"));
            case "EXPN", "HELP", "TURN", "ETRN", "BDAT" -> wrong(SmtpReply.of(502, "5.5.1", "not implemented"));
            case "QUIT" -> {
                farewell(SmtpReply.of(221, "2.0.0", "goodbye"));
                yield Next.CLOSE;
            }
            default -> wrong(SmtpReply.of(500, "5.5.2", "command not known"));
        };
    }

    private Next hello(String name, boolean isExtended) throws IOException {
        if (!isHost(name)) {
            return wrong(SmtpReply.of(501, "5.5.4", "a domain or address literal is due"));
        }
        envelope.reset();
        helo = name;
        extended = isExtended;
        String host = reception.configuration().hostName().text();
        if (!isExtended) {
            return answer(SmtpReply.of(250, "", host));
        }
        List<String> lines = new ArrayList<>(List.of(
                host,
                "PIPELINING",
                "SIZE " + limits.messageSize(),
                "8BITMIME",
                "ENHANCEDSTATUSCODES",
                "SMTPUTF8",
                "DSN"));
        if (offersTls()) {
            lines.add("STARTTLS");
        }
        if (auth()) {
            lines.add("AUTH PLAIN LOGIN");
        }
        for (int i = 0; i < lines.size(); i++) {
            link.sendLine("250" + (i < lines.size() - 1 ? "-" : " ") + lines.get(i));
        }
        return Next.GO_ON;
    }

    /** RFC 5321 4.1.3, but generous with names: underscores and single labels are met and prove nothing either way. */
    private static boolean isHost(String name) {
        if (name.startsWith("[") && name.endsWith("]")) {
            return PathParser.addressOf(name.substring(1, name.length() - 1)).isPresent();
        }
        return DomainMapping.toAscii(name.replace('_', '-')).isPresent();
    }

    private boolean offersTls() {
        return listener.tls() == ListenerTls.STARTTLS
                && reception.tls().canServe()
                && !tls.version().isProtected();
    }

    /** AUTH only for submission, and never in plain text. */
    private boolean auth() {
        return listener.kind() == Kind.SUBMISSION
                && reception.users().isPresent()
                && tls.version().isProtected();
    }

    private Next startTls(String argument) throws IOException {
        if (!argument.isEmpty()) {
            return wrong(noArgument());
        }
        if (!offersTls() || envelope.isOpen()) {
            return wrong(SmtpReply.of(503, "5.5.1", "STARTTLS not now"));
        }
        if (link.input().hasUnread()) {
            // RFC 3207 4: a client waits for the reply. What came early was put there by somebody in the middle.
            farewell(SmtpReply.of(501, "5.5.1", "commands after STARTTLS refused"));
            return Next.CLOSE;
        }
        link.send(SmtpReply.of(220, "2.0.0", "go ahead"));
        link.flush();
        secure();
        return Next.GO_ON;
    }

    private void secure() throws IOException {
        allow(limits.handshakeTimeout());
        tls = link.secure(reception.tls());
        // RFC 3207 4.2: nothing learnt before counts.
        helo = "";
        extended = false;
        user = null;
        envelope.reset();
    }

    private Next authenticate(String argument) throws IOException {
        if (helo.isEmpty() || !auth() || user != null || envelope.isOpen()) {
            return wrong(SmtpReply.of(503, "5.5.1", "AUTH not now"));
        }
        Authentication.Outcome outcome =
                new Authentication(link, reception.users().orElseThrow()).run(argument);
        user = outcome.user().orElse(null);
        return answer(outcome.reply());
    }

    private Next mail(String argument) throws IOException {
        if (helo.isEmpty()) {
            return wrong(SmtpReply.of(503, "5.5.1", "EHLO first"));
        }
        if (listener.kind() == Kind.SUBMISSION && user == null && !peer().isSubmitting()) {
            return wrong(SmtpReply.of(530, "5.7.0", "authentication required"));
        }
        return answer(envelope.mail(argument));
    }

    private Next data(String argument) throws IOException {
        if (!argument.isEmpty()) {
            return wrong(noArgument());
        }
        if (!extended && link.input().hasUnread()) {
            // Nobody told this client that it may pipeline, and what waits would be read as the message.
            farewell(SmtpReply.of(554, "5.5.0", "improper command pipelining"));
            return Next.CLOSE;
        }
        allow(limits.messageTimeout());
        link.timeout(limits.dataTimeout());
        inMessage = true;
        try {
            Envelope.Taken taken = envelope.data(peer());
            Next next = answer(taken.reply());
            return taken.isCutOff() ? Next.CLOSE : next;
        } finally {
            inMessage = false;
        }
    }

    private Peer peer() {
        boolean submitting = listener.kind() == Kind.SUBMISSION
                && reception.configuration().submission().networks().stream()
                        .anyMatch(network -> network.contains(address));
        return new Peer(address, helo, extended, tls, user, submitting);
    }

    private Next answer(SmtpReply reply) throws IOException {
        if (!reply.isPositive()) {
            return wrong(reply);
        }
        link.send(reply);
        return Next.GO_ON;
    }

    private Next wrong(SmtpReply reply) throws IOException {
        link.send(reply);
        if (++errors > limits.errors()) {
            farewell(SmtpReply.of(421, "4.7.0", "too many errors"));
            return Next.CLOSE;
        }
        return Next.GO_ON;
    }

    private static SmtpReply noArgument() {
        return SmtpReply.of(501, "5.5.4", "no argument is due");
    }

    private void farewell(SmtpReply reply) {
        try {
            link.send(reply);
            link.flush();
        } catch (IOException e) {
            LOG.debug("event=session-lost client={} reason=\"{}\"", address, e.toString());
        }
    }

    private void allow(Duration time) throws IOException {
        link.timeout(time);
        deadline = Math.min(System.nanoTime() + time.toNanos() + 1_000_000_000L, sessionEnd);
    }

    @Override
    public boolean isOverdue(long now) {
        return now - deadline > 0;
    }

    @Override
    public void abort() {
        link.abort();
    }

    /** Ends the session at its next command; a message under way is finished. */
    void drain() {
        draining = true;
        if (!inMessage) {
            link.stopReading();
        }
    }
}
