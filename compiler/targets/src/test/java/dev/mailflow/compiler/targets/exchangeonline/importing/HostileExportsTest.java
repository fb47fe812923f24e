package dev.mailflow.compiler.targets.exchangeonline.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.driver.CompileResult;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.targets.exchangeonline.emit.ImportComparison;
import dev.mailflow.compiler.targets.exchangeonline.importing.PolicyText.Written;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.compiler.testing.Values;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.TlsVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Exports that are odd and legal, in {@code exchangeonline/odd}: whatever stands in them is in the policy or is told, the policy is one, and
 * where it means something else than the tenant that is told as well.
 */
class HostileExportsTest {
    /** What is told, with the severity before it. */
    private final List<Diagnostic> told = new ArrayList<>();

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
                                "connector cond   from office365 to onprem when recipient contoso.com via 203.0.113.77",
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

    /** The policy, and below it all that is told. */
    private String imported(String export) {
        Exports.Read read = Exports.read(List.of(new SourceFile("export.json", export)), told::add);
        Optional<Written> written = PolicyText.written(read, told::add);
        written.ifPresent(policy -> {
            CompileResult compiled = Policies.compile(policy.policy());
            assertThat(compiled.diagnostics())
                    .as("%s\n%s", policy.policy(), Policies.listing(compiled))
                    .noneMatch(
                            diagnostic -> diagnostic.isError() && diagnostic.code() != DiagnosticCode.ACCEPTED_TWICE);
            compiled.model()
                    .ifPresent(model -> ImportComparison.tell(
                            model, PolicyText.SITE, read.tenant(), policy::of, read::place, told::add));
        });
        StringBuilder all = new StringBuilder(written.map(Written::policy).orElse(""));
        told.forEach(diagnostic -> all.append(diagnostic.severity())
                .append(' ')
                .append(diagnostic.message())
                .append('\n'));
        return all.toString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("exports")
    void nothingIsLostInSilence(String name, List<String> words, List<String> absent) throws IOException {
        String all = imported(text(name));
        assertThat(words).as(all).allMatch(all::contains);
        assertThat(absent).as(all).noneMatch(all::contains);
        assertThat(told).allSatisfy(diagnostic -> assertThat(diagnostic.help()).isPresent());
    }

    private static String certificates(int count) {
        StringBuilder export = new StringBuilder("[{\"DomainName\":\"contoso.com\",\"DomainType\":\"Authoritative\"}");
        for (int i = 0; i < count; i++) {
            String name = "c%02d".formatted(i);
            export.append(
                            ",{\"Name\":\"%s\",\"ConnectorType\":\"OnPremises\",\"SenderDomains\":[\"*\"],\"RequireTls\":true,"
                                    .formatted(name))
                    .append("\"TlsSenderCertificateName\":\"%s.contoso.com\",\"SenderIPAddresses\":[\"203.0.113.%d\"]}"
                            .formatted(name, 10 + i));
        }
        return export.append(']').toString();
    }

    /** Several sources by certificate, and a client may show all of the names: the policy has to say who is meant. */
    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 8})
    void severalCertificatesAreNoTie(int count) {
        String all = imported(certificates(count));
        assertThat(all).contains("when sender * recipient *").doesNotContain("neither takes precedence");
        assertThat(told).noneMatch(Diagnostic::isError);
        for (int i = 0; i < count; i++) {
            assertThat(all).contains("cert c%02d.contoso.com".formatted(i));
        }
        assertThat(told)
                .filteredOn(diagnostic -> diagnostic.code() == DiagnosticCode.IMPORT_DIFFERS)
                .noneMatch(diagnostic -> diagnostic.message().startsWith("`reject"));
        DecisionModel model = model(certificates(count));
        assertThat(verdict(model).outcome().words()).isEqualTo("deliver");
        assertThat(verdict(model, "c00.contoso.com", "c01.contoso.com").by().words())
                .isEqualTo("c00");
    }

    private DecisionModel model(String export) {
        Exports.Read read = Exports.read(List.of(new SourceFile("export.json", export)), told::add);
        return Policies.model(PolicyText.written(read, told::add).orElseThrow().policy());
    }

    /** Of mail of a stranger to an accepted domain. */
    private static Verdict verdict(DecisionModel model, String... certificate) {
        return Interpreter.decide(
                model,
                PolicyText.SITE,
                new Message(
                        new Message.Connection(
                                IpAddress.parse("198.51.100.7").orElseThrow(),
                                Optional.of(TlsVersion.TLS_1_3),
                                List.of(certificate),
                                Optional.empty()),
                        Optional.of(Values.address("a@stranger.example")),
                        Values.address("bob@contoso.com"),
                        1,
                        0,
                        List.of()));
    }

    /** Where the service's choice is not documented, the name decides: the first of the alphabet, whatever the order of the export. */
    @Test
    void theFirstNameGoesFirst() {
        String written = certificates(2);
        for (String export : List.of(
                written, written.replace("c00", "x").replace("c01", "c00").replace("\"x", "\"c01"))) {
            assertThat(model(export).site(PolicyText.SITE).inbound())
                    .filteredOn(rule -> rule.criteria().senders().isPresent())
                    .singleElement()
                    .satisfies(rule -> assertThat(rule.connector().name()).isEqualTo("c00"));
        }
    }

    /** A pattern that covers the whole name would leave its connector nothing. */
    @Test
    void aWholeNameGoesBeforeAPattern() {
        String all = imported(certificates(2).replace("c00.contoso.com", "*.contoso.com"));
        assertThat(all).containsPattern("connector c01\\s+from c01-clients to office365\\s+when sender \\*\\s");
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
