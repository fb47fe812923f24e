package dev.mailflow.compiler.measure;

import dev.mailflow.compiler.analysis.difference.Difference;
import dev.mailflow.compiler.analysis.space.Steps;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.OutboundTls;
import dev.mailflow.compiler.measure.AnalysisShapes.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long the difference of a large policy takes of which ten connectors changed, five at each end: {@code DifferenceMeasure CONNECTORS
 * SHAPE ROUNDS}. Seconds are this machine's; steps are not.
 */
public final class DifferenceMeasure {
    private static final int CHANGED = 5;

    private DifferenceMeasure() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) {
        int connectors = Integer.parseInt(arguments[0]);
        Shape shape = Shape.valueOf(arguments[1].toUpperCase(Locale.ROOT));
        DecisionModel before = AnalysisShapes.model(connectors, shape);
        DecisionModel after = edited(before);
        for (int round = 1; round <= Integer.parseInt(arguments[2]); round++) {
            Steps steps = Steps.usual();
            long start = System.nanoTime();
            Difference found = Difference.between(before, after, steps);
            System.out.printf(
                    Locale.ROOT,
                    "%d %s: difference %d ms, %d questions, %d steps (most %d), %d groups, %d undecided%n",
                    connectors,
                    shape,
                    (System.nanoTime() - start) / 1_000_000,
                    steps.questions(),
                    steps.taken(),
                    steps.mostInAQuestion(),
                    found.groups().size(),
                    found.undecided());
        }
    }

    /** The same with ten connectors of each site edited, five at each end. */
    public static DecisionModel edited(DecisionModel before) {
        return new DecisionModel(
                before.organization(),
                before.endpoints(),
                before.sites().stream().map(DifferenceMeasure::edited).toList());
    }

    /** Every so many connectors lose what they ask for. */
    private static Site edited(Site site) {
        List<InboundRule> inbound = new ArrayList<>(site.inbound());
        List<OutboundRule> outbound = new ArrayList<>(site.outbound());
        for (int i = 0; i < CHANGED; i++) {
            if (!inbound.isEmpty()) {
                int at = i * inbound.size() / CHANGED;
                InboundRule old = inbound.get(at);
                inbound.set(
                        at,
                        new InboundRule(
                                old.connector(),
                                old.criteria(),
                                old.relayRight(),
                                InboundRule.Requirements.NONE,
                                old.otherwise()));
            }
            if (!outbound.isEmpty()) {
                int at = i * outbound.size() / CHANGED;
                OutboundRule old = outbound.get(at);
                outbound.set(
                        at,
                        new OutboundRule(
                                old.connector(),
                                old.criteria(),
                                old.centralization(),
                                old.route(),
                                OutboundTls.OPPORTUNISTIC));
            }
        }
        return new Site(site.name(), site.kind(), inbound, outbound);
    }
}
