package dev.mailflow.compiler.analysis.clause;

import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Region;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.Verdict.Attribution;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByConnector;
import java.util.Optional;

/**
 * Messages that could be attributed to one source with one rank (R2, R3). A connector has a clause for each rank that its
 * messages can have; the clauses of one connector are disjoint. The internet stands last and takes what is left.
 *
 * @param rank less goes before more; of equal ranks the interpreter takes the first name
 * @param order position in the row of all clauses of the site: what the interpreter prefers stands before
 */
public record SourceClause(Attribution by, Box box, long rank, int order) implements Region {
    /** The connector's end; empty for mailboxes and the internet. */
    public Optional<InboundRule> rule() {
        return by instanceof ByConnector connector ? Optional.of(connector.rule()) : Optional.empty();
    }
}
