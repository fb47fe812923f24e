package dev.mailflow.compiler.analysis.finding;

import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.Spanned;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What a finding needs of a policy beside its model: where things are written and what others have said already.
 *
 * @param heads where a connector begins: the words {@code from A to B}; asked of those alone that something is said of
 * @param relayed the relay domains
 * @param unmodelled sites of which the file leaves connectors to others (a hybrid deployment that is done), or that are known to
 *     lack connectors: where their mail goes is not for us to say
 * @param unplaced whether mailboxes are known to be declared nowhere
 */
public record Places(
        Function<Connector, Span> heads,
        List<Spanned<AddressPattern>> relayed,
        Set<String> unmodelled,
        Placement unplaced) {
    /** Whether it is known where mailboxes are. */
    public enum Placement {
        KNOWN,
        UNKNOWN
    }

    public Places {
        relayed = List.copyOf(relayed);
        unmodelled = Set.copyOf(unmodelled);
    }

    /** Where the connector begins. */
    public Span of(Connector connector) {
        return heads.apply(connector);
    }
}
