package dev.mailflow.compiler.coverage;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.TestCase;
import dev.mailflow.compiler.decision.TestRunner.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the tests have tried of the rules of a model.
 *
 * @param goals all that some message can reach, in the order of sites, ends and connectors
 * @param impossible goals that no message can reach, which the share does not count
 */
public record Coverage(List<Tried> goals, List<Impossible> impossible) {
    public Coverage {
        goals = List.copyOf(goals);
        impossible = List.copyOf(impossible);
    }

    /** @param by the first test that reached the goal, whether it passed or failed; absent: none did */
    public record Tried(Goal goal, Optional<TestCase> by) {
        public boolean isReached() {
            return by.isPresent();
        }
    }

    /** @param why in a few words: lower case, no final stop */
    public record Impossible(Goal goal, String why) {}

    /** What these results, all of tests of the model, have tried. */
    public static Coverage of(DecisionModel model, List<Result> results) {
        Goals goals = Goals.of(model);
        Map<Goal, TestCase> reached = new LinkedHashMap<>();
        for (Result result : results) {
            Reached.by(model, result.test())
                    .forEach(key -> goals.find(key).ifPresent(goal -> reached.putIfAbsent(goal, result.test())));
        }
        return new Coverage(
                goals.possible().stream()
                        .map(goal -> new Tried(goal, Optional.ofNullable(reached.get(goal))))
                        .toList(),
                goals.impossible());
    }

    /** Goals reached, of all goals. */
    public Ratio ratio() {
        return ratio(goals);
    }

    /** Of one kind. */
    public Ratio ratio(Goal.Kind kind) {
        return ratio(goals.stream().filter(tried -> tried.goal().kind() == kind).toList());
    }

    private static Ratio ratio(List<Tried> goals) {
        return new Ratio(goals.stream().filter(Tried::isReached).count(), goals.size());
    }
}
