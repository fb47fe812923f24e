package dev.mailflow.compiler.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.RemoteOffer;
import dev.mailflow.compiler.decision.TestCase;
import dev.mailflow.compiler.decision.TestRunner;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.testing.BoundaryMessages;
import dev.mailflow.compiler.testing.RandomPolicies;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

final class CoveragePropertyTest {
    private static final Span PLACE = new Span(new SourceFile("hand.mailflow", ""), 0, 0);
    private static final int MESSAGES = 40;

    /** What is called impossible never happens, and what happens is always a goal. */
    @Property(tries = 400)
    void goalsAreWhatMessagesReach(@ForAll long seed) {
        Random random = new Random(seed);
        DecisionModel model = RandomPolicies.model(random);
        Goals goals = Goals.of(model);
        Set<Reached.Key> impossible = goals.impossible().stream()
                .map(Coverage.Impossible::goal)
                .map(Reached.Key::of)
                .collect(Collectors.toSet());
        for (Site site : model.sites()) {
            for (int i = 0; i < MESSAGES; i++) {
                Set<Reached.Key> reached = Reached.by(model, test(model, site, random));
                assertThat(reached).noneMatch(impossible::contains);
                assertThat(reached)
                        .allSatisfy(key -> assertThat(goals.find(key)).isPresent());
            }
        }
    }

    /** The share grows with the tests, and no goal comes or goes with them. */
    @Property(tries = 100)
    void moreTestsReachMore(@ForAll long seed) {
        Random random = new Random(seed);
        DecisionModel model = RandomPolicies.model(random);
        List<TestCase> tests = new ArrayList<>();
        Coverage before = Coverage.of(model, List.of());
        assertThat(before.ratio().part()).isZero();
        for (Site site : model.sites()) {
            for (int i = 0; i < 10; i++) {
                tests.add(test(model, site, random));
            }
        }
        Coverage half = Coverage.of(model, TestRunner.run(model, tests.subList(0, tests.size() / 2)));
        Coverage all = Coverage.of(model, TestRunner.run(model, tests));
        assertThat(all.ratio().part()).isGreaterThanOrEqualTo(half.ratio().part());
        assertThat(all.goals())
                .extracting(Coverage.Tried::goal)
                .containsExactlyElementsOf(
                        before.goals().stream().map(Coverage.Tried::goal).toList());
        for (int i = 0; i < half.goals().size(); i++) {
            if (half.goals().get(i).isReached()) {
                assertThat(all.goals().get(i)).isEqualTo(half.goals().get(i));
            }
        }
    }

    private static TestCase test(DecisionModel model, Site site, Random random) {
        Message message = new BoundaryMessages(model, site.name()).message(random);
        Verdict verdict = Interpreter.decide(model, site.name(), message);
        Optional<RemoteOffer> remote = verdict.outcome() instanceof Verdict.Outcome.Send send
                ? Optional.of(BoundaryMessages.remote(send.via().tls(), random))
                : Optional.of(BoundaryMessages.remote(OutboundRule.OutboundTls.OPPORTUNISTIC, random));
        return new TestCase(
                "a test",
                site.name(),
                message,
                remote.filter(offer -> random.nextBoolean()),
                new TestCase.Expectation(new TestCase.Expected.Deliver(), Optional.empty(), PLACE),
                PLACE);
    }

    /** Against a comparison of quotients with more digits than these numbers can differ in. */
    @Property(tries = 1000)
    void comparisonIsExact(
            @ForAll @LongRange(min = 0, max = 2_000_000) long part,
            @ForAll @LongRange(min = 1, max = 1_000_000) long more,
            @ForAll @LongRange(min = 0, max = 1_000_000_000) long unscaled,
            @ForAll @IntRange(min = 7, max = 12) int scale) {
        long whole = part + more - 1;
        Percentage threshold = new Percentage(new BigDecimal(BigInteger.valueOf(unscaled), scale));
        boolean expected = whole == 0
                || BigDecimal.valueOf(part)
                                .multiply(BigDecimal.valueOf(100))
                                .divide(BigDecimal.valueOf(whole), new MathContext(60))
                                .compareTo(threshold.value())
                        >= 0;
        assertThat(new Ratio(part, whole).isAtLeast(threshold)).isEqualTo(expected);
        if (whole > 0) {
            // What is shown is met as a threshold; a hundredth more is not.
            BigDecimal shown = new Ratio(part, whole).percent();
            assertThat(new Ratio(part, whole).isAtLeast(new Percentage(shown))).isTrue();
            BigDecimal next = shown.add(new BigDecimal("0.01"));
            assertThat(next.compareTo(new BigDecimal("100")) <= 0
                            && new Ratio(part, whole).isAtLeast(new Percentage(next)))
                    .isFalse();
        }
    }
}
