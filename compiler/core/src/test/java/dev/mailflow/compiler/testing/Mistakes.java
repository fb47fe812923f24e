package dev.mailflow.compiler.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.driver.CompileResult;
import java.util.List;
import java.util.Map;

/** What a mistake is answered with: its code, the text that is underlined, and words of the way out. */
public final class Mistakes {
    private final CompileResult result;

    private Mistakes(CompileResult result) {
        this.result = result;
    }

    /** @param text begins with its language version by itself */
    public static Mistakes in(String text) {
        return in(text, Map.of());
    }

    public static Mistakes in(String text, Map<String, String> files) {
        return new Mistakes(Policies.compile("language 1\n" + text, files));
    }

    /** Exactly one diagnostic, and it is this. */
    public void only(DiagnosticCode code, String underlined, String help) {
        assertThat(result.diagnostics()).as(Policies.listing(result)).hasSize(1);
        found(code, underlined, help);
    }

    /** Among others. */
    public Mistakes found(DiagnosticCode code, String underlined, String help) {
        List<Diagnostic> same =
                result.diagnostics().stream().filter(d -> d.code() == code).toList();
        assertThat(same).as(Policies.listing(result)).anySatisfy(diagnostic -> {
            assertThat(diagnostic.primary().span().text()).isEqualTo(underlined);
            assertThat(diagnostic.help().orElse("")).contains(help);
        });
        return this;
    }

    public Mistakes none(DiagnosticCode code) {
        assertThat(result.diagnostics()).as(Policies.listing(result)).noneMatch(d -> d.code() == code);
        return this;
    }

    /** Codes of all that was found, in order. */
    public List<DiagnosticCode> codes() {
        return result.diagnostics().stream().map(Diagnostic::code).toList();
    }

    public CompileResult result() {
        return result;
    }
}
