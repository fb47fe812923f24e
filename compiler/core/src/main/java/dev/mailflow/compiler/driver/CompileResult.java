package dev.mailflow.compiler.driver;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.TestCase;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.source.SourceFile;
import java.util.List;
import java.util.Optional;

/**
 * All that the compiler found.
 *
 * @param diagnostics ordered by file (as first loaded), place and code
 * @param model absent if any diagnostic is an error
 * @param tests the test cases of the model; empty without one
 * @param sources the files that were read, the named one first, then as they were first loaded
 */
public record CompileResult(
        List<Diagnostic> diagnostics, Optional<DecisionModel> model, List<TestCase> tests, List<SourceFile> sources) {
    /** Of a policy that could not be read. */
    public CompileResult(List<Diagnostic> diagnostics, Optional<DecisionModel> model, List<TestCase> tests) {
        this(diagnostics, model, tests, List.of());
    }

    public CompileResult {
        diagnostics = List.copyOf(diagnostics);
        tests = List.copyOf(tests);
        sources = List.copyOf(sources);
    }

    public boolean hasErrors() {
        return diagnostics.stream().anyMatch(Diagnostic::isError);
    }
}
