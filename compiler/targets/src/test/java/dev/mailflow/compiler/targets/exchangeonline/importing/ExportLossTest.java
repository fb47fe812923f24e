package dev.mailflow.compiler.targets.exchangeonline.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports as they come: whatever stands in them is in the policy or is told. */
class ExportLossTest {
    /** What the policy says, and what was told. */
    private record Outcome(String policy, String told, List<Item> items, boolean failed) {
        String all() {
            return policy + "\n" + told;
        }
    }

    private static Outcome read(String text) {
        List<Diagnostic> found = new ArrayList<>();
        Exports.Read read = Exports.read(List.of(new SourceFile("export", text)), found::add);
        Optional<String> policy = PolicyText.of(read, found::add);
        StringBuilder told = new StringBuilder();
        found.forEach(diagnostic -> told.append(diagnostic.severity())
                .append(' ')
                .append(diagnostic.message())
                .append('\n'));
        return new Outcome(
                policy.orElse(""),
                told.toString(),
                read.tenant().items(),
                found.stream().anyMatch(Diagnostic::isError));
    }

    /** Each with the words that have to be found again. */
    static Stream<Arguments> exports() {
        return Stream.of(
                Arguments.of("nulls and empties everywhere", """
                        [{"Name":"Relay","Enabled":true,"ConnectorType":"OnPremises","ConnectorSource":"AdminUI","Comment":null,
                          "SenderIPAddresses":[],"SenderDomains":["smtp:*;1"],"AssociatedAcceptedDomains":[],"RequireTls":true,
                          "RestrictDomainsToIPAddresses":false,"RestrictDomainsToCertificate":null,"CloudServicesMailEnabled":true,
                          "TlsSenderCertificateName":"*.contoso.com","EFSkipLastIP":false,"EFSkipIPs":[],"EFUsers":[],
                          "TrustedOrganizations":[]},null]
                        """, List.of("*.contoso.com", "keep headers")),
                Arguments.of(
                        "enhanced filtering and associated domains",
                        """
                        {"Name":"Filter","Enabled":true,"ConnectorType":"Partner","SenderIPAddresses":["192.0.2.0/28","198.51.100.7"],
                         "SenderDomains":["smtp:*;1"],"RequireTls":true,"RestrictDomainsToIPAddresses":true,
                         "AssociatedAcceptedDomains":["contoso.com"],"EFSkipLastIP":true,"EFSkipIPs":["203.0.113.1-203.0.113.9"],
                         "EFUsers":["boss@contoso.com"],"TrustedOrganizations":["fabrikam.onmicrosoft.com"]}
                        """,
                        List.of(
                                "192.0.2.0/28",
                                "198.51.100.7",
                                "AssociatedAcceptedDomains",
                                "EFSkipLastIP",
                                "EFSkipIPs",
                                "EFUsers",
                                "TrustedOrganizations")),
                Arguments.of(
                        "properties of a later version",
                        """
                        [{"Name":"Out","Enabled":true,"UseMXRecord":false,"ConnectorType":"OnPremises","RecipientDomains":["contoso.com"],
                          "SmartHosts":["[192.0.2.9]","mail.contoso.com"],"TlsDomain":"mail.contoso.com","TlsSettings":"DomainValidation",
                          "TestMode":true,"SenderRewritingEnabled":true,"SmtpDaneMode":"Mandatory","MtaStsMode":"None",
                          "QuantumMode":"Strict","RetryHours":48}]
                        """,
                        List.of(
                                "mail.contoso.com",
                                "192.0.2.9",
                                "TestMode",
                                "SenderRewritingEnabled",
                                "QuantumMode",
                                "RetryHours",
                                "mta-sts off")),
                Arguments.of(
                        "a spreadsheet of another language",
                        """
                        Name;Enabled;ConnectorType;SenderDomains;RequireTls;RestrictDomainsToCertificate;TlsSenderCertificateName
                        Bank;WAHR;Partner;contosobank.com|*.contosobank.com;WAHR;WAHR;mail.contosobank.com
                        Alt;FALSCH;Partner;alt.example;FALSCH;FALSCH;
                        """,
                        List.of("contosobank.com", "mail.contosobank.com", "alt.example", "disabled")),
                Arguments.of(
                        "wrapped lines",
                        """

                        Name                         : Partners of the southern
                                                       hemisphere
                        Enabled                      : True
                        ConnectorType                : Partner
                        SenderDomains                : {smtp:a.very-long-name-of-a-partner.example;1, smtp:another.example;1,
                                                       smtp:*.a-third-name-that-does-not-fit-on-one-li
                                                       ne.example;1}
                        RequireTls                   : True
                        TlsSenderCertificateName     :
                        """,
                        List.of(
                                "a.very-long-name-of-a-partner.example",
                                "another.example",
                                "*.a-third-name-that-does-not-fit-on-one-line.example")),
                Arguments.of("nested objects of CLIXML", """
                        <Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><DCT>
                          <En><S N="Key">Inbound</S><Obj N="Value" RefId="1"><LST>
                            <Obj RefId="2"><ToString>One</ToString><Props><S N="Name">One</S><B N="Enabled">true</B><S N="ConnectorType">Partner</S>
                              <Obj N="SenderDomains" RefId="3"><LST><S>smtp:one.example;1</S></LST></Obj><B N="RequireTls">true</B></Props></Obj>
                            <Obj RefId="4"><ToString>Two</ToString><Props><S N="Name">Two</S><B N="Enabled">false</B><S N="ConnectorType">Partner</S>
                              <Ref N="SenderDomains" RefId="3" /><B N="RequireTls">false</B></Props>
                              <MS><S N="PSComputerName">outlook.office365.com</S><S N="Owner">helpdesk</S></MS></Obj>
                          </LST></Obj></En></DCT></Obj></Objs>
                        """, List.of("one.example", "disabled", "`Owner` of `Two`")),
                Arguments.of(
                        "several lists behind each other",
                        """
                        [{"DomainName":"contoso.com","DomainType":"Authoritative","MatchSubDomains":false,"Default":true}]
                        [{"DomainName":"legacy.contoso.com","DomainType":"InternalRelay","MatchSubDomains":true,"OutboundOnly":true,
                          "SendingFromDomainDisabled":true}]
                        {"Name":"All","Enabled":true,"ConnectorType":"OnPremises","RecipientDomains":[],"AllAcceptedDomains":true,"UseMXRecord":false,
                         "SmartHosts":["mail.contoso.com"],"TlsSettings":null}
                        """,
                        List.of(
                                "contoso.com",
                                ".legacy.contoso.com",
                                "OutboundOnly",
                                "SendingFromDomainDisabled",
                                "mail.contoso.com")),
                Arguments.of(
                        "rules with conditions and exceptions",
                        """
                        [{"Name":"Out","Enabled":true,"ConnectorType":"Partner","IsTransportRuleScoped":true,"RecipientDomains":[],
                          "UseMXRecord":false,"SmartHosts":["sig.example"],"TlsSettings":"EncryptionOnly"},
                         {"Name":"Sign","State":"Enabled","Priority":0,"RouteMessageOutboundConnector":"Out",
                          "SenderDomainIs":["contoso.com"],"ExceptIfHeaderContainsMessageHeader":"X-Signed","ExceptIfHeaderContainsWords":["yes"],
                          "SetSCL":-1}]
                        """,
                        List.of("sig.example", "ExceptIfHeaderContainsMessageHeader", "SetSCL")),
                Arguments.of(
                        "a Microsoft365DSC file with variables",
                        """
                        EXOInboundConnector "EXOInboundConnector-X"
                        {
                            Identity                     = "X";
                            ConnectorType                = "OnPremises";
                            Enabled                      = $True;
                            SenderDomains                = @("smtp:*;1");
                            RequireTls                   = $True;
                            TlsSenderCertificateName     = "*.$OrganizationName";
                            CloudServicesMailEnabled     = $True;
                            Ensure                       = "Present";
                        }
                        """,
                        List.of("`*.$OrganizationName` is no value of `TlsSenderCertificateName`")),
                Arguments.of(
                        "odd names and addresses",
                        """
                        [{"Name":"From “Bank” – №1","Enabled":true,"ConnectorType":"Partner","SenderDomains":["smtp:Bücher.example;1","smtp:ok.example;1","x400:c=US;1"],
                          "SenderIPAddresses":["192.0.2.300","2001:db8::/32","10.0.0.1/25"],"RequireTls":false,"RestrictDomainsToIPAddresses":true}]
                        """,
                        List.of(
                                "192.0.2.300",
                                "2001:db8::/32",
                                "x400:c=US;1",
                                "10.0.0.",
                                "ok.example",
                                "Bücher.example")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("exports")
    void nothingIsLostInSilence(String name, String text, List<String> words) {
        Outcome outcome = read(text);
        assertThat(words)
                .as("%s\n%s", name, outcome.all())
                .allMatch(word -> outcome.all().contains(word));
        assertThat(outcome.failed() || !outcome.policy().isEmpty()).isTrue();
    }

    /** {@code >} of Windows PowerShell 5 writes UTF-16 with a mark. */
    @Test
    void redirectedOutputOfWindowsPowerShell() {
        String text =
                "Name          : Bank\r\nConnectorType : Partner\r\nSenderDomains : {smtp:bücher.example;1}\r\nRequireTls    : True\r\n";
        for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, StandardCharsets.UTF_8)) {
            Outcome outcome =
                    read(Decoding.text(("\uFEFF" + text).getBytes(charset)).orElseThrow());
            assertThat(outcome.items()).singleElement().satisfies(item -> {
                assertThat(item.kind()).isEqualTo(Kind.INBOUND);
                assertThat(item.is(Property.REQUIRE_TLS)).isTrue();
            });
            assertThat(outcome.all()).containsAnyOf("bücher.example", "xn--bcher-kva.example");
        }
        // Not UTF-8: what Out-File -Encoding default writes.
        assertThat(Decoding.text("bücher".getBytes(StandardCharsets.ISO_8859_1)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Cut or shifted lines of a table.
                "Name,Enabled,ConnectorType,SenderDomains,RequireTls\nx,True,Partner,a.example\n",
                "Name,Enabled,ConnectorType,SenderDomains,RequireTls\nx,True,Partner,a.example,b.example,True\n",
                // A part of a list that is an object without a text.
                "<Objs><Obj><Props><S N=\"Name\">x</S><B N=\"RequireTls\">true</B><Obj N=\"SenderIPAddresses\"><LST>"
                        + "<Obj><Props><I32 N=\"Low\">1</I32></Props></Obj><S>192.0.2.1</S></LST></Obj></Props></Obj></Objs>",
                // A reference to nothing.
                "<Objs><Obj><Props><S N=\"Name\">x</S><B N=\"RequireTls\">true</B><Ref N=\"SenderIPAddresses\" RefId=\"9\"/></Props></Obj></Objs>",
                "[{\"Name\":\"x\",\"RequireTls\":true,\"SenderIPAddresses\":[{\"Low\":1}]}]",
                "[{\"Name\":\"x\",\"RequireTls\":\"perhaps\"}]",
                // Format-Table.
                "Name SenderDomains Enabled\n---- ------------- -------\nx    {smtp:*;1}    True\n",
            })
    void whatCannotBeReadFails(String text) {
        Outcome outcome = read(text);
        assertThat(outcome.failed()
                        || outcome.items().isEmpty() && outcome.told().contains("ERROR"))
                .as(outcome.all())
                .isTrue();
    }

    private static final String RULED = """
            [{"DomainName":"contoso.com","DomainType":"Authoritative"},
             {"Name":"S","Enabled":true,"ConnectorType":"Partner","IsTransportRuleScoped":true,"RecipientDomains":[],
              "UseMXRecord":false,"SmartHosts":["sig.example"],"TlsSettings":"EncryptionOnly"},
             {"Name":"Sign","RouteMessageOutboundConnector":"S",%s}]
            """;

    /** Without its condition a rule would be for all mail. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"FromScope\":\"InOrganization\"",
                "\"ExceptIfSentToMemberOf\":[\"vip@contoso.com\"]",
                "\"HeaderMatchesMessageHeader\":\"X-A\",\"HeaderMatchesPatterns\":[\"b\"]",
                "\"SomethingOfNextYear\":true"
            })
    void aRuleWithAConditionWithoutWordsIsNotInThePolicy(String condition) {
        Outcome outcome = read(RULED.formatted("\"State\":\"Enabled\"," + condition));
        assertThat(outcome.policy()).doesNotContain("sig.example", "connector S");
        assertThat(outcome.told())
                .contains("the rule `Sign` has `" + condition.substring(1, condition.indexOf('"', 1)))
                .doesNotContain("did you mean");
        assertThat(read(RULED.formatted("\"State\":\"Enabled\",\"SetAuditSeverity\":\"Low\""))
                        .policy())
                .contains("connector S");
    }

    /** ConvertTo-Json writes enumerations as numbers, and nobody has said which is which. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "\"0\"", "\"Paused\""})
    void aStateThatIsNoWordFails(String state) {
        Outcome outcome = read(RULED.formatted("\"State\":" + state));
        assertThat(outcome.told()).contains("is no value of `State`");
        assertThat(outcome.failed()).isTrue();
    }

    /** They choose no connector; two of their settings may matter all the same. */
    @Test
    void whatARemoteDomainSaysOfMailFlowIsTold() {
        ReadBack reading = new ReadBack();
        String domains = "[{\"DomainName\":\"contoso.com\",\"DomainType\":\"Authoritative\"},";
        reading.imported(
                domains
                        + "{\"Name\":\"Default\",\"DomainName\":\"*\",\"IsInternal\":false,\"AutoForwardEnabled\":true,\"AllowedOOFType\":\"External\"}]");
        assertThat(reading.told()).isEmpty();
        reading.imported(
                domains
                        + "{\"Name\":\"Default\",\"DomainName\":\"*\",\"IsInternal\":false,\"AutoForwardEnabled\":false,\"AllowedOOFType\":\"External\"},"
                        + "{\"Name\":\"Sister\",\"DomainName\":\"sister.example\",\"IsInternal\":true,\"AllowedOOFType\":\"InternalLegacy\"}]");
        assertThat(reading.told())
                .extracting(Diagnostic::message)
                .containsExactly(
                        "`AutoForwardEnabled` of `Default` has no words in a policy",
                        "`IsInternal` of `Sister` has no words in a policy");
    }

    /** A rule looks at the recipient's own address unless told, a policy at the one that was written to. */
    @Test
    void whichAddressOfTheRecipientARuleLooksAtIsTold() {
        String export = """
                [{"DomainName":"contoso.com","DomainType":"Authoritative"},
                 {"Name":"o","ConnectorType":"Partner","IsTransportRuleScoped":true,"RecipientDomains":[],"SmartHosts":["g.example"],
                  "UseMXRecord":false},
                 {"Name":"r","State":"Enabled","Mode":"Enforce","RecipientDomainIs":["x.example"]@,"RouteMessageOutboundConnector":"o"}]
                """;
        for (String type : List.of("", ",\"RecipientAddressType\":\"Resolved\"")) {
            ReadBack reading = new ReadBack();
            assertThat(reading.imported(export.replace("@", type)))
                    .contains("the rule `r` looks at the recipient's primary address");
        }
        assertThat(new ReadBack().imported(export.replace("@", ",\"RecipientAddressType\":\"Original\"")))
                .doesNotContain("primary address");
    }
}
