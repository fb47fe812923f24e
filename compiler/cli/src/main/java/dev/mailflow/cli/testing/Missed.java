package dev.mailflow.cli.testing;

import dev.mailflow.compiler.coverage.Coverage;
import dev.mailflow.compiler.coverage.Goal;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.TestRunner.End;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What no test tried, once for all connectors that one line of a {@code for each} makes: what is the same of 200 rows is told of one.
 *
 * @param first in the order of goals
 * @param further rows of which the same is to be said
 */
record Missed(Goal first, int further) {
    /** What connectors of one line have in common. */
    private record Line(Goal.Kind kind, String site, End end, Optional<Reason> reason, Span place) {
        static Line of(Goal goal) {
            return new Line(
                    goal.kind(),
                    goal.site(),
                    goal.end(),
                    goal.reason(),
                    goal.origin().alone());
        }
    }

    static List<Missed> of(Coverage coverage) {
        Map<Line, List<Goal>> lines = new LinkedHashMap<>();
        for (Coverage.Tried tried : coverage.goals()) {
            if (!tried.isReached()) {
                lines.computeIfAbsent(Line.of(tried.goal()), line -> new ArrayList<>())
                        .add(tried.goal());
            }
        }
        return lines.values().stream()
                .map(goals -> new Missed(goals.get(0), goals.size() - 1))
                .toList();
    }
}
