package dev.mailflow.compiler.targets.exchangeonline.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.targets.exchangeonline.emit.ImportComparison;
import dev.mailflow.compiler.targets.exchangeonline.importing.PolicyText.Written;
import dev.mailflow.compiler.testing.Policies;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Exports that are read, compiled and compared with what their policies mean. */
public final class ReadBack {
    private final List<Diagnostic> told = new ArrayList<>();

    /** What is told, of all that was read since it was cleared. */
    public List<Diagnostic> told() {
        return told;
    }

    /** The policy, and below it all that is told. */
    public String imported(String export) {
        Exports.Read read = Exports.read(List.of(new SourceFile("export.json", export)), told::add);
        Optional<Written> written = PolicyText.written(read, told::add);
        written.ifPresent(policy -> {
            CompileResult compiled = Policies.compile(policy.policy());
            assertThat(compiled.diagnostics())
                    .as("%s\n%s", policy.policy(), Policies.listing(compiled))
                    .noneMatch(
                            diagnostic -> diagnostic.isError() && diagnostic.code() != DiagnosticCode.ACCEPTED_TWICE);
            compiled.model()
                    .ifPresent(model -> ImportComparison.tell(
                            model, PolicyText.SITE, read.tenant(), policy::of, read::place, told::add));
        });
        StringBuilder all = new StringBuilder(written.map(Written::policy).orElse(""));
        told.forEach(diagnostic -> all.append(diagnostic.severity())
                .append(' ')
                .append(diagnostic.message())
                .append('\n'));
        return all.toString();
    }
}
