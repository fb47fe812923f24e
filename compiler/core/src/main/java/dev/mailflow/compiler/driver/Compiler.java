package dev.mailflow.compiler.driver;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.target.Artifact;
import dev.mailflow.compiler.target.Target;
import dev.mailflow.compiler.target.TargetRequest;
import java.util.ArrayList;
import java.util.List;

/** Text to model, and model to artifacts. Keeps no state between calls. */
public final class Compiler {
    private Compiler() {}

    /** Asks each target in turn. */
    public static EmitResult emit(TargetRequest request, List<Target> targets) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        List<Artifact> artifacts = new ArrayList<>();
        for (Target target : targets) {
            artifacts.addAll(target.emit(request, diagnostics::add));
        }
        boolean failed = diagnostics.stream().anyMatch(Diagnostic::isError);
        return new EmitResult(failed ? List.of() : artifacts, diagnostics);
    }
}
