package dev.mailflow.compiler.analysis.finding;

import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.testing.Mistakes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnprotectedWaysTest {
    private static final String SITES = """
            organization { domains acme.example }
            endpoint hub : server { hosts mx.acme.example networks 192.0.2.1 mailboxes acme.example }
            endpoint lab : server { hosts lab.acme.example networks 192.0.2.2 %s }
            endpoint bank : partner { domains bank.example, .vault.example }
            connector bank-out from hub to bank require tls
            from hub to lab
            """;
    private static final String WITH_MAILBOXES = SITES.formatted("mailboxes bob@acme.example");

    @Test
    void theOtherSiteSendsToTheInternet() {
        Mistakes.in(WITH_MAILBOXES + "from lab to hub")
                .only(DiagnosticCode.UNPROTECTED_ELSEWHERE, "hub to bank", "`from lab to hub when recipient *`");
        Mistakes.in(WITH_MAILBOXES + "from lab to hub\nfrom lab to internet when recipient *")
                .only(DiagnosticCode.UNPROTECTED_ELSEWHERE, "hub to bank", "such a connector from `lab`");
        // Some of the partner's domains.
        Mistakes.in(WITH_MAILBOXES + "from lab to hub when recipient acme.example, bank.example")
                .only(DiagnosticCode.UNPROTECTED_ELSEWHERE, "hub to bank", "such a connector from `lab`");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from lab to hub when recipient *",
                "from lab to hub when recipient acme.example, bank.example, .vault.example",
                "from lab to hub\nfrom lab to bank require tls",
                // Said at the connector itself.
                "from lab to hub\nfrom lab to bank",
                "from lab to hub\nfrom lab to internet when recipient * require tls",
                "from lab to hub\nfrom lab to internet when recipient bank.example, .vault.example require tls",
            })
    void theOtherSiteProtectsItToo(String connectors) {
        Mistakes.in(WITH_MAILBOXES + connectors).none(DiagnosticCode.UNPROTECTED_ELSEWHERE);
    }

    @Test
    void nobodyWritesThereOrNothingIsRequired() {
        Mistakes.in(SITES.formatted("") + "from lab to hub").none(DiagnosticCode.UNPROTECTED_ELSEWHERE);
        Mistakes.in(WITH_MAILBOXES.replace(" require tls", "") + "from lab to hub")
                .none(DiagnosticCode.UNPROTECTED_ELSEWHERE);
        Mistakes.in(WITH_MAILBOXES.replace(" require tls", " require tls disabled") + "from lab to hub")
                .none(DiagnosticCode.UNPROTECTED_ELSEWHERE);
    }
}
