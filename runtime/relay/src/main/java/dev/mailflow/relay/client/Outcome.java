package dev.mailflow.relay.client;

import dev.mailflow.relay.mail.EnvelopeAddress;

/**
 * What became of one recipient in one attempt.
 *
 * @param status enhanced status code (RFC 3463)
 * @param diagnostic the reply, or what went wrong
 * @param reason stable name where there is one, else words
 * @param remote the next hop; may be empty
 */
public record Outcome(
        EnvelopeAddress recipient, Verdict verdict, String status, String diagnostic, String reason, String remote) {
    /** The three ends of an attempt. */
    public enum Verdict {
        DELIVERED,
        DEFERRED,
        FAILED
    }

    static Outcome of(EnvelopeAddress recipient, SmtpAnswer answer, String remote) {
        Verdict verdict =
                answer.isPositive() ? Verdict.DELIVERED : answer.code() < 500 ? Verdict.DEFERRED : Verdict.FAILED;
        return new Outcome(recipient, verdict, answer.status(), "smtp; " + answer.line(), "remote reply", remote);
    }
}
