package dev.mailflow.compiler.driver;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.TestCase;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import java.util.List;
import java.util.Optional;

/**
 * All that the compiler found.
 *
 * @param diagnostics ordered by file (as first loaded), place and code
 * @param model absent if any diagnostic is an error
 * @param tests the test cases of the model; empty without one
 */
public record CompileResult(List<Diagnostic> diagnostics, Optional<DecisionModel> model, List<TestCase> tests) {
    public CompileResult {
        diagnostics = List.copyOf(diagnostics);
        tests = List.copyOf(tests);
    }

    public boolean hasErrors() {
        return diagnostics.stream().anyMatch(Diagnostic::isError);
    }
}
