package dev.mailflow.compiler.analysis.finding;

import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.testing.Mistakes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequirementsTest {
    private static final String CLOUD = """
            organization { domains contoso.com }
            endpoint cloud : exchange-online { tenant contoso.onmicrosoft.com  cert cloud.contoso.com  mailboxes contoso.com }
            endpoint filter : service { networks 192.0.2.0/26 }
            endpoint scan : service { cert scan.contoso.com }
            endpoint bank : partner { domains bank.example }
            connector in from filter to cloud require tls
            connector scanned from scan to cloud
            """;

    /** Its purpose is to refuse all others: what would meet the requirement is the filter's. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "from internet to cloud require network 192.0.2.0/26",
                "from internet to cloud require tls network 192.0.2.16/28, 192.0.2.32",
                "from internet to cloud when sender boss@contoso.com require network 192.0.2.0/26",
                "from internet to cloud require tls cert scan.contoso.com",
            })
    void aLockLetsInWhatTheTrustedSourcesTake(String lock) {
        Mistakes.in(CLOUD + lock).none(DiagnosticCode.NEVER_HOLDS);
    }

    /** As an import of Postfix says that some clients are refused. */
    @Test
    void whoIsRefusedInSoManyWordsAsksForTheNetworksOfOthers() {
        Mistakes.in(CLOUD + """
                endpoint dev : device { networks 10.1.0.0/16 }
                from dev to cloud require network 192.0.2.0/26 otherwise reject 554 5.7.1 "go away"
                """).none(DiagnosticCode.NEVER_HOLDS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Its own criteria exclude what it asks for.
                "from internet to cloud when network 198.51.100.0/24 require network 192.0.2.0/26 | network 192.0.2.0/26",
                "from bank to cloud require sender contoso.com network 192.0.2.64/26 | sender contoso.com",
                // A partner has a connector so that its mail comes in.
                "from bank to cloud require network 192.0.2.0/26 | network 192.0.2.0/26",
                // Of two foreign ones the partner's goes before: no trusted source does.
                "connector b from bank to cloud when network 198.51.100.0/24"
                        + " \\n connector c from internet to cloud when sender bank.example"
                        + " require network 198.51.100.0/24 | network 198.51.100.0/24",
                // A trusted source that asks for what another has refuses its own mail.
                "endpoint dev : device { networks 10.1.0.0/16 }"
                        + " \\n from dev to cloud require network 192.0.2.0/26 | network 192.0.2.0/26",
                // A reply of its own does not say so where nobody has what it asks for.
                "endpoint dev : device { networks 10.1.0.0/16 }"
                        + " \\n from dev to cloud require network 10.2.0.0/16 otherwise reject 554 5.7.1 \"no\""
                        + " | network 10.2.0.0/16",
            })
    void whatExcludesItselfIsAMistake(String connectors, String underlined) {
        Mistakes.in(CLOUD + connectors.replace("\\n", "\n"))
                .found(DiagnosticCode.NEVER_HOLDS, underlined, "make the two overlap");
    }
}
