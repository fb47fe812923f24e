package dev.mailflow.relay.smtp;

import dev.mailflow.relay.config.RelayConfiguration.Kind;
import dev.mailflow.relay.config.RelayConfiguration.Limits;
import dev.mailflow.relay.config.RelayConfiguration.Listener;
import dev.mailflow.relay.config.RelayConfiguration.ListenerTls;
import dev.mailflow.relay.time.Timed;
import dev.mailflow.runtime.IpAddress;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection of a client, from the greeting to the end (RFC 5321 3). One thread, but for those that end it. */
final class SmtpSession implements Timed {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpSession.class);
    /** RFC 5321 4.5.3.1.4, without the CRLF. */
    private static final int LONGEST_COMMAND = 510;
    /** With the room that SIZE, BODY, SMTPUTF8, AUTH, DSN and the parameters we refuse may take. */
    private static final int LONGEST_LINE = 2048;

    private static final Set<String> LONG_COMMANDS = Set.of("MAIL", "RCPT", "AUTH");

    private final Reception reception;
    private final Listener listener;
    private final SessionLink link;
    private final IpAddress address;
    private final Limits limits;
    private final Conduct conduct;
    private final Envelope envelope;
    private final SessionClock clock;
    private final SessionEnding ending;
    private final ClientIdentity identity;
    private String helo = "";
    private boolean extended;
    private volatile boolean draining;
    private volatile boolean inMessage;

    /** @param crowded whether there is no room for others, so that nobody may sit here idle for long */
    SmtpSession(Reception reception, Listener listener, SessionLink link, IpAddress address, BooleanSupplier crowded) {
        this.reception = reception;
        this.listener = listener;
        this.link = link;
        this.address = address;
        this.limits = reception.configuration().limits();
        this.conduct = new Conduct(limits.errors(), limits.recipients());
        this.envelope = new Envelope(reception, link, conduct);
        this.clock = new SessionClock(limits, link, crowded);
        link.whenWaiting(clock::waiting);
        this.ending = new SessionEnding(reception.metrics(), link, address);
        this.identity = new ClientIdentity(reception, listener, link, address);
    }

    private enum Next {
        GO_ON,
        CLOSE
    }

    void run() {
        try {
            converse();
        } catch (IOException e) {
            if (draining || clock.isOver()) {
                bye();
            }
            LOG.debug("event=session-lost client={} reason=\"{}\"", address, e.toString());
        } catch (RuntimeException e) {
            // A mistake of ours. The client is told to come again, not left to guess.
            ending.say(SmtpReply.of(421, "4.3.0", "internal error of this server; try again later"));
            throw e;
        } finally {
            envelope.reset();
            link.close();
        }
    }

    private void converse() throws IOException {
        clock.command();
        if (listener.tls() == ListenerTls.IMPLICIT) {
            secure();
        } else if (talksEarly()) {
            return;
        }
        link.send(SmtpReply.of(220, "", reception.configuration().hostName() + " ESMTP mailflow"));
        clock.command();
        if (link.input().await() && ClientGuard.isForeign(link.input().peek())) {
            refuse(SmtpReply.of(521, "5.5.1", "this is SMTP"), "protocol");
            return;
        }
        while (true) {
            if (draining && !envelope.isReceiving()) {
                bye();
                return;
            }
            clock.command();
            SmtpInput.Line line =
                    link.input().readLine(identity.offersAuth() ? Authentication.LONGEST_LINE : LONGEST_LINE);
            if (draining && !envelope.isReceiving() || line.kind() == SmtpInput.Kind.END) {
                if (draining || clock.isOver()) {
                    bye();
                }
                return;
            }
            if (handle(line) == Next.CLOSE) {
                return;
            }
        }
    }

    /** RFC 5321 4.3.1: the server speaks first. Who does not wait for it is no mail server. */
    private boolean talksEarly() throws IOException {
        if (!link.hasEarly(limits.greetingDelay())) {
            return false;
        }
        if (ClientGuard.isForeign(link.input())) {
            refuse(SmtpReply.of(521, "5.5.1", "this is SMTP"), "protocol");
        } else {
            refuse(SmtpReply.of(554, "5.5.0", "the server speaks first"), "early");
        }
        return true;
    }

    private Next handle(SmtpInput.Line line) throws IOException {
        if (line.kind() != SmtpInput.Kind.LINE && isChunk(line.text())) {
            return unreadableChunk();
        }
        switch (line.kind()) {
            case BARE_NEWLINE:
                return wrong(SmtpReply.of(500, "5.5.2", "a line ends with CRLF; bare CR or LF refused"));
            case TOO_LONG:
                return wrong(SmtpReply.of(500, "5.5.2", "line too long"));
            case ENDLESS:
                return refuse(SmtpReply.of(500, "5.5.2", "line too long"), "endless");
            default:
                break;
        }
        String text = line.text();
        int space = text.indexOf(' ');
        String verb = (space < 0 ? text : text.substring(0, space)).toUpperCase(Locale.ROOT);
        String argument = space < 0 ? "" : text.substring(space + 1).trim();
        if (ClientGuard.isForeign(verb)) {
            return refuse(SmtpReply.of(521, "5.5.1", "this is SMTP"), "protocol");
        }
        if (isChunk(text)
                && (ClientGuard.hasControl(text) || text.length() > LONGEST_COMMAND || !verb.equals("BDAT"))) {
            return unreadableChunk();
        }
        if (text.length() > LONGEST_COMMAND && !LONG_COMMANDS.contains(verb)) {
            return wrong(SmtpReply.of(500, "5.5.2", "line too long"));
        }
        if (ClientGuard.hasControl(text)) {
            return wrong(SmtpReply.of(500, "5.5.2", "control character refused"));
        }
        if (!extended
                && !verb.equals("EHLO")
                && !verb.equals("STARTTLS")
                && link.input().hasUnread()) {
            // Nobody told this client that it may pipeline (RFC 2920): what waits may be another's words.
            return refuse(SmtpReply.of(554, "5.5.0", "improper command pipelining"), "pipelining");
        }
        return obey(verb, argument);
    }

    private static boolean isChunk(String text) {
        return text.regionMatches(true, 0, "BDAT", 0, 4);
    }

    private Next obey(String verb, String argument) throws IOException {
        return switch (verb) {
            case "EHLO" -> hello(argument, true);
            case "HELO" -> hello(argument, false);
            case "STARTTLS" -> startTls(argument);
            case "AUTH" -> authenticate(argument);
            case "MAIL" -> mail(argument);
            case "RCPT" -> answer(envelope.rcpt(peer(), argument));
            case "DATA" -> data(argument);
            case "BDAT" -> bdat(argument);
            case "RSET" -> {
                envelope.reset();
                clock.endTransaction();
                yield argument.isEmpty() ? junk(SmtpReply.of(250, "2.0.0", "forgotten")) : wrong(noArgument());
            }
            case "NOOP" -> junk(SmtpReply.of(250, "2.0.0", "at your service"));
            case "VRFY" -> junk(SmtpReply.of(252, "2.1.5", "send some mail and see"));
            case "HELP" -> junk(SmtpReply.of(214, "2.0.0", "RFC 5321"));
            case "EXPN", "TURN", "ETRN" -> wrong(SmtpReply.of(502, "5.5.1", "not implemented"));
            case "XCLIENT", "XFORWARD" -> wrong(SmtpReply.of(550, "5.7.0", "nobody speaks for another here"));
            case "QUIT" -> {
                ending.say(SmtpReply.of(221, "2.0.0", "goodbye"));
                yield Next.CLOSE;
            }
            default -> wrong(SmtpReply.of(500, "5.5.2", "command not known"));
        };
    }

    private Next hello(String name, boolean isExtended) throws IOException {
        if (!ServerHello.isHost(name)) {
            return wrong(SmtpReply.of(501, "5.5.4", "a domain or address literal is due"));
        }
        envelope.reset();
        clock.endTransaction();
        helo = name;
        extended = isExtended;
        String host = reception.configuration().hostName().text();
        if (!isExtended) {
            return junk(SmtpReply.of(250, "", host));
        }
        List<String> lines = ServerHello.lines(host, limits.messageSize());
        if (identity.offersTls()) {
            lines.add("STARTTLS");
        }
        if (identity.isProtected()) {
            lines.add("REQUIRETLS");
        }
        if (identity.offersAuth()) {
            lines.add("AUTH PLAIN LOGIN");
        }
        String last = lines.remove(lines.size() - 1);
        for (String line : lines) {
            link.sendLine("250-" + line);
        }
        return junk(SmtpReply.of(250, "", last));
    }

    private Next startTls(String argument) throws IOException {
        if (!argument.isEmpty()) {
            return wrong(noArgument());
        }
        if (!identity.offersTls() || envelope.isOpen()) {
            return wrong(SmtpReply.of(503, "5.5.1", "STARTTLS not now"));
        }
        if (link.input().hasUnread()) {
            // RFC 3207 4: a client waits for the reply. What came early was put there by somebody in the middle.
            return refuse(SmtpReply.of(501, "5.5.1", "commands after STARTTLS refused"), "injection");
        }
        link.send(SmtpReply.of(220, "2.0.0", "go ahead"));
        link.flush();
        secure();
        return Next.GO_ON;
    }

    private void secure() throws IOException {
        clock.handshake();
        identity.secure();
        // RFC 3207 4.2: nothing learnt before counts.
        helo = "";
        extended = false;
        envelope.reset();
    }

    private Next authenticate(String argument) throws IOException {
        if (helo.isEmpty() || !identity.knowsUsers() || identity.isKnown() || envelope.isOpen()) {
            return wrong(SmtpReply.of(503, "5.5.1", "AUTH not now"));
        }
        if (!identity.isProtected()) {
            // RFC 4954 6: it tells whoever configured the client what to change; the password sent with it is spent.
            return wrong(SmtpReply.of(538, "5.7.11", "encryption is required for AUTH"));
        }
        Authentication.Outcome outcome = identity.authenticate(argument);
        if (outcome.isGuess()) {
            conduct.failedLogin();
        } else if (outcome.user().isEmpty()) {
            conduct.error();
        }
        return answer(outcome.reply());
    }

    private Next mail(String argument) throws IOException {
        if (helo.isEmpty()) {
            return wrong(SmtpReply.of(503, "5.5.1", "EHLO first"));
        }
        if (listener.kind() == Kind.SUBMISSION && !identity.isKnown() && !peer().isSubmitting()) {
            return wrong(envelope.turnAway(identity.mayNotSubmit()));
        }
        boolean begun = envelope.isOpen();
        SmtpReply reply = envelope.mail(peer(), argument);
        if (!begun && envelope.isOpen()) {
            clock.beginTransaction();
        }
        return answer(reply);
    }

    private Next data(String argument) throws IOException {
        if (!argument.isEmpty()) {
            return wrong(noArgument());
        }
        clock.message();
        inMessage = true;
        try {
            return answer(envelope.data(peer()));
        } finally {
            inMessage = false;
        }
    }

    private Next bdat(String argument) throws IOException {
        Optional<Chunk> chunk = Chunk.parse(argument);
        if (chunk.isEmpty()) {
            return unreadableChunk();
        }
        clock.message();
        inMessage = true;
        try {
            return answer(envelope.bdat(peer(), chunk.get()));
        } finally {
            inMessage = envelope.isReceiving();
        }
    }

    /** Where the chunk ends nobody can know, and what is in it must not be taken for commands. */
    private Next unreadableChunk() {
        return refuse(SmtpReply.of(501, "5.5.4", "BDAT wants a number of octets and perhaps LAST"), "chunk");
    }

    private Next answer(Envelope.Taken taken) throws IOException {
        if (!envelope.isOpen()) {
            clock.endTransaction();
        }
        if (taken.isCutOff()) {
            if (!draining && !clock.isOver()) {
                // It closed its side, and may still hear why there is no 250.
                return refuse(SmtpReply.of(421, "4.4.2", "the message was cut off before its end"), "cut-off");
            }
            bye();
            return Next.CLOSE;
        }
        return answer(taken.reply());
    }

    private Peer peer() {
        return identity.peer(helo, extended);
    }

    private Next answer(SmtpReply reply) throws IOException {
        link.send(reply);
        return conduct.isTooMuch()
                ? refuse(SmtpReply.of(421, "4.7.0", "too many errors in this session"), "errors")
                : Next.GO_ON;
    }

    private Next junk(SmtpReply reply) throws IOException {
        conduct.junk();
        return answer(reply);
    }

    private Next wrong(SmtpReply reply) throws IOException {
        conduct.error();
        return answer(reply);
    }

    private static SmtpReply noArgument() {
        return SmtpReply.of(501, "5.5.4", "no argument is due");
    }

    private Next refuse(SmtpReply reply, String why) {
        ending.refuse(helo, reply, why);
        return Next.CLOSE;
    }

    /** Ends it because of its time or ours. */
    private void bye() {
        if (draining) {
            ending.say(SmtpReply.of(421, "4.3.2", "shutting down"));
        } else {
            refuse(
                    SmtpReply.of(
                            421,
                            "4.4.2",
                            inMessage ? "timed out waiting for the message" : "timed out waiting for a command"),
                    "slow");
        }
    }

    @Override
    public boolean isOverdue(long now) {
        return clock.isOverdue(now);
    }

    @Override
    public void abort() {
        clock.expire();
    }

    /** At once, without a word. */
    void kill() {
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
