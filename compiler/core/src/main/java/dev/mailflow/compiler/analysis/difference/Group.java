package dev.mailflow.compiler.analysis.difference;

import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * All messages of one change.
 *
 * @param from to whom they are attributed, as {@code by} writes it, and under which connectors; in the order of names
 * @param via connectors that they left or leave by
 * @param criteria what they have in common, in source words: of these, those that no other connector takes first
 * @param listing whether more sources and criteria are concerned than are named
 * @param witness one of them
 * @param before what the interpreter says of it under the old policy; empty without the site
 * @param after and under the new one
 */
public record Group(
        Change change,
        List<String> from,
        List<String> via,
        List<Criterion> criteria,
        Listing listing,
        Message witness,
        Optional<Verdict> before,
        Optional<Verdict> after) {
    /** Whether all are named. */
    public enum Listing {
        ALL,
        SOME
    }

    /**
     * What a part of the message is.
     *
     * @param part {@code recipient}, {@code sender}, {@code network}, {@code tls}, ...
     * @param values in source words
     */
    public record Criterion(String part, List<String> values) {
        public Criterion {
            values = List.copyOf(values);
        }
    }

    public Group {
        from = List.copyOf(from);
        via = List.copyOf(via);
        criteria = List.copyOf(criteria);
    }

    public Weight weight() {
        return change.weight();
    }
}
