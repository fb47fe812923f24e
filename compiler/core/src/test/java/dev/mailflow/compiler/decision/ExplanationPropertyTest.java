package dev.mailflow.compiler.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.Explanation.Rule;
import dev.mailflow.compiler.decision.Finding.Lost;
import dev.mailflow.compiler.decision.Finding.Missed;
import dev.mailflow.compiler.decision.Finding.Selected;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.testing.BoundaryMessages;
import dev.mailflow.compiler.testing.RandomPolicies;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** An explanation never tells another story than the interpreter. */
class ExplanationPropertyTest {
    @Property(tries = 300)
    void theExplanationFitsTheVerdict(@ForAll long seed) {
        Random random = new Random(seed);
        DecisionModel model = RandomPolicies.model(random);
        for (DecisionModel.Site site : model.sites()) {
            BoundaryMessages messages = new BoundaryMessages(model, site.name());
            for (int i = 0; i < 30; i++) {
                Message message = messages.message(random);
                Verdict verdict = Interpreter.decide(model, site.name(), message);
                Explanation explanation = Explanation.of(model, site.name(), message);
                assertThat(explanation.verdict()).isEqualTo(verdict);
                assertThat(explanation.inbound()).hasSameSizeAs(site.inbound());
                assertThat(explanation.outbound()).hasSameSizeAs(site.outbound());
                assertThat(selected(explanation.inbound()))
                        .isEqualTo(Interpreter.selected(verdict.by()).map(InboundRule::connector));
                assertThat(explanation.deciding().rule()).isIn(mayDecide(verdict.outcome()));
                sent(verdict.outcome())
                        .ifPresent(via ->
                                assertThat(selected(explanation.outbound())).contains(via.connector()));
                assertSound(explanation.inbound());
                assertSound(explanation.outbound());
            }
        }
    }

    @Property(tries = 200)
    void everyTraceEnds(@ForAll long seed) {
        Random random = new Random(seed);
        DecisionModel model = RandomPolicies.model(random);
        for (DecisionModel.Site site : model.sites()) {
            BoundaryMessages messages = new BoundaryMessages(model, site.name());
            int ways = 1
                    + model.sites().stream()
                            .mapToInt(other -> other.outbound().size())
                            .sum();
            for (int i = 0; i < 30; i++) {
                Message message = messages.message(random);
                Trace trace = Trace.follow(model, site.name(), message);
                assertThat(trace.hops()).hasSizeBetween(1, ways);
                assertThat(trace.hops().get(0).verdict()).isEqualTo(Interpreter.decide(model, site.name(), message));
                for (int hop = 0; hop < trace.hops().size(); hop++) {
                    assertThat(trace.hops().get(hop).message().hops()).isEqualTo(message.hops() + hop);
                }
            }
        }
    }

    private static Optional<Connector> selected(List<Finding> findings) {
        List<Connector> selected = findings.stream()
                .filter(finding -> finding.standing() instanceof Selected)
                .map(Finding::connector)
                .toList();
        assertThat(selected).hasSizeLessThanOrEqualTo(1);
        return selected.stream().findFirst();
    }

    private static void assertSound(List<Finding> findings) {
        for (Finding finding : findings) {
            if (finding.standing() instanceof Lost lost) {
                assertThat(selected(findings)).contains(lost.to());
            }
            if (finding.standing() instanceof Missed missed) {
                assertThat(missed.misses()).isNotEmpty();
            }
        }
    }

    private static Optional<OutboundRule> sent(Outcome outcome) {
        return outcome instanceof Outcome.Send send ? Optional.of(send.via()) : Optional.empty();
    }

    private static List<Rule> mayDecide(Outcome outcome) {
        if (outcome instanceof Outcome.Refuse refuse) {
            return switch (refuse.refusal().reason()) {
                case LOOP -> List.of(Rule.R1, Rule.R9);
                case RELAY_DENIED -> List.of(Rule.R5);
                case DIRECT_SEND -> List.of(Rule.R6);
                case UNKNOWN_RECIPIENT -> List.of(Rule.R7, Rule.R10);
                default -> List.of(Rule.R4);
            };
        }
        if (outcome instanceof Outcome.Send) {
            return List.of(Rule.R9);
        }
        return outcome instanceof Outcome.Deliver ? List.of(Rule.R7) : List.of(Rule.R10);
    }
}
