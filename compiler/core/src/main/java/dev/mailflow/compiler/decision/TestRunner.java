package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.decision.Explanation.Rule;
import dev.mailflow.compiler.decision.Explanation.Step;
import dev.mailflow.compiler.decision.TestCase.Expectation;
import dev.mailflow.compiler.decision.TestCase.Expected;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Runs {@code test} blocks: each passes, or fails with what differs and why it came so. A test fails if the reason or the
 * connector differs, not only the verdict.
 */
public final class TestRunner {
    private static final Set<String> NOT_CONNECTORS = Set.of("internet", "mailbox", "nobody");

    /** Of a test that names no connector; more would be the whole explanation again. */
    private static final int MOST_NEAREST = 3;

    /** A connector of which several criteria do not hold was not nearly selected. */
    private static final int FAR = 2;

    private TestRunner() {}

    /** Results in the order of the tests. */
    public static List<Result> run(DecisionModel model, List<TestCase> tests) {
        Verdicts verdicts = new Verdicts(model);
        return tests.stream().map(test -> run(verdicts, test)).toList();
    }

    /** @throws IllegalArgumentException if the model has no such site */
    public static Result run(Verdicts verdicts, TestCase test) {
        Verdict verdict = test.remote()
                .map(remote -> verdicts.decide(test.site(), test.message(), remote))
                .orElseGet(() -> verdicts.decide(test.site(), test.message()));
        List<Difference> differences = differences(test.expectation(), verdict);
        if (differences.isEmpty()) {
            return new Passed(test, verdict);
        }
        Explanation explanation = explain(verdicts.model(), test);
        return new Failed(
                test,
                verdict,
                differences,
                decided(test.expectation(), differences, explanation),
                nearMisses(test.expectation(), differences, explanation),
                explanation);
    }

    /**
     * Why the site decides as it does about the test's message.
     *
     * @throws IllegalArgumentException if the model has no such site
     */
    public static Explanation explain(DecisionModel model, TestCase test) {
        return test.remote()
                .map(remote -> Explanation.of(model, test.site(), test.message(), remote))
                .orElseGet(() -> Explanation.of(model, test.site(), test.message()));
    }

    public sealed interface Result {
        TestCase test();

        Verdict verdict();
    }

    public record Passed(TestCase test, Verdict verdict) implements Result {}

    /**
     * @param verdict the actual one; of a {@link Outcome.Send} its rule tells next hops and TLS
     * @param differences at least one
     * @param decided the rule of the contract that made the difference
     * @param nearMisses for every connector that the test names and that was not selected, how it fared instead; where it
     *     names none at the end that made the difference, the connectors that came nearest to being selected there
     * @param explanation the whole story
     */
    public record Failed(
            TestCase test,
            Verdict verdict,
            List<Difference> differences,
            Step decided,
            List<NearMiss> nearMisses,
            Explanation explanation)
            implements Result {
        public Failed {
            differences = List.copyOf(differences);
            nearMisses = List.copyOf(nearMisses);
        }
    }

    /**
     * One thing that is not as expected.
     *
     * @param expected in the words of the language
     * @param actual likewise
     */
    public record Difference(Part part, String expected, String actual) {}

    public enum Part {
        /** Deliver, send, send to internet, reject or defer. */
        VERDICT,
        /** The verdict is right, for another reason. */
        REASON,
        /** It is sent, another way. */
        CONNECTOR,
        /** To whom the source is attributed. */
        ATTRIBUTION
    }

    /** @param finding empty: the site has no such connector at that end */
    public record NearMiss(String connector, End end, Optional<Finding> finding) {}

    public enum End {
        INBOUND,
        OUTBOUND
    }

    private static List<Difference> differences(Expectation expectation, Verdict verdict) {
        List<Difference> differences = new ArrayList<>();
        String expected = words(expectation.outcome());
        String actual = verdict.outcome().words();
        if (!expected.equals(actual)) {
            differences.add(new Difference(part(expectation.outcome(), verdict.outcome()), expected, actual));
        }
        String by = verdict.by().words();
        expectation
                .by()
                .filter(name -> !name.equals(by))
                .ifPresent(name -> differences.add(new Difference(Part.ATTRIBUTION, name, by)));
        return differences;
    }

    private static Part part(Expected expected, Outcome actual) {
        if (expected instanceof Expected.SendVia && actual instanceof Outcome.Send) {
            return Part.CONNECTOR;
        }
        boolean sameRefusal = actual instanceof Outcome.Refuse refuse
                && switch (refuse.refusal().verdict()) {
                    case REJECT -> expected instanceof Expected.Reject;
                    case DEFER -> expected instanceof Expected.Defer;
                };
        return sameRefusal ? Part.REASON : Part.VERDICT;
    }

    private static String words(Expected expected) {
        if (expected instanceof Expected.SendVia send) {
            return "send via " + send.connector();
        }
        if (expected instanceof Expected.Reject reject) {
            return "reject " + reject.reason().id();
        }
        if (expected instanceof Expected.Defer defer) {
            return "defer " + defer.reason().id();
        }
        return expected instanceof Expected.Deliver
                ? new Outcome.Deliver().words()
                : new Outcome.SendToInternet().words();
    }

    /** The source where only that differs; the choice of a way where it goes another; else what ended the decision. */
    private static Step decided(Expectation expectation, List<Difference> differences, Explanation explanation) {
        Rule last = outcomeDiffers(differences) ? Rule.R11 : Rule.R3;
        boolean sent = explanation.verdict().outcome() instanceof Outcome.Send;
        boolean toBeHeld = expectation.outcome() instanceof Expected.Defer;
        return explanation.steps().stream()
                .filter(step -> step.rule().compareTo(last) <= 0)
                // That it was sent and not held back says nothing about the way.
                .filter(step -> !sent || step.rule() != Rule.R9 && (toBeHeld || step.rule() != Rule.R11))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private static boolean outcomeDiffers(List<Difference> differences) {
        return differences.stream().anyMatch(difference -> difference.part() != Part.ATTRIBUTION);
    }

    private static List<NearMiss> nearMisses(
            Expectation expectation, List<Difference> differences, Explanation explanation) {
        List<NearMiss> misses = new ArrayList<>();
        boolean inward = explanation.deciding().rule().compareTo(Rule.R7) < 0 || !outcomeDiffers(differences);
        End decided = inward ? End.INBOUND : End.OUTBOUND;
        Optional<String> by = expectation.by().filter(name -> !NOT_CONNECTORS.contains(name));
        misses.addAll(by.map(name -> List.of(new NearMiss(name, End.INBOUND, explanation.inbound(name))))
                .orElseGet(() -> nearest(End.INBOUND, decided, explanation.inbound())));
        Optional<String> via = expectation.outcome() instanceof Expected.SendVia send
                ? Optional.of(send.connector())
                : Optional.empty();
        misses.addAll(via.map(name -> List.of(new NearMiss(name, End.OUTBOUND, explanation.outbound(name))))
                .orElseGet(() -> nearest(End.OUTBOUND, decided, explanation.outbound())));
        misses.removeIf(miss -> miss.finding()
                .filter(finding -> finding.standing() instanceof Finding.Selected)
                .isPresent());
        return misses;
    }

    /** The connectors that least keeps from being selected, at most three. */
    private static List<NearMiss> nearest(End end, End decided, List<Finding> findings) {
        if (end != decided) {
            return List.of();
        }
        OptionalInt least = findings.stream()
                .mapToInt(TestRunner::distance)
                .filter(distance -> distance < FAR)
                .min();
        return least.isEmpty()
                ? List.of()
                : findings.stream()
                        .filter(finding -> distance(finding) == least.getAsInt())
                        .limit(MOST_NEAREST)
                        .map(finding -> new NearMiss(finding.connector().name(), end, Optional.of(finding)))
                        .toList();
    }

    /** How many things keep the connector from being selected; {@link #FAR}: it is selected, or was not looked at. */
    private static int distance(Finding finding) {
        return finding.standing().accept(new Finding.Standing.Visitor<Integer>() {
            @Override
            public Integer selected(Finding.Selected selected) {
                return FAR;
            }

            @Override
            public Integer lost(Finding.Lost lost) {
                return 1;
            }

            @Override
            public Integer missed(Finding.Missed missed) {
                return missed.misses().size();
            }

            @Override
            public Integer disabled(Finding.Disabled disabled) {
                return 1 + disabled.misses().size();
            }

            @Override
            public Integer notAsked(Finding.NotAsked notAsked) {
                return FAR;
            }
        });
    }
}
