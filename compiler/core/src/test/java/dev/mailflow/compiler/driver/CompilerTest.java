package dev.mailflow.compiler.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.testing.Policies;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CompilerTest {
    static final String USERS = "name,mail\nAmy,amy@contoso.com\n";
    static final String PARTNERS = "id,domain,cert\nfabrikam,fabrikam.example,mx.fabrikam.example\n";
    static final Map<String, String> TABLES = Map.of("cloud-users.csv", USERS, "partners.csv", PARTNERS);

    /** The long example of language.md, section 1. */
    static String tour() {
        try (InputStream stream = Objects.requireNonNull(
                CompilerTest.class.getResourceAsStream("/contoso-tour.mailflow"), "contoso-tour.mailflow")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @Test
    void theTourCompiles() {
        CompileResult result = Policies.compile(tour(), TABLES);
        assertThat(result.diagnostics())
                .as(Policies.listing(result))
                .extracting(Diagnostic::code)
                .containsExactly(
                        DiagnosticCode.MAILBOX_UNPLACED,
                        DiagnosticCode.UNUSED_LIST,
                        DiagnosticCode.SHARED_CERTIFICATE,
                        // Its second site takes mail from everybody.
                        DiagnosticCode.FILTER_PASSED);
        assertThat(result.model().orElseThrow().sites()).extracting(Site::name).contains("office365", "onprem");
        assertThat(result.tests()).hasSize(1);
    }

    @Test
    void noModelWithErrorsAndNoTests() {
        CompileResult result = Policies.compile(tour().replace("2001:db8:20::/64", "2001:db8:20::/164"), TABLES);
        assertThat(result.hasErrors()).isTrue();
        assertThat(result.model()).isEmpty();
        assertThat(result.tests()).isEmpty();
    }

    @Test
    void mistakesOfAllPhasesAreReportedTogether() {
        CompileResult result = Policies.compile("language 1\norganization { domains contoso.com }\n"
                + "endpoint b : partner { domains b_.example }\nfrom nobody to office365\nconnector from from\n");
        assertThat(result.diagnostics().stream().map(d -> d.code().id().substring(0, 3)))
                .contains("MF1", "MF2", "MF3");
    }

    @Test
    void diagnosticsStandInTheOrderOfTheFiles() {
        CompileResult result = Policies.compile(
                "language 1\nimport \"a.mailflow\"\nimport \"b.mailflow\"\norganization { domains x_.com }",
                Map.of("a.mailflow", "networks n = 10.0.0.256", "b.mailflow", "networks m = 10.0.0.257, 10.0.0.258"));
        assertThat(result.diagnostics())
                .extracting(d -> d.primary().span().file().path() + " "
                        + d.primary().span().text())
                .containsExactly("policy.mailflow _", "a.mailflow 256", "b.mailflow 257", "b.mailflow 258");
    }

    @Test
    void misspeltForIsStillAForEach() {
        CompileResult result = Policies.compile(
                "language 1\norganization { domains contoso.com }\n"
                        + "lfor each p in \"partners.csv\" { endpoint ${p.id} : partner { domains ${p.domain} } }\n",
                TABLES);
        assertThat(result.diagnostics()).extracting(Diagnostic::code).containsExactly(DiagnosticCode.MISSPELT_KEYWORD);
    }

    @Test
    void twoCompilationsAgree() {
        assertThat(Policies.listing(Policies.compile(tour(), TABLES)))
                .isEqualTo(Policies.listing(Policies.compile(tour(), TABLES)));
    }
}
