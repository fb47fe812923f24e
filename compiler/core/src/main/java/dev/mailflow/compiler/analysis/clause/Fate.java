package dev.mailflow.compiler.analysis.clause;

import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Covering;
import dev.mailflow.compiler.decision.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * One way in which a site can decide: the messages of the box that no cover takes get the verdict. The fates of a site are disjoint
 * and together hold every message.
 *
 * @param source where it comes from; empty for what R1 refuses
 * @param route by which connector it leaves or comes back
 */
public record Fate(
        Verdict verdict, Box box, List<Covering> covers, Optional<SourceClause> source, Optional<RouteClause> route) {
    public Fate {
        covers = List.copyOf(covers);
    }

    public Covering[] coverings() {
        return covers.toArray(Covering[]::new);
    }
}
