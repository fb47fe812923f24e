package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.source.Span;
import java.util.Optional;

/**
 * One {@code test} block, or one row of {@code tests from}.
 *
 * @param site a site of the model
 * @param remote absent: the next hop meets every requirement
 * @param origin where it is written; for a row of a table, the row
 */
public record TestCase(
        String title,
        String site,
        Message message,
        Optional<RemoteOffer> remote,
        Expectation expectation,
        Span origin) {
    /** @param by absent: any attribution will do; else the connector's name, {@code internet}, {@code mailbox} or {@code nobody} */
    public record Expectation(Expected outcome, Optional<String> by, Span origin) {}

    public sealed interface Expected {
        record Deliver() implements Expected {}

        /** @param connector the outbound connector's name */
        record SendVia(String connector) implements Expected {}

        record SendToInternet() implements Expected {}

        record Reject(Reason reason) implements Expected {}

        record Defer(Reason reason) implements Expected {}
    }
}
