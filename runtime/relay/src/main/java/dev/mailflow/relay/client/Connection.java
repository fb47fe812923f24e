package dev.mailflow.relay.client;

import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.queue.Lease;
import dev.mailflow.relay.queue.QueuedMessage.Form;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A greeted connection to a next hop, for one transaction after the other. Not for several threads. */
final class Connection {
    // RFC 5321 4.5.3.2.
    private static final Duration COMMAND = Duration.ofMinutes(5);
    private static final Duration DATA_START = Duration.ofMinutes(2);
    private static final Duration DATA_BLOCK = Duration.ofMinutes(3);
    /** Shorter, a slow next hop would get the message twice (RFC 1047). */
    private static final Duration DATA_END = Duration.ofMinutes(10);
    /** Every server takes so many (RFC 5321 4.5.3.1.8). */
    private static final int MOST_RECIPIENTS = 100;

    private static final int MOST_MESSAGES = 1000;

    private final Dialogue dialogue;
    private final String remote;
    private final Map<String, String> features;
    private final String tls;
    private final Protocol protocol;
    private int messages;
    private boolean spent;

    /** How a transaction ends. */
    enum Protocol {
        SMTP,
        /** A reply for each recipient after the message (RFC 2033 4.2). */
        LMTP
    }

    /**
     * @param features EHLO keywords in upper case with their parameters
     * @param tls version and what vouched for the other end, for the log
     */
    Connection(Dialogue dialogue, String remote, Map<String, String> features, String tls, Protocol protocol) {
        this.dialogue = dialogue;
        this.remote = remote;
        this.features = Map.copyOf(features);
        this.tls = tls;
        this.protocol = protocol;
    }

    String tls() {
        return tls;
    }

    String remote() {
        return remote;
    }

    Dialogue dialogue() {
        return dialogue;
    }

    boolean isReusable() {
        return !spent && messages < MOST_MESSAGES;
    }

    /**
     * What a transaction came to.
     *
     * @param isFinal whether another hop must not be tried: the message may have been taken
     */
    record Result(List<Outcome> outcomes, boolean isFinal) {}

    Result send(Lease lease, List<EnvelopeAddress> recipients) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < recipients.size(); i += MOST_RECIPIENTS) {
            List<EnvelopeAddress> some = recipients.subList(i, Math.min(i + MOST_RECIPIENTS, recipients.size()));
            Result result = spent ? lost(some, "connection lost", false) : transaction(lease, some);
            outcomes.addAll(result.outcomes);
            if (result.isFinal) {
                recipients
                        .subList(Math.min(i + MOST_RECIPIENTS, recipients.size()), recipients.size())
                        .forEach(rest -> outcomes.add(deferred(rest, "connection lost")));
                return new Result(outcomes, true);
            }
        }
        return new Result(outcomes, false);
    }

    private Result transaction(Lease lease, List<EnvelopeAddress> recipients) {
        Optional<String> unable = unable(lease, recipients);
        if (unable.isPresent()) {
            String status = unable.get().substring(0, unable.get().indexOf(' '));
            return new Result(
                    recipients.stream()
                            .map(recipient -> new Outcome(
                                    recipient, Outcome.Verdict.FAILED, status, unable.get(), unable.get(), remote))
                            .toList(),
                    false);
        }
        messages++;
        boolean sent = false;
        List<Outcome> outcomes = new ArrayList<>();
        try {
            dialogue.allow(COMMAND);
            List<EnvelopeAddress> accepted = envelope(lease, recipients, outcomes);
            SmtpAnswer start = dataAnswer;
            if (accepted.isEmpty()) {
                abandon(start);
                return new Result(outcomes, false);
            }
            if (start == null || start.code() != 354) {
                if (start == null || start.isPositive()) {
                    // Whether it waits for the message or for a command nobody knows.
                    spent = true;
                    start = new SmtpAnswer(451, List.of("no 354"));
                }
                for (EnvelopeAddress recipient : accepted) {
                    outcomes.add(Outcome.of(recipient, start, remote));
                }
                if (!spent) {
                    reset();
                }
                return new Result(outcomes, false);
            }
            try (InputStream content = dialogue.paced(lease.content().open(), DATA_BLOCK)) {
                sent = true;
                DotStuffing.write(content, dialogue.body());
            }
            dialogue.allow(DATA_END);
            conclude(accepted, outcomes);
            return new Result(outcomes, false);
        } catch (IOException e) {
            spent = true;
            List<EnvelopeAddress> open = recipients.stream()
                    .filter(recipient -> outcomes.stream()
                            .noneMatch(outcome -> outcome.recipient().equals(recipient)))
                    .toList();
            outcomes.addAll(lost(open, String.valueOf(e.getMessage()), sent).outcomes);
            return new Result(outcomes, sent);
        }
    }

    private @org.jspecify.annotations.Nullable SmtpAnswer dataAnswer;

    /** MAIL, RCPT and DATA, in one go where the hop can (RFC 2920); gives who was accepted, notes who was not. */
    private List<EnvelopeAddress> envelope(Lease lease, List<EnvelopeAddress> recipients, List<Outcome> outcomes)
            throws IOException {
        dataAnswer = null;
        boolean pipelining = features.containsKey("PIPELINING");
        dialogue.send(mail(lease));
        if (pipelining) {
            for (EnvelopeAddress recipient : recipients) {
                dialogue.send(rcpt(lease, recipient));
            }
            dialogue.send("DATA");
        }
        SmtpAnswer mail = dialogue.answer();
        List<EnvelopeAddress> accepted = new ArrayList<>();
        for (EnvelopeAddress recipient : recipients) {
            if (!pipelining && mail.isPositive()) {
                dialogue.send(rcpt(lease, recipient));
            }
            SmtpAnswer answer = pipelining || mail.isPositive() ? dialogue.answer() : mail;
            if (!mail.isPositive()) {
                outcomes.add(Outcome.of(recipient, mail, remote));
            } else if (answer.isPositive()) {
                accepted.add(recipient);
            } else {
                // RFC 5321 4.5.3.1.10: some say 552 where they mean too many recipients.
                SmtpAnswer meant = answer.code() == 552 ? new SmtpAnswer(452, answer.lines()) : answer;
                outcomes.add(Outcome.of(recipient, meant, remote));
            }
        }
        if (pipelining) {
            dialogue.allow(DATA_START);
            dataAnswer = dialogue.answer();
        } else if (!accepted.isEmpty()) {
            dialogue.allow(DATA_START);
            dataAnswer = dialogue.ask("DATA");
        }
        return accepted;
    }

    /** Nobody is to get it. A hop that wants the message all the same gets an empty one, which it then has for nobody. */
    private void abandon(@org.jspecify.annotations.Nullable SmtpAnswer start) throws IOException {
        if (start != null && start.code() == 354) {
            // RFC 2920 3.1.
            dialogue.send(".");
            dialogue.answer();
        }
        reset();
    }

    private void reset() throws IOException {
        dialogue.allow(COMMAND);
        if (!dialogue.ask("RSET").isPositive()) {
            spent = true;
        }
    }

    private void conclude(List<EnvelopeAddress> accepted, List<Outcome> outcomes) throws IOException {
        SmtpAnswer answer = dialogue.answer();
        for (int i = 0; i < accepted.size(); i++) {
            if (protocol == Protocol.LMTP && i > 0) {
                answer = dialogue.answer();
            }
            outcomes.add(Outcome.of(accepted.get(i), answer, remote)
                    .with(features.containsKey("DSN") ? Outcome.Duty.PASSED_ON : Outcome.Duty.OURS));
        }
        if (answer.code() == 421) {
            spent = true;
        }
    }

    private String mail(Lease lease) {
        StringBuilder command = new StringBuilder("MAIL FROM:<");
        lease.sender().ifPresent(command::append);
        command.append('>');
        if (features.containsKey("SIZE")) {
            command.append(" SIZE=").append(lease.content().size());
        }
        if (lease.form() != Form.SEVEN_BIT && features.containsKey("8BITMIME")) {
            command.append(" BODY=8BITMIME");
        }
        if (needsUtf8(lease, lease.recipients()) && features.containsKey("SMTPUTF8")) {
            command.append(" SMTPUTF8");
        }
        // RFC 3461 5.2.1: passed on as it came.
        return features.containsKey("DSN") ? command + lease.notifications().parameters() : command.toString();
    }

    private String rcpt(Lease lease, EnvelopeAddress recipient) {
        String command = "RCPT TO:<" + recipient + ">";
        return features.containsKey("DSN")
                ? command + lease.notifications().of(recipient).parameters()
                : command;
    }

    private static boolean needsUtf8(Lease lease, List<EnvelopeAddress> recipients) {
        return lease.form() == Form.UTF8
                || lease.sender().map(EnvelopeAddress::needsUtf8).orElse(false)
                || recipients.stream().anyMatch(EnvelopeAddress::needsUtf8);
    }

    /** Why the hop cannot take this message, as status and text. */
    private Optional<String> unable(Lease lease, List<EnvelopeAddress> recipients) {
        if (needsUtf8(lease, recipients) && !features.containsKey("SMTPUTF8")) {
            return Optional.of("5.6.7 next hop does not offer SMTPUTF8");
        }
        if (lease.form() == Form.EIGHT_BIT && !features.containsKey("8BITMIME")) {
            // RFC 6152 3: converting would break signatures.
            return Optional.of("5.6.3 next hop does not offer 8BITMIME");
        }
        String most = features.getOrDefault("SIZE", "");
        if (most.matches("[1-9][0-9]{0,17}")
                && Long.parseLong(most) < lease.content().size()) {
            return Optional.of("5.3.4 message too large for the next hop");
        }
        return Optional.empty();
    }

    private Result lost(List<EnvelopeAddress> recipients, String why, boolean isFinal) {
        return new Result(
                recipients.stream().map(recipient -> deferred(recipient, why)).toList(), isFinal);
    }

    private Outcome deferred(EnvelopeAddress recipient, String why) {
        return new Outcome(recipient, Outcome.Verdict.DEFERRED, "4.4.2", why, "connection lost", remote);
    }

    void close() {
        if (!spent) {
            try {
                dialogue.allow(Duration.ofSeconds(2));
                dialogue.ask("QUIT");
            } catch (IOException e) {
                // It was the last word anyway.
            }
        }
        dialogue.close();
    }
}
