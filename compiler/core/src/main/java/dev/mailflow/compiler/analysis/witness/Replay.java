package dev.mailflow.compiler.analysis.witness;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.MessageWords;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByNobody;
import dev.mailflow.compiler.diagnostic.Witness;

/** Messages that were found, put before the interpreter and then into words. */
public final class Replay {
    private Replay() {}

    /** The message with what the interpreter says of it. */
    public static Witness witness(DecisionModel model, String site, Message message) {
        Verdict verdict = Interpreter.decide(model, site, message);
        return new Witness(
                site,
                MessageWords.client(message.origin()),
                MessageWords.envelope(message),
                verdict.by() instanceof ByNobody ? verdict.outcome().words() : verdict.words());
    }
}
