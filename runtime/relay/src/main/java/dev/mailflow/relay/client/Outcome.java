package dev.mailflow.relay.client;

import dev.mailflow.relay.mail.EnvelopeAddress;

/**
 * What became of one recipient in one attempt.
 *
 * @param status enhanced status code (RFC 3463)
 * @param diagnostic the reply, or what went wrong
 * @param reason stable name where there is one, else words
 * @param remote the next hop; may be empty
 * @param duty for one that was delivered
 */
public record Outcome(
        EnvelopeAddress recipient,
        Verdict verdict,
        String status,
        String diagnostic,
        String reason,
        String remote,
        Duty duty) {
    /** Whoever asked for a report of success gets it from us. */
    public Outcome(
            EnvelopeAddress recipient,
            Verdict verdict,
            String status,
            String diagnostic,
            String reason,
            String remote) {
        this(recipient, verdict, status, diagnostic, reason, remote, Duty.OURS);
    }

    /** Who owes the sender further reports (RFC 3461 5.2). */
    public enum Duty {
        OURS,
        /** The next hop took the parameters of DSN. */
        PASSED_ON
    }

    /** The three ends of an attempt. */
    public enum Verdict {
        DELIVERED,
        DEFERRED,
        FAILED
    }

    /** The same under another duty. */
    Outcome with(Duty other) {
        return new Outcome(recipient, verdict, status, diagnostic, reason, remote, other);
    }

    static Outcome of(EnvelopeAddress recipient, SmtpAnswer answer, String remote) {
        Verdict verdict =
                answer.isPositive() ? Verdict.DELIVERED : answer.code() < 500 ? Verdict.DEFERRED : Verdict.FAILED;
        return new Outcome(recipient, verdict, answer.status(), "smtp; " + answer.line(), "remote reply", remote);
    }

    /** Tried again, whatever the reply's code says; the reply itself stays as it came (RFC 3464 2.3.6). */
    static Outcome deferred(EnvelopeAddress recipient, SmtpAnswer answer, String remote) {
        String status = "4" + answer.status().substring(1);
        return new Outcome(recipient, Verdict.DEFERRED, status, "smtp; " + answer.line(), "remote reply", remote);
    }
}
