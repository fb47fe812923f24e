package dev.mailflow.compiler.targets.exchangeonline.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.testing.Policies;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an own Exchange server is told: never more than the policy lets in, and nothing left out in silence. */
class OnPremisesScriptTest {
    private static final String START = """
            language 1
            organization { domains contoso.com }
            endpoint onprem : server { software exchange 2019  hosts mail1.contoso.com  networks 203.0.113.0/24 }
            endpoint edge : server { hosts edge.contoso.com  networks 198.51.100.0/24, 192.0.2.0/24 }
            endpoint bank : partner { domains contosobank.com }
            """;

    private final List<Diagnostic> told = new ArrayList<>();

    private String script(String line) {
        DecisionModel model = Policies.model(START + line + "\n");
        return OnPremisesScript.of(model.site("onprem"), "a policy", new Losses(told::add, Wish.EXPLICIT))
                .get(0)
                .text();
    }

    @Test
    void networksOfTheEndpointAndTheRequirementMustBothHold() {
        assertThat(script("connector in from edge to onprem require network 198.51.100.64/26"))
                .contains("RemoteIPRanges = @('198.51.100.64/26')");
    }

    @Test
    void networksOfTheEndpointAndOfWhenMustBothHold() {
        assertThat(script("connector in from edge to onprem when network 192.0.2.128/25, 203.0.113.9"))
                .contains("RemoteIPRanges = @('192.0.2.128/25')");
    }

    @Test
    void aSendConnectorThatCannotBeMadeIsAnError() {
        String hosts = "connector out from onprem to edge when recipient * via a.contoso.com, b.contoso.com:2525";
        assertThat(script(hosts)).doesNotContain("Update-Send -Name 'out'");
        assertThat(told).singleElement().satisfies(diagnostic -> {
            assertThat(diagnostic.code()).isEqualTo(DiagnosticCode.CANNOT_BE_SAID);
            assertThat(diagnostic.message()).isEqualTo("Exchange Server cannot say where `out` leads");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MF6031 | out from onprem to bank when recipient ceo@contosobank.com, contosobank.com",
                "MF6031 | out from onprem to bank when sender contoso.com",
                "MF6031 | out from onprem to bank mta-sts enforce",
                "MF6031 | out from onprem to bank dane require",
                "MF6064 | in from edge to onprem require sender contoso.com",
                "MF6031 | in from edge to onprem require sender contoso.com no relay",
                "MF6064 | in from edge to onprem require recipient contoso.com",
                "MF6030 | out from onprem to bank require tls 1.2",
                "MF6030 | in from edge to onprem require tls 1.2",
                "MF6030 | in from edge to onprem require tls otherwise reject 550 5.7.1",
            })
    void whatIsNotSaidExactlyIsTold(String code, String connector) {
        script("connector " + connector);
        assertThat(told)
                .singleElement()
                .satisfies(diagnostic -> assertThat(diagnostic.code().id()).isEqualTo(code));
    }

    /** It knows a source by its address: what else was asked for would not stand between it and everybody's mailbox. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "require sender contoso.com",
                "require recipient contoso.com",
                "require tls client cert edge.contoso.com",
                "when cert edge.contoso.com",
                "when header X-Route \"own\"",
                "when sender contoso.com",
                "when recipient contosobank.com"
            })
    void noRightGrows(String asked) {
        assertThat(script("connector in from edge to onprem " + asked))
                .contains("Set-Relay -Name 'in' -Allowed $false");
        assertThat(told).extracting(Diagnostic::code).containsOnlyOnce(DiagnosticCode.RELAY_WOULD_GROW);
    }
}
