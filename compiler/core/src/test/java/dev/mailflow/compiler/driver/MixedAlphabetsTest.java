package dev.mailflow.compiler.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.testing.Policies;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MixedAlphabetsTest {
    private static final String POLICY = """
            language 1
            organization { domains acme.example }
            endpoint hub : server { hosts mx.acme.example networks 192.0.2.1 mailboxes acme.example }
            endpoint p : partner { domains bank.example }
            from p to hub when sender b\u0430nk.example
            """;

    /** That they are none of the partner's senders follows from the letters. */
    @Test
    void saidOnceWhereverThePolicyIsJudged() {
        CompileRequest request = new CompileRequest(new SourceFile(Policies.ROOT, POLICY), Policies.loader(Map.of()));
        SourceFile claim = new SourceFile("claim", "assert no message from internet reaches internet");
        for (List<Diagnostic> found : List.of(
                Compiler.compile(request).diagnostics(),
                Compiler.prove(request, claim).diagnostics())) {
            assertThat(found)
                    .extracting(Diagnostic::code)
                    .contains(DiagnosticCode.MIXED_SCRIPTS)
                    .doesNotContain(DiagnosticCode.SENDERS_OF_OTHERS);
        }
    }
}
