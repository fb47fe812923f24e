package dev.mailflow.compiler.driver;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.target.Artifact;
import java.util.List;

/**
 * @param artifacts in a fixed order; empty if any diagnostic is an error: a compile with errors writes nothing
 */
public record EmitResult(List<Artifact> artifacts, List<Diagnostic> diagnostics) {
    public EmitResult {
        artifacts = List.copyOf(artifacts);
        diagnostics = List.copyOf(diagnostics);
    }
}
