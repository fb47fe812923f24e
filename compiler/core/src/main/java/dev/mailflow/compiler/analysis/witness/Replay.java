package dev.mailflow.compiler.analysis.witness;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.MessageWords;
import dev.mailflow.compiler.decision.Trace;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByNobody;
import dev.mailflow.compiler.diagnostic.Witness;
import java.util.List;

/** Messages that were found, put before the interpreter and then into words. */
public final class Replay {
    private Replay() {}

    /** The message with what the interpreter says of it. */
    public static Witness witness(DecisionModel model, String site, Message message) {
        return witness(new Trace.Hop(site, message, Interpreter.decide(model, site, message)), List.of());
    }

    /**
     * The message with its way.
     *
     * @param hops as the interpreter judged them, at least one
     */
    public static Witness witness(List<Trace.Hop> hops) {
        return witness(
                hops.get(0),
                hops.stream().skip(1).map(hop -> witness(hop, List.of())).toList());
    }

    private static Witness witness(Trace.Hop hop, List<Witness> onward) {
        Verdict verdict = hop.verdict();
        return new Witness(
                hop.site(),
                MessageWords.client(hop.message().origin()),
                MessageWords.envelope(hop.message()),
                verdict.by() instanceof ByNobody ? verdict.outcome().words() : verdict.words(),
                onward);
    }
}
