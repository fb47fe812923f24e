package dev.mailflow.compiler.ast;

import dev.mailflow.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/** What a claim says of the messages it speaks of. */
public sealed interface ClaimPredicate {
    Span span();

    record Reaches(Span span, Word endpoint) implements ClaimPredicate {}

    record Passes(Span span, Word endpoint) implements ClaimPredicate {}

    /** {@code leaves with tls [V] [cert P, …]}. */
    record LeavesWithTls(Span span, Optional<Word> version, List<Item> certificates) implements ClaimPredicate {
        public LeavesWithTls {
            certificates = List.copyOf(certificates);
        }
    }

    record IsRejected(Span span, Optional<Word> reason) implements ClaimPredicate {}

    record IsDelivered(Span span) implements ClaimPredicate {}
}
