package dev.mailflow.compiler.analysis.sites;

import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.testing.Mistakes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connector names beside {@code *} gives the rest of its mail no precedence (R8). */
class NamedBesideAllTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "*, sun.org",
                "sun.org, *",
                "*, fabrikam.com",
                "*, *.sun.org",
                "*, jo@sun.org",
                "*, eve@contoso.com"
            })
    void strangersMailLeavesToTheInternet(String recipients) {
        Mistakes.in("""
                        organization { domains contoso.com }
                        endpoint onprem : server { networks 192.0.2.128/25 hosts o.contoso.com mailboxes ann@contoso.com }
                        endpoint hub : server { networks 192.0.2.0/25 hosts hub.contoso.com mailboxes bob@contoso.com }
                        connector a from onprem to hub when recipient %s
                        connector b from hub to onprem
                        connector c from onprem to internet when sender bank.com
                        """.formatted(recipients))
                .found(DiagnosticCode.OPEN_RELAY, "onprem to internet", "say where this domain's mail goes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*, contoso.com", "contoso.com", "*, bob@contoso.com"})
    void whatIsNamedGoesItsWay(String recipients) {
        Mistakes.in("""
                        organization { domains contoso.com }
                        endpoint onprem : server { networks 192.0.2.128/25 hosts o.contoso.com mailboxes ann@contoso.com }
                        endpoint hub : server { networks 192.0.2.0/25 hosts hub.contoso.com mailboxes bob@contoso.com }
                        connector a from onprem to hub when recipient %s
                        connector b from hub to onprem
                        connector c from onprem to internet when sender bank.com
                        """.formatted(recipients)).none(DiagnosticCode.OPEN_RELAY);
    }
}
