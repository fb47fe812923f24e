package dev.mailflow.compiler.driver;

import dev.mailflow.compiler.advise.Advice;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import java.util.List;
import java.util.Optional;

/**
 * What a policy's situation calls for.
 *
 * @param diagnostics all that was found in the policy, as {@link CompileResult} has them
 * @param advice one for each row of the table; absent if there are errors
 */
public record AdviseResult(List<Diagnostic> diagnostics, Optional<List<Advice>> advice) {
    public AdviseResult {
        diagnostics = List.copyOf(diagnostics);
        advice = advice.map(List::copyOf);
    }
}
