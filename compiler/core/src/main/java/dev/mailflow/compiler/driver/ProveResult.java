package dev.mailflow.compiler.driver;

import dev.mailflow.compiler.analysis.claim.Judgement;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import java.util.List;
import java.util.Optional;

/**
 * What became of one claim off the command line.
 *
 * @param diagnostics those of the policy, then those of the claim
 * @param model absent with {@code judgement}
 * @param judgement absent if the policy or the claim has an error
 */
public record ProveResult(List<Diagnostic> diagnostics, Optional<DecisionModel> model, Optional<Judgement> judgement) {
    public ProveResult {
        diagnostics = List.copyOf(diagnostics);
    }
}
