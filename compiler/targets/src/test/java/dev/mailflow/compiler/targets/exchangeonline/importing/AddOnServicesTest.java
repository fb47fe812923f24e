package dev.mailflow.compiler.targets.exchangeonline.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.source.SourceFile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is taken for a service that mail loops through, and who for an own server. */
class AddOnServicesTest {
    private static final String DOMAINS = """
            {"DomainName":"contoso.com","DomainType":"Authoritative"},
            {"DomainName":"%s","DomainType":"Authoritative"},
            """;

    private static final String RULE = """
            {"Name":"Sign","State":"Enabled","SenderDomainIs":["contoso.com"],"SenderAddressLocation":"Envelope",
             %s"RouteMessageOutboundConnector":"sign"},
            """;

    private static final String EXCEPTION =
            "\"ExceptIfHeaderContainsMessageHeader\":\"X-Signed\",\"ExceptIfHeaderContainsWords\":[\"yes\"],";

    private final List<Diagnostic> told = new ArrayList<>();

    private String policy(String domain, String exception, String host, String certificate) {
        String export = "[" + DOMAINS.formatted(domain) + RULE.formatted(exception) + """
                {"Name":"sign","ConnectorType":"OnPremises","RecipientDomains":[],"IsTransportRuleScoped":true,"UseMXRecord":false,
                 "SmartHosts":["%s"],"TlsSettings":"EncryptionOnly","CloudServicesMailEnabled":true},
                {"Name":"out","ConnectorType":"OnPremises","RecipientDomains":["contoso.com"],"UseMXRecord":false,
                 "SmartHosts":["mail.contoso.com"],"TlsSettings":null},
                {"Name":"back","ConnectorType":"OnPremises","SenderDomains":["smtp:*;1"],"RequireTls":true,
                 "TlsSenderCertificateName":"%s","CloudServicesMailEnabled":true}]
                """.formatted(host, certificate);
        Exports.Read read = Exports.read(List.of(new SourceFile("export.json", export)), told::add);
        return PolicyText.of(read, told::add).orElseThrow();
    }

    @Test
    void whatComesBackIsNotSentThereAgain() {
        assertThat(policy("contoso.sig.example", EXCEPTION, "smtp.sig.example", "contoso.sig.example"))
                .contains("endpoint sig       : service         { hosts smtp.sig.example }")
                .containsPattern(
                        "connector back from sig to office365\\s+require tls cert contoso.sig.example\\s+may relay")
                .containsPattern(
                        "connector sign from office365 to sig\\s+when sender .contoso.com recipient \\*, contoso.com")
                .contains("centralized");
        assertThat(told)
                .extracting(Diagnostic::message)
                .containsExactly("the rule `Sign` leaves out mail with a certain header"
                        + " (ExceptIfHeaderContainsMessageHeader), for which a policy has no words");
    }

    /** Without an exception the tenant sends it round, and the policy says so (R9). */
    @Test
    void aRuleWithoutAnExceptionStaysALoop() {
        assertThat(policy("contoso.sig.example", "", "smtp.sig.example", "contoso.sig.example"))
                .contains("to sig")
                .doesNotContain("centralized");
        assertThat(told).isEmpty();
    }

    /** The vendor asks for a certificate name of the tenant alone, registered as an accepted domain of its own. */
    @Test
    void aCertificateMadeForTheTenantIsTheServices() {
        assertThat(policy("sig.contoso.com", EXCEPTION, "smtp.addon.example", "sig.contoso.com"))
                .contains("connector back from addon to office365");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*.contoso.com", "mail.contoso.com", "contoso.com"})
    void anOwnCertificateIsAnOwnServers(String certificate) {
        assertThat(policy("fabrikam.com", EXCEPTION, "smtp.addon.example", certificate))
                .contains("connector back from onprem to office365", "to addon");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mail.contoso.com", "edge.contoso.com", "192.0.2.7", "relay.fabrikam.com"})
    void aHostOfOursIsAnOwnServer(String host) {
        assertThat(policy("fabrikam.com", EXCEPTION, host, "*.contoso.com"))
                .contains("connector sign from office365 to onprem")
                .doesNotContain("service");
    }

    /** Names below a kind of name as {@code co.uk} are not of one owner. */
    @Test
    void neighboursAreNotOneOwner() {
        assertThat(policy("contoso.co.uk", EXCEPTION, "smtp.addon.co.uk", "contoso.co.uk"))
                .contains("connector back from onprem to office365", "to addon");
    }
}
