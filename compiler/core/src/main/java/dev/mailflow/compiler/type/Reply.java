package dev.mailflow.compiler.type;

import java.util.Optional;

/**
 * What {@code otherwise} says in place of the default reply.
 *
 * @param code SMTP reply code, 4yz for a deferral and 5yz for a rejection (RFC 5321 4.2.1); absent: the default's
 * @param status enhanced status code, {@code 5.7.51} (RFC 3463); absent: the default's
 * @param text absent: the default's
 */
public record Reply(Verdict verdict, Optional<Integer> code, Optional<String> status, Optional<String> text) {
    /** Whether the sender is to give up or to try again. */
    public enum Verdict {
        REJECT,
        DEFER
    }
}
