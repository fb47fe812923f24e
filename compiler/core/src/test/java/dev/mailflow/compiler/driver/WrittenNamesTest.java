package dev.mailflow.compiler.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.Witness;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.testing.Policies;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WrittenNamesTest {
    private static final String ACE = "xn--kste-0ra";

    private static String policy(String domain) {
        return """
                language 1
                organization { domains %s }
                endpoint hub : server { hosts mx.acme.example networks 192.0.2.1 mailboxes %s }
                endpoint p : partner { domains *.p.%s }
                from p to hub
                assert no message to hub when recipient %s is delivered
                """.formatted(domain, domain, domain, domain);
    }

    private static Diagnostic only(CompileResult result, DiagnosticCode code) {
        List<Diagnostic> found =
                result.diagnostics().stream().filter(one -> one.code() == code).toList();
        assertThat(found).as(Policies.listing(result)).hasSize(1);
        return found.get(0);
    }

    @Test
    void whatIsWrittenInUnicodeIsToldInUnicode() {
        for (String domain : List.of("k\u00FCste.example", "K\u00DCSTE.example")) {
            CompileResult result = Policies.compile(policy(domain));
            Diagnostic apex = only(result, DiagnosticCode.APEX_NOT_COVERED);
            assertThat(apex.message()).startsWith("`*.p.k\u00FCste.example` is what lies below `p.k\u00FCste.example`");
            assertThat(apex.help()).contains("write `.p.k\u00FCste.example` for both");
            assertThat(apex.fixes()).singleElement().satisfies(fix -> {
                assertThat(fix.with()).isEqualTo(".p.k\u00FCste.example");
                assertThat(fix.title()).doesNotContain("xn--");
            });
            Witness witness =
                    only(result, DiagnosticCode.CLAIM_REFUTED).witness().orElseThrow();
            assertThat(witness.message()).endsWith("@k\u00FCste.example");
        }
    }

    @Test
    void whatIsWrittenInAceStaysSo() {
        CompileResult result = Policies.compile(policy(ACE + ".example"));
        assertThat(only(result, DiagnosticCode.APEX_NOT_COVERED).help())
                .contains("write `.p." + ACE + ".example` for both");
        assertThat(only(result, DiagnosticCode.CLAIM_REFUTED)
                        .witness()
                        .orElseThrow()
                        .message())
                .endsWith("@" + ACE + ".example");
    }

    /** Both spellings in one policy: nobody knows which is meant. */
    @Test
    void whereBothSpellingsStandNothingIsChanged() {
        CompileResult result = Policies.compile(policy("k\u00FCste.example") + "# also " + ACE + ".example\n");
        assertThat(only(result, DiagnosticCode.APEX_NOT_COVERED).message()).contains(ACE);
    }

    @Test
    void theFileThatWritesItMayBeAnImportedOne() {
        CompileResult result =
                Policies.compile("""
                language 1
                import "p.mailflow"
                organization { domains acme.example }
                endpoint hub : server { hosts mx.acme.example networks 192.0.2.1 mailboxes acme.example }
                from p to hub
                """, Map.of("p.mailflow", "endpoint p : partner { domains *.k\u00FCste.example }\n"));
        assertThat(only(result, DiagnosticCode.APEX_NOT_COVERED).help())
                .contains("write `.k\u00FCste.example` for both");
    }

    @Test
    void aClaimBesideThePolicyIsReadToo() {
        SourceFile root = new SourceFile(Policies.ROOT, policy("k\u00FCste.example"));
        ProveResult result = Compiler.prove(
                new CompileRequest(root, Policies.loader(Map.of())),
                new SourceFile("claim", "assert no message to hub when recipient k\u00FCste.example is delivered"));
        assertThat(result.diagnostics())
                .filteredOn(found -> found.code() == DiagnosticCode.CLAIM_REFUTED)
                .singleElement()
                .satisfies(found ->
                        assertThat(found.witness().orElseThrow().message()).endsWith("@k\u00FCste.example"));
    }

    /** Letters that deceive the eye are shown as what they are. */
    @Test
    void mixedAlphabetsStayInAce() {
        CompileResult result = Policies.compile(policy("contosob\u0430nk.example"));
        assertThat(result.diagnostics())
                .filteredOn(found -> found.code() == DiagnosticCode.MIXED_SCRIPTS)
                .isNotEmpty()
                .allSatisfy(found -> assertThat(found.message()).contains("xn--contosobnk-6qi"));
        assertThat(only(result, DiagnosticCode.APEX_NOT_COVERED).message()).contains("xn--");
    }
}
