package dev.mailflow.compiler.analysis.finding;

import static org.assertj.core.api.Assertions.assertThat;

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
                .only(DiagnosticCode.UNPROTECTED_ELSEWHERE, "hub to bank", "write `when recipient *` at `lab-to-hub`");
        Mistakes.in(WITH_MAILBOXES + "from lab to hub\nfrom lab to internet when recipient *")
                .only(
                        DiagnosticCode.UNPROTECTED_ELSEWHERE,
                        "hub to bank",
                        "`lab-to-hub` in place of `lab-to-internet`");
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

    /** What has been switched off protects nothing. */
    @Test
    void ofADisabledConnectorItIsSaidToo() {
        Mistakes.in(WITH_MAILBOXES + "from lab to hub\nconnector b from lab to bank require tls disabled")
                .found(DiagnosticCode.UNPROTECTED_ELSEWHERE, "hub to bank", "enable `b`");
    }

    @Test
    void onlyWhatTheOtherSiteProtectsOfThoseWhoWriteHere() {
        String chosen = WITH_MAILBOXES.replace("hub to bank", "hub to bank when sender %s") + "from lab to hub";
        Mistakes.in(chosen.formatted("finance@acme.example")).none(DiagnosticCode.UNPROTECTED_ELSEWHERE);
        Mistakes.in(chosen.formatted("bob@acme.example"))
                .found(DiagnosticCode.UNPROTECTED_ELSEWHERE, "hub to bank", "such a connector from `lab`");
        Mistakes.in(chosen.formatted("acme.example"))
                .found(DiagnosticCode.UNPROTECTED_ELSEWHERE, "hub to bank", "such a connector from `lab`");
        Mistakes.in(WITH_MAILBOXES.replace("hub to bank", "hub to bank when header X-Secret") + "from lab to hub")
                .none(DiagnosticCode.UNPROTECTED_ELSEWHERE);
        // Nobody else has a mailbox there.
        Mistakes.in(WITH_MAILBOXES + "from lab to hub when sender bob@acme.example recipient *")
                .none(DiagnosticCode.UNPROTECTED_ELSEWHERE);
        Mistakes.in(WITH_MAILBOXES
                        + "from lab to hub\nfrom lab to internet when recipient bank.example, .vault.example")
                .none(DiagnosticCode.UNPROTECTED_ELSEWHERE);
    }

    /** One connector that looks for more does not hide the next. */
    @Test
    void theOtherPartnersAreAskedAbout() {
        Mistakes.in(WITH_MAILBOXES.replace("hub to bank", "hub to bank when header X-Secret")
                        + "endpoint firm : partner { domains zenith.example }\n"
                        + "connector firm-out from hub to firm require tls\nfrom lab to hub")
                .found(DiagnosticCode.UNPROTECTED_ELSEWHERE, "hub to firm", "such a connector from `lab`");
    }

    @Test
    void ofWhatIsNoMailToThePartnerNothingIsSaid() {
        String stated = WITH_MAILBOXES.replace("hub to bank", "hub to bank when recipient %s") + "from lab to hub";
        Mistakes.in(stated.formatted("* via smtp.bank.example")).none(DiagnosticCode.UNPROTECTED_ELSEWHERE);
        Mistakes.in(stated.formatted("elsewhere.example")).none(DiagnosticCode.UNPROTECTED_ELSEWHERE);
        Mistakes found = Mistakes.in(stated.formatted(".example"));
        found.found(DiagnosticCode.UNPROTECTED_ELSEWHERE, "hub to bank", "such a connector from `lab`");
        assertThat(found.result().diagnostics())
                .filteredOn(one -> one.code() == DiagnosticCode.UNPROTECTED_ELSEWHERE)
                .allSatisfy(one -> assertThat(one.witness().orElseThrow().message())
                        .matches(".*(@bank.example|[@.]vault.example)"));
    }
}
