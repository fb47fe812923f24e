package dev.mailflow.compiler.coverage;

import dev.mailflow.compiler.coverage.Goal.Kind;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Explanation;
import dev.mailflow.compiler.decision.Explanation.Rule;
import dev.mailflow.compiler.decision.Finding;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.TestCase;
import dev.mailflow.compiler.decision.TestRunner;
import dev.mailflow.compiler.decision.TestRunner.End;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What one message reaches. */
final class Reached {
    private Reached() {}

    /** What a goal is known by, whatever place it has in the file. */
    record Key(Kind kind, String site, End end, String connector, Optional<Reason> reason) {
        static Key of(Goal goal) {
            return new Key(goal.kind(), goal.site(), goal.end(), goal.connector(), goal.reason());
        }
    }

    static Set<Key> by(DecisionModel model, TestCase test) {
        Explanation explanation = TestRunner.explain(model, test);
        Set<Key> reached = new LinkedHashSet<>();
        add(reached, explanation, End.INBOUND, explanation.inbound());
        add(reached, explanation, End.OUTBOUND, explanation.outbound());
        return reached;
    }

    private static void add(Set<Key> reached, Explanation explanation, End end, List<Finding> findings) {
        for (Finding finding : findings) {
            String name = finding.connector().name();
            if (finding.standing() instanceof Finding.Selected) {
                reached.add(new Key(Kind.SELECTED, explanation.site(), end, name, Optional.empty()));
                failed(explanation, end)
                        .ifPresent(reason -> reached.add(
                                new Key(Kind.REQUIREMENT_FAILED, explanation.site(), end, name, Optional.of(reason))));
            } else if (isNear(finding)) {
                reached.add(new Key(Kind.NEARLY_SELECTED, explanation.site(), end, name, Optional.empty()));
            }
        }
    }

    /** The reason that a requirement of the selected connector at that end decided with. */
    private static Optional<Reason> failed(Explanation explanation, End end) {
        Rule requirements = end == End.INBOUND ? Rule.R4 : Rule.R11;
        return explanation.deciding().rule() == requirements
                        && explanation.verdict().outcome() instanceof Outcome.Refuse refuse
                ? Optional.of(refuse.refusal().reason())
                : Optional.empty();
    }

    private static boolean isNear(Finding finding) {
        return finding.standing() instanceof Finding.Lost
                || finding.standing() instanceof Finding.Missed missed
                        && missed.misses().stream()
                                        .map(Finding.Miss::kind)
                                        .distinct()
                                        .count()
                                == 1;
    }
}
