package dev.mailflow.testkit.facts;

import dev.mailflow.runtime.Reason;
import dev.mailflow.runtime.RemoteTls;
import dev.mailflow.runtime.Transaction;
import java.util.Optional;

/**
 * A {@code test} block, or a row of {@code tests from}.
 *
 * @param file from the folder in which the policies are
 * @param line from 1
 * @param remote what the next hop offers; absent: all that is asked for
 * @param by to whom the message must be attributed; absent: anyone
 */
public record TestFacts(
        String title,
        String file,
        int line,
        String site,
        Transaction message,
        Optional<RemoteTls> remote,
        Expected expected,
        Optional<String> by) {
    /**
     * @param connector only for {@link Kind#SEND_VIA}, else empty
     * @param reason only for {@link Kind#REJECT} and {@link Kind#DEFER}
     */
    public record Expected(Kind kind, String connector, Optional<Reason> reason) {}

    public enum Kind {
        DELIVER,
        SEND_VIA,
        SEND_TO_INTERNET,
        REJECT,
        DEFER
    }
}
