package dev.mailflow.compiler.analysis.clause;

import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Region;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.Centralization;

/**
 * Messages that could leave by one connector with one rank (R8). Whether they are looked at depends on where the recipient's
 * mailbox is and where the message came from.
 *
 * @param rank less goes before more; of equal ranks the interpreter takes the first name
 * @param order position in the row of all clauses of the site
 * @param names how the recipient is named
 */
public record RouteClause(OutboundRule rule, Box box, long rank, int order, Naming names) implements Region {
    /** How the recipient is named. */
    public enum Naming {
        /** The very address: goes before local delivery (R7). */
        ADDRESS,
        DOMAIN
    }

    public boolean isCentralized() {
        return rule.centralization() == Centralization.CENTRALIZED;
    }
}
