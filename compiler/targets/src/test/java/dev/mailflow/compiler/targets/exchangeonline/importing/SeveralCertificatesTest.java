package dev.mailflow.compiler.targets.exchangeonline.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.InboundRule.RelayRight;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.compiler.testing.Values;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several connectors with certificates: which of them has the mail of a client that shows more than one name. */
class SeveralCertificatesTest {
    private final ReadBack reading = new ReadBack();
    private final List<Diagnostic> told = reading.told();

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
        String all = reading.imported(certificates(count));
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
        String all = reading.imported(certificates(2).replace("c00.contoso.com", "*.contoso.com"));
        assertThat(all).containsPattern("connector c01\\s+from c01-clients to office365\\s+when sender \\*\\s");
    }

    /** More than a policy can put in an order: those of equal settings are one source, and none is lost. */
    @ParameterizedTest
    @ValueSource(ints = {24, 25, 60})
    void noneOfManyCertificatesIsLost(int count) {
        String all = reading.imported(certificates(count));
        assertThat(told).noneMatch(Diagnostic::isError);
        assertThat(told)
                .filteredOn(diagnostic -> diagnostic.message().contains("are one in the policy"))
                .hasSize(count > 24 ? 1 : 0);
        assertThat(told).noneMatch(diagnostic -> diagnostic.message().contains("which goes first"));
        DecisionModel model = model(certificates(count));
        for (int i = 0; i < count; i++) {
            assertThat(verdict(model, "c%02d.contoso.com".formatted(i)).by().words())
                    .as(all)
                    .isEqualTo(count > 24 && i > 0 ? "c01" : "c%02d".formatted(i));
        }
    }

    /** Of many only neighbours are together, where that is enough: others go before and behind a certificate of other settings. */
    @Test
    void neighboursAreOneSourceAndOthersStayInOrder() {
        String export = certificates(40).replaceAll("(\"c20.contoso.com\",)", "$1\"TreatMessagesAsInternal\":true,");
        DecisionModel model = model(export);
        assertThat(verdict(model, "c20.contoso.com", "c30.contoso.com").by().words())
                .isEqualTo("c20");
        assertThat(verdict(model, "c10.contoso.com", "c20.contoso.com").by().words())
                .isNotEqualTo("c20");
        assertThat(told).noneMatch(Diagnostic::isError);
    }

    /** Each setting stays with its own certificates, where more than neighbours have to be one source. */
    @Test
    void manyCertificatesOfTwoKindsAreTwoSources() {
        String export =
                certificates(60).replaceAll("(\"c[0-5][02468].contoso.com\",)", "$1\"TreatMessagesAsInternal\":true,");
        assertThat(reading.imported(export))
                .containsPattern("cert c58.contoso.com,\\s+c56.contoso.com,\\s+c54.contoso.com")
                .containsPattern("connector c02 [^\\n]*(\\n  [^\\n]*)*treat as internal");
        assertThat(told).noneMatch(Diagnostic::isError);
        assertThat(told)
                .filteredOn(diagnostic -> diagnostic.message().contains("are one in the policy"))
                .hasSize(2);
    }

    /** What every tenant shows, or sends from, takes no right from what stands beside it. */
    @Test
    void whatEveryTenantSharesTakesNoRightFromTheOthers() {
        String many = certificates(40);
        String one = many.replace("c07.contoso.com", "mail.protection.outlook.com");
        assertThat(model(one).site(PolicyText.SITE).inbound())
                .filteredOn(rule -> rule.relayRight() == RelayRight.DENIED)
                .singleElement()
                .satisfies(rule -> assertThat(rule.criteria().certificates())
                        .singleElement()
                        .satisfies(group -> assertThat(group.patterns()).hasSize(1)));
        String list = """
                [{"DomainName":"contoso.com","DomainType":"Authoritative"},
                 {"Name":"app","ConnectorType":"OnPremises","SenderDomains":["*"],"RequireTls":false,
                  "SenderIPAddresses":["203.0.113.9","40.92.1.1"]}]
                """;
        assertThat(model(list).site(PolicyText.SITE).inbound())
                .singleElement()
                .satisfies(rule -> assertThat(rule.relayRight()).isEqualTo(RelayRight.GRANTED));
    }
}
