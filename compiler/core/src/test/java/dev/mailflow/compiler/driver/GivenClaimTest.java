package dev.mailflow.compiler.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.Fix;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.testing.Policies;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Places of a claim that stands beside the policy are those of the text that was given. */
class GivenClaimTest {
    private static final String POLICY = """
            language 1
            organization { domains contoso.com }
            endpoint hub  : server { hosts mx.contoso.com cert mx.contoso.com mailboxes contoso.com }
            endpoint bank : partner { domains contosobank.com }
            from bank to hub require tls
            from hub to bank via mx require tls
            """;

    @Test
    void refuted() {
        SourceFile claim = new SourceFile("claim", " no message from bank reaches hub");
        ProveResult result = prove(claim);
        assertThat(result.judgement().orElseThrow().claim().origin().file()).isSameAs(claim);
        assertThat(result.judgement().orElseThrow().claim().origin().text())
                .isEqualTo("no message from bank reaches hub");
        assertThat(result.diagnostics()).singleElement().satisfies(found -> {
            assertThat(found.primary().span().file()).isSameAs(claim);
            assertThat(found.primary().span().start()).isEqualTo(1);
        });
    }

    @Test
    void unknownName() {
        SourceFile claim = new SourceFile("claim", "no message from bnak reaches hub");
        assertThat(prove(claim).diagnostics()).singleElement().satisfies(found -> {
            assertThat(found.primary().span().file()).isSameAs(claim);
            assertThat(found.primary().span().text()).isEqualTo("bnak");
        });
    }

    @Test
    void fixes() {
        SourceFile claim = new SourceFile("claim", "that no message from bank reaches hub");
        Diagnostic found = prove(claim).diagnostics().get(0);
        Fix fix = found.fixes().get(0);
        assertThat(fix.replace().file()).isSameAs(claim);
        assertThat(fix.replace().text()).isEqualTo("that ");
    }

    @Test
    void wholeDeclaration() {
        SourceFile claim = new SourceFile("claim", "assert no message from bnak reaches hub");
        assertThat(prove(claim).diagnostics())
                .singleElement()
                .satisfies(found -> assertThat(found.primary().span().text()).isEqualTo("bnak"));
    }

    private static ProveResult prove(SourceFile claim) {
        SourceFile root = new SourceFile(Policies.ROOT, POLICY);
        return Compiler.prove(new CompileRequest(root, Policies.loader(Map.of())), claim);
    }
}
