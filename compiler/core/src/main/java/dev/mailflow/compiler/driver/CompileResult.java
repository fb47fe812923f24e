package dev.mailflow.compiler.driver;

import dev.mailflow.compiler.analysis.claim.Judgement;
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
 * @param model absent if the policy has an error. A claim that does not hold is an error, but not one of the policy's meaning:
 *     the model is there, so that tests run and the message against the claim can be explained. Whoever emits asks
 *     {@link #hasErrors()}.
 * @param tests the test cases of the model; empty without one
 * @param claims what became of each {@code assert}, in their order; empty without a model
 * @param sources the files that were read, the named one first, then as they were first loaded
 */
public record CompileResult(
        List<Diagnostic> diagnostics,
        Optional<DecisionModel> model,
        List<TestCase> tests,
        List<Judgement> claims,
        List<SourceFile> sources) {
    /** Of a policy that could not be read. */
    public CompileResult(List<Diagnostic> diagnostics, Optional<DecisionModel> model, List<TestCase> tests) {
        this(diagnostics, model, tests, List.of(), List.of());
    }

    public CompileResult {
        diagnostics = List.copyOf(diagnostics);
        tests = List.copyOf(tests);
        claims = List.copyOf(claims);
        sources = List.copyOf(sources);
    }

    public boolean hasErrors() {
        return diagnostics.stream().anyMatch(Diagnostic::isError);
    }
}
