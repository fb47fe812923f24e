package dev.mailflow.compiler.targets.exchangeonline.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Exports that are odd and legal, in {@code exchangeonline/odd}: whatever stands in them is in the policy or is told, the policy is one, and
 * where it means something else than the tenant that is told as well.
 */
class HostileExportsTest {
    private final ReadBack reading = new ReadBack();
    private final List<Diagnostic> told = reading.told();

    static Stream<Arguments> exports() {
        return Stream.of(
                Arguments.of(
                        "issuer-subject",
                        List.of(
                                "require tls cert mail.contoso.com",
                                "`TlsSenderCertificateName` of `hyb` names a whole subject",
                                "`TlsDomain` of `o` names a whole subject"),
                        List.of()),
                Arguments.of("star-cert", List.of("ERROR `*` is no value of `TlsSenderCertificateName`"), List.of()),
                Arguments.of(
                        "dup-own",
                        List.of(
                                "the certificate of `A2` is that of another connector",
                                "`203.0.113.1` of `c` is named by another connector",
                                "connector d            from d-clients"),
                        List.of()),
                Arguments.of(
                        "same-name",
                        List.of(
                                "with the name `X`, and they differ",
                                "cert a.contoso.com",
                                "cert b.contoso.com",
                                "connector X-2"),
                        List.of("x-3")),
                Arguments.of("ipv6", List.of("networks 2001:db8::1, 2001:db8:1::/48", "via [2001:db8::25]"), List.of()),
                Arguments.of(
                        "wild",
                        List.of(
                                "connector w   from internet to office365 require tls",
                                "connector all from office365 to internet via filter.example",
                                "the recipients of `onpremall` are those of another"),
                        List.of()),
                Arguments.of(
                        "empty-recipients",
                        List.of("`e` names no recipients and is for no rule", "`n` names no recipients"),
                        List.of("connector e")),
                Arguments.of(
                        "rules",
                        List.of(
                                "the rule `r1` is in audit mode",
                                "`Bob Smith` in the rule `r2` is neither an address nor a domain",
                                "when recipient bob@fabrikam.com",
                                "a header whose name is none",
                                "asks for a text that a policy cannot hold",
                                "sends by `gone`, which is not in the export"),
                        List.of()),
                Arguments.of(
                        "testmode",
                        List.of(
                                "`TestMode` of `t` is on",
                                "connector t2 from office365 to onprem when recipient contoso.com",
                                "`SenderRewritingEnabled` of `t2`",
                                "mail.contoso.com disabled"),
                        List.of()),
                Arguments.of(
                        "cmt",
                        List.of(
                                "connector cmt from office365 to onprem",
                                "when recipient contoso.com via mail.contoso.com centralized"),
                        List.of()),
                Arguments.of(
                        "allaccepted",
                        List.of(
                                "when recipient contoso.com, contoso.onmicrosoft.com, fabrikam.com",
                                "the recipients of `aa2` are those of another connector",
                                "`aap` is of type Partner and has settings of own servers"),
                        List.of()),
                Arguments.of(
                        "wizard",
                        List.of(
                                "(made by the Hybrid Configuration Wizard)",
                                "`AssociatedAcceptedDomains` of `Inbound from 3f2b8c1a",
                                "`RestrictDomainsToCertificate` of `Inbound from 3f2b8c1a"),
                        List.of()),
                Arguments.of(
                        "partner-own-domain",
                        List.of("partner         { domains contoso.com }", "require tls network 192.0.2.0/28"),
                        List.of()),
                Arguments.of(
                        "lockdown",
                        List.of(
                                "require tls cert *.filter.example network 192.0.2.0/28",
                                "has to meet the restriction of `lock` as well",
                                "has to meet the restriction of `lock2` as well",
                                "`EFSkipLastIP` of `lock`"),
                        List.of()),
                Arguments.of(
                        "missing",
                        List.of(
                                "`ConnectorType` of `m` is not in the export",
                                "`RequireTls` of `m` is not in the export",
                                "connector only-identity from office365 to b via mx",
                                "an object of kind InboundConnector has no name"),
                        List.of()),
                Arguments.of(
                        "joined",
                        List.of(
                                "domains a.example, b.example",
                                "domains c.example, d.example",
                                "network 192.0.2.1, 192.0.2.2",
                                "via h1.example, h2.example"),
                        List.of()),
                Arguments.of(
                        "names",
                        List.of(
                                "# 日本",
                                "connector c-from",
                                "description \"it's $ {x} \\\"q\\\" \\\\",
                                "domains 123.example, from., *.com"),
                        List.of()),
                Arguments.of(
                        "internal",
                        List.of("treat as internal", "`p` is of type Partner and has settings of own servers"),
                        List.of()),
                Arguments.of(
                        "mx",
                        List.of(
                                "`both` goes by MX and by smart hosts at once",
                                "`none` goes neither by MX nor by a smart host",
                                "the smart host `192.0.2.0/24` of `cidr`",
                                "`cidr` has no host that a policy can name",
                                "the smart host `e.example:2525` of `port`",
                                "via f.example"),
                        List.of("connector cidr")),
                Arguments.of(
                        "domains",
                        List.of(
                                "`bücher.example` is no value of `DomainName`",
                                "kind AcceptedDomain with the name `contoso.com`, and they differ",
                                "`MatchSubDomains` of `sub.example`",
                                "ext.example",
                                "local.",
                                "direct-send   refuse"),
                        List.of()),
                Arguments.of(
                        "modes",
                        List.of(
                                "ERROR `2` is no value of `TlsSettings`",
                                "`CertificateValidation` of `dane`",
                                "the TLS domain of `dane` has no effect",
                                "dane require",
                                "mta-sts off"),
                        List.of()),
                Arguments.of(
                        "service-ip",
                        List.of(
                                "connector cond   from office365 to onprem when recipient .contoso.com via 203.0.113.77",
                                "when network 203.0.113.77 keep headers"),
                        List.of("service")),
                Arguments.of("noaccepted", List.of("`contoso.com` are guessed", "direct-send refuse"), List.of()));
    }

    private static String text(String name) throws IOException {
        try (InputStream stream = Objects.requireNonNull(
                HostileExportsTest.class.getResourceAsStream("/exchangeonline/odd/" + name + ".json"), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String imported(String export) {
        return reading.imported(export);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("exports")
    void nothingIsLostInSilence(String name, List<String> words, List<String> absent) throws IOException {
        String all = imported(text(name));
        assertThat(words).as(all).allMatch(all::contains);
        assertThat(absent).as(all).noneMatch(all::contains);
        assertThat(told).allSatisfy(diagnostic -> assertThat(diagnostic.help()).isPresent());
    }

    private static final String PARTNER = """
            [{"DomainName":"contoso.com","DomainType":"Authoritative"},
             {"Name":"bank","ConnectorType":"Partner","SenderDomains":["bank.example"],"RequireTls":true,%s}]
            """;

    /** Whoever could not be let in before is not let in because an address could not be read. */
    @Test
    void aRestrictionThatCannotBeReadIsNoOpenDoor() {
        String all = imported(PARTNER.formatted(
                "\"RestrictDomainsToIPAddresses\":true,\"SenderIPAddresses\":[\"198.51.100.1-198.51.100.9\"]"));
        assertThat(all).contains("ERROR `bank` restricts its senders to addresses, and none of them can be read");
        told.clear();
        imported(PARTNER.formatted(
                "\"RestrictDomainsToIPAddresses\":true,\"SenderIPAddresses\":[\"198.51.100.1-198.51.100.9\","
                        + "\"192.0.2.1\"]"));
        assertThat(told).noneMatch(Diagnostic::isError);
    }

    /** One that is switched off lets nobody in. */
    @Test
    void aRestrictionThatCannotBeReadStopsNothingWhereItIsOff() {
        assertThat(imported(PARTNER.formatted("\"Enabled\":false,\"RestrictDomainsToIPAddresses\":true,"
                        + "\"SenderIPAddresses\":[\"198.51.100.1-198.51.100.9\"]")))
                .contains("WARNING `bank` restricts its senders to addresses, and none of them can be read");
        assertThat(told).noneMatch(Diagnostic::isError);
    }

    @ParameterizedTest
    @CsvSource({
        "RestrictDomainsToIPAddresses, SenderIPAddresses",
        "RestrictDomainsToCertificate, TlsSenderCertificateName"
    })
    void aRestrictionToNothingIsTold(String flag, String named) {
        assertThat(imported(PARTNER.formatted("\"" + flag + "\":true,\"" + named + "\":null")))
                .contains("`" + flag + "` of `bank` is on and restricts to nothing: `" + named + "` is empty");
    }

    private static final String RULED = """
            [{"DomainName":"contoso.com","DomainType":"Authoritative"},
             {"Name":"own","ConnectorType":"OnPremises","SenderDomains":["*"],"RequireTls":true,
              "TlsSenderCertificateName":"*.contoso.com"},
             {"Name":"S","Enabled":true,"ConnectorType":"Partner","IsTransportRuleScoped":true,"RecipientDomains":[],
              "UseMXRecord":false,"SmartHosts":["sig.example"],"TlsSettings":"EncryptionOnly"},
             {"Name":"Sign","State":"Enabled","RouteMessageOutboundConnector":"S",%s}]
            """;

    /** Nobody can say beyond doubt what a rule takes whose conditions are not modelled. */
    @Test
    void aRuleWithAConditionWithoutWordsIsNotCompared() {
        assertThat(imported(RULED.formatted("\"FromScope\":\"InOrganization\"")))
                .contains("policy and tenant are not compared: which mail the rule `Sign` takes is not known,"
                        + " because of `FromScope`")
                .doesNotContain("in the tenant\n");
        told.clear();
        assertThat(imported(
                        RULED.formatted("\"FromScope\":\"InOrganization\"").replace("\"Enabled\",", "\"Disabled\",")))
                .doesNotContain("not compared");
    }

    /** It decides whether mail goes out at all where the next hop offers no TLS (R11). */
    @Test
    void aRuleThatAsksForTlsIsAConnectorThatDoes() {
        String open = RULED.replace(",\"TlsSettings\":\"EncryptionOnly\"", "");
        assertThat(imported(open.formatted("\"RouteMessageOutboundRequireTls\":false")))
                .containsPattern("connector S .*sig.example\n");
        told.clear();
        assertThat(imported(open.formatted("\"RouteMessageOutboundRequireTls\":true")))
                .containsPattern("connector S .*sig.example require tls\n")
                .doesNotContain("`RouteMessageOutboundRequireTls`");
    }

    /** Somebody took its connector away. */
    @Test
    void aRuleOfAPolicyWithoutAConnectorIsTold() {
        assertThat(imported(RULED.formatted("\"FromScope\":\"InOrganization\"")
                        .replace("\"RouteMessageOutboundConnector\":\"S\",", "")
                        .replace("\"Sign\"", "\"S [mailflow]\"")))
                .contains("the rule `S [mailflow]` was made by a policy and names no connector any more")
                .doesNotContain("not compared", "says nothing of");
    }

    /** A rule in audit mode sends nothing. */
    @Test
    void aRuleInAuditModeDoesNotDiffer() {
        assertThat(imported(RULED.formatted("\"Mode\":\"Audit\""))).doesNotContain("in the tenant\n");
    }

    @Test
    void whatARuleWithAnExceptionSendsIsNotCompared() {
        assertThat(imported(RULED.formatted(
                        "\"ExceptIfHeaderContainsMessageHeader\":\"X-A\",\"ExceptIfHeaderContainsWords\":[\"b\"]")))
                .contains("what the rule `Sign` sends is not compared")
                .doesNotContain("of the policy is `");
    }

    /** Asked for twice, as the vendor's page has it: for all, and for those made for rules. */
    @Test
    void anObjectInTwoExportsIsOne() throws IOException {
        String one = text("mx");
        String once = imported(one);
        told.clear();
        assertThat(imported(one + one)).isEqualTo(once);
    }

    /** A policy that says what its tenant says is told nothing. */
    @Test
    void whatIsTheSameIsNotToldToDiffer() throws IOException {
        assertThat(imported(text("partner-own-domain"))).doesNotContain("in the tenant");
        told.clear();
        assertThat(imported(text("lockdown"))).contains("`deliver` of the policy is `reject 5.7.51` in the tenant");
    }
}
