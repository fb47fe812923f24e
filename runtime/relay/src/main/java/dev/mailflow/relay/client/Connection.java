package dev.mailflow.relay.client;

import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.queue.Lease;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

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
    private final HopProfile hop;
    private final Protocol protocol;
    private final Predicate<Lease> holds;
    private int messages;
    private boolean spent;
    private boolean lying;
    private boolean heard;
    private TlsResult withoutTls = TlsResult.STARTTLS_NOT_SUPPORTED;
    /** Whether the hop may have all of the message. */
    private boolean handedOver;

    /** How a transaction ends. */
    enum Protocol {
        SMTP,
        /** A reply for each recipient after the message (RFC 2033 4.2). */
        LMTP
    }

    /** @param holds whether a lease is still ours, asked right before a message is handed over */
    Connection(Dialogue dialogue, HopProfile hop, Protocol protocol, Predicate<Lease> holds) {
        this.holds = holds;
        this.dialogue = dialogue;
        this.hop = hop;
        this.protocol = protocol;
    }

    String tls() {
        return hop.tls();
    }

    String remote() {
        return hop.remote();
    }

    /** Notes why it is in plain text, where STARTTLS was offered. */
    void noteTls(TlsResult failure) {
        withoutTls = failure;
    }

    TlsResult tlsResult() {
        return hop.isProtected() ? TlsResult.SUCCESSFUL : withoutTls;
    }

    /** Whether it announced CHUNKING and then did not know BDAT. */
    boolean isLyingAboutChunks() {
        return lying;
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
        isUsed = messages > 0;
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
        Optional<HopProfile.Inability> unable = hop.inability(lease, recipients);
        if (unable.isPresent()) {
            return new Result(
                    recipients.stream()
                            .map(recipient -> unable.get().outcome(recipient, hop.remote()))
                            .toList(),
                    false);
        }
        messages++;
        Optional<byte[]> chunk = protocol == Protocol.SMTP ? Chunks.of(lease.content(), hop) : Optional.empty();
        handedOver = false;
        heard = false;
        List<Outcome> outcomes = new ArrayList<>();
        try {
            if (dialogue.hasSpoken()) {
                // Gone, or with a reply too many, which would be taken for the reply to what comes now.
                spent = true;
                return lost(recipients, "the next hop spoke unasked", false);
            }
            dialogue.allow(chunk.isPresent() ? DATA_END : COMMAND);
            List<EnvelopeAddress> accepted = envelope(lease, recipients, chunk, outcomes);
            SmtpAnswer start = dataAnswer;
            if (chunk.isPresent()) {
                return chunked(accepted, start, outcomes);
            }
            if (accepted.isEmpty()) {
                abandon(start);
                return new Result(outcomes, false);
            }
            if (start == null || start.code() != 354) {
                // Whether it waits for the message or for a command nobody knows.
                spent |= start == null || start.code() < 400;
                for (EnvelopeAddress recipient : accepted) {
                    outcomes.add(refused(recipient, start));
                }
                if (!spent) {
                    reset();
                }
                return new Result(outcomes, false);
            }
            try (InputStream content = dialogue.paced(lease.content().open(), DATA_BLOCK)) {
                DotStuffing.write(content, dialogue.body());
            }
            // All but the end is with the hop before it is asked whether the message is still ours.
            dialogue.body().flush();
            requireHeld(lease);
            if (dialogue.hasSpoken()) {
                return early(accepted, outcomes);
            }
            handedOver = true;
            DotStuffing.end(dialogue.body());
            dialogue.allow(DATA_END);
            conclude(accepted, dialogue.answer(), outcomes);
            return new Result(outcomes, false);
        } catch (IOException e) {
            spent = true;
            List<EnvelopeAddress> open = unanswered(recipients, outcomes);
            if (e instanceof NotOurs) {
                outcomes.addAll(lost(open, String.valueOf(e.getMessage()), true).outcomes);
                return new Result(outcomes, true);
            }
            // A kept connection that the other end closed while it was idle took nothing: not a word came back.
            boolean isFinal = handedOver && (chunk.isEmpty() || heard);
            outcomes.addAll(lost(open, String.valueOf(e.getMessage()), isFinal).outcomes);
            return new Result(outcomes, isFinal);
        } catch (RuntimeException mistake) {
            // In the middle of a transaction: nothing that is said now would be taken for what it is.
            spent = true;
            HopFailure failure = HopFailure.ofOurs(hop.remote(), mistake);
            for (EnvelopeAddress recipient : unanswered(recipients, outcomes)) {
                outcomes.add(new Outcome(
                        recipient,
                        Outcome.Verdict.DEFERRED,
                        failure.status(),
                        failure.diagnostic(),
                        failure.reason(),
                        hop.remote()));
            }
            return new Result(outcomes, handedOver);
        } catch (Error e) {
            spent = true;
            throw e;
        }
    }

    private static List<EnvelopeAddress> unanswered(List<EnvelopeAddress> recipients, List<Outcome> outcomes) {
        return recipients.stream()
                .filter(recipient -> outcomes.stream()
                        .noneMatch(outcome -> outcome.recipient().equals(recipient)))
                .toList();
    }

    /** A reply before the end: one that refuses counts, one that takes what is not there yet does not. */
    private Result early(List<EnvelopeAddress> accepted, List<Outcome> outcomes) throws IOException {
        spent = true;
        SmtpAnswer answer = dialogue.answer();
        for (EnvelopeAddress recipient : accepted) {
            outcomes.add(
                    answer.code() >= 400
                            ? Outcome.of(recipient, answer, hop.remote())
                            : deferred(recipient, "a reply before the end of the message: " + answer.line()));
        }
        return new Result(outcomes, false);
    }

    /** Another may have the message by now; without its end the hop drops what it got of it (RFC 5321 4.1.1.4). */
    private void requireHeld(Lease lease) throws IOException {
        if (!holds.test(lease)) {
            throw new NotOurs();
        }
    }

    private static final class NotOurs extends IOException {
        private static final long serialVersionUID = 1;

        NotOurs() {
            super("not handed over: the queue gave it to another, or failed");
        }
    }

    /** After BDAT: what the one reply means for those whom it took. */
    private Result chunked(
            List<EnvelopeAddress> accepted,
            @org.jspecify.annotations.Nullable SmtpAnswer answer,
            List<Outcome> outcomes)
            throws IOException {
        if (accepted.isEmpty()) {
            reset();
        } else if (answer == null || Chunks.isUnknown(answer)) {
            // Whatever it did with the octets, this connection is not to be trusted any more; nobody has the message.
            lying = true;
            spent = true;
            accepted.forEach(recipient -> outcomes.add(deferred(recipient, "BDAT was announced and is not known")));
        } else {
            conclude(accepted, answer, outcomes);
            if (!answer.isPositive() && !spent) {
                reset();
            }
        }
        return new Result(outcomes, false);
    }

    private @org.jspecify.annotations.Nullable SmtpAnswer dataAnswer;

    /** Whether it was asked to carry another message, or took this one for others of its recipients. */
    private boolean isUsed;

    /**
     * What a refusal of MAIL says of the message: where another went before, it may be that hop's way to say that one is enough,
     * and only on a connection of its own it is for good.
     */
    private Outcome ofTheMessage(EnvelopeAddress recipient, SmtpAnswer mail) {
        return isUsed && protocol == Protocol.SMTP
                ? Outcome.deferred(recipient, mail, hop.remote())
                : Outcome.of(recipient, mail, hop.remote());
    }

    /** By its answer to DATA, which is no 354. */
    private Outcome refused(EnvelopeAddress recipient, @org.jspecify.annotations.Nullable SmtpAnswer answer) {
        if (answer != null && answer.code() >= 400) {
            return Outcome.of(recipient, answer, hop.remote());
        }
        String why = "no 354 to DATA" + (answer == null ? "" : ", but " + answer.line());
        return new Outcome(recipient, Outcome.Verdict.DEFERRED, "4.5.0", why, "no 354", hop.remote());
    }

    /**
     * MAIL, RCPT and DATA, in one go where the hop can (RFC 2920), or with them the whole message as a chunk; gives who was
     * accepted, notes who was not.
     */
    private List<EnvelopeAddress> envelope(
            Lease lease, List<EnvelopeAddress> recipients, Optional<byte[]> chunk, List<Outcome> outcomes)
            throws IOException {
        dataAnswer = null;
        boolean pipelining = hop.has("PIPELINING");
        dialogue.send(hop.mail(lease));
        if (pipelining) {
            for (EnvelopeAddress recipient : recipients) {
                dialogue.send(hop.rcpt(lease, recipient));
            }
            if (chunk.isPresent()) {
                requireHeld(lease);
                handedOver = true;
                dialogue.send("BDAT " + chunk.get().length + " LAST");
                dialogue.body().write(chunk.get());
            } else {
                dialogue.send("DATA");
            }
        }
        SmtpAnswer mail = dialogue.answer();
        heard = true;
        if (!mail.isPositive()) {
            // Noted before the rest is read: who refuses a client for good often says no more, and closes.
            recipients.forEach(recipient -> outcomes.add(ofTheMessage(recipient, mail)));
            // Without a transaction nobody can have the message, whatever was sent with MAIL.
            handedOver = false;
        }
        isUsed |= mail.isPositive();
        List<EnvelopeAddress> accepted = new ArrayList<>();
        for (EnvelopeAddress recipient : recipients) {
            if (!pipelining && mail.isPositive()) {
                dialogue.send(hop.rcpt(lease, recipient));
            }
            // RFC 5321 4.5.3.2.3: so long for each reply, and a hop may look at each recipient for a while.
            dialogue.allow(chunk.isPresent() ? DATA_END : COMMAND);
            SmtpAnswer answer = pipelining || mail.isPositive() ? dialogue.answer() : mail;
            if (!mail.isPositive()) {
                continue;
            }
            if (answer.isPositive()) {
                accepted.add(recipient);
            } else {
                // RFC 5321 4.5.3.1.10: some say 552 where they mean too many recipients.
                outcomes.add(
                        answer.code() == 552
                                ? Outcome.deferred(recipient, answer, hop.remote())
                                : Outcome.of(recipient, answer, hop.remote()));
            }
        }
        if (pipelining) {
            dialogue.allow(chunk.isPresent() ? DATA_END : DATA_START);
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

    private void conclude(List<EnvelopeAddress> accepted, SmtpAnswer first, List<Outcome> outcomes) throws IOException {
        SmtpAnswer answer = first;
        for (int i = 0; i < accepted.size(); i++) {
            if (protocol == Protocol.LMTP && i > 0) {
                // Each mailbox is written on its own.
                dialogue.allow(DATA_END);
                answer = dialogue.answer();
            }
            outcomes.add(Outcome.of(accepted.get(i), answer, hop.remote())
                    .with(hop.has("DSN") ? Outcome.Duty.PASSED_ON : Outcome.Duty.OURS));
        }
        if (answer.code() == 421) {
            spent = true;
        }
    }

    private Result lost(List<EnvelopeAddress> recipients, String why, boolean isFinal) {
        return new Result(
                recipients.stream().map(recipient -> deferred(recipient, why)).toList(), isFinal);
    }

    private Outcome deferred(EnvelopeAddress recipient, String why) {
        return new Outcome(recipient, Outcome.Verdict.DEFERRED, "4.4.2", why, "connection lost", hop.remote());
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
