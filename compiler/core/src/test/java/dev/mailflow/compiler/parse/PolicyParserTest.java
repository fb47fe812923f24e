package dev.mailflow.compiler.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.ast.ClaimPredicate;
import dev.mailflow.compiler.ast.Clause;
import dev.mailflow.compiler.ast.Criterion;
import dev.mailflow.compiler.ast.Declaration;
import dev.mailflow.compiler.ast.Item;
import dev.mailflow.compiler.ast.PolicyFile;
import dev.mailflow.compiler.ast.Property;
import dev.mailflow.compiler.ast.Property.Key;
import dev.mailflow.compiler.ast.Requirement;
import dev.mailflow.compiler.ast.Requirement.CertificateSide;
import dev.mailflow.compiler.ast.TestParts.Client;
import dev.mailflow.compiler.ast.TestParts.Outcome;
import dev.mailflow.compiler.ast.Word;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.source.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PolicyParserTest {
    private static PolicyFile silent(String text) {
        List<Object> told = new ArrayList<>();
        PolicyFile file = PolicyParser.parse(new SourceFile("policy.mailflow", text), told::add);
        assertThat(told).isEmpty();
        return file;
    }

    private static <T extends Declaration> T only(String text, Class<T> type) {
        List<Declaration> declarations = silent(text).declarations();
        assertThat(declarations).hasSize(1);
        return type.cast(declarations.get(0));
    }

    static String contoso() throws Exception {
        try (var in = PolicyParserTest.class.getResourceAsStream("/contoso.mailflow")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> texts(List<Item> items) {
        return items.stream().map(item -> item.span().text()).toList();
    }

    private static List<String> connectorParts(String clauses) {
        return only("from a to b " + clauses, Declaration.Connector.class).clauses().stream()
                .map(clause ->
                        clause.getClass().getSimpleName() + ":" + clause.span().text())
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyReasonHasItsNameInClaimsAndTests(Reason reason) {
        Declaration.Assert claim = only("assert no message is rejected " + reason.id(), Declaration.Assert.class);
        assertThat(((ClaimPredicate.IsRejected) claim.predicate()).reason().map(Word::text))
                .contains(reason.id());
        assertThat(silent("assert no message is rejected " + reason.id() + " assert no message is rejected")
                        .declarations())
                .hasSize(2);
        Declaration.Test test =
                only("test \"t\" at a { expect reject " + reason.id() + " by internet }", Declaration.Test.class);
        assertThat(((Outcome.Reject) test.expect().orElseThrow().outcome())
                        .reason()
                        .text())
                .isEqualTo(reason.id());
    }

    @Test
    void oneLineIsAProgram() {
        Declaration.Connector connector =
                only("from onprem to office365 require tls cert *.contoso.com", Declaration.Connector.class);
        assertThat(connector.name()).isEmpty();
        assertThat(connector.from().text()).isEqualTo("onprem");
        assertThat(connector.to().text()).isEqualTo("office365");
        Clause.Require require = (Clause.Require) connector.clauses().get(0);
        assertThat(require.requirements()).hasSize(2);
        assertThat(((Requirement.Tls) require.requirements().get(0)).version()).isEmpty();
        Requirement.Certificate certificate =
                (Requirement.Certificate) require.requirements().get(1);
        assertThat(certificate.side()).isEqualTo(CertificateSide.OTHER);
        assertThat(texts(certificate.patterns())).containsExactly("*.contoso.com");
        assertThat(certificate.span().text()).isEqualTo("cert *.contoso.com");
    }

    @Test
    void theWholeExampleIsReadInSilence() throws Exception {
        List<Declaration> all = silent(contoso()).declarations();
        assertThat(all.stream().map(declaration -> declaration.getClass().getSimpleName()))
                .containsExactly(
                        "Language",
                        "Organization",
                        "Endpoint",
                        "Endpoint",
                        "Endpoint",
                        "Endpoint",
                        "Endpoint",
                        "NetworkList",
                        "DomainList",
                        "Connector",
                        "Connector",
                        "Connector",
                        "Connector",
                        "Connector",
                        "Connector",
                        "ForEach",
                        "Test",
                        "Assert",
                        "Assert",
                        "Assert");

        Declaration.Organization organization = (Declaration.Organization) all.get(1);
        assertThat(organization.name().map(Word::text)).contains("contoso");
        assertThat(organization.properties().stream().map(Property::key))
                .containsExactly(Key.DOMAINS, Key.RELAY_DOMAINS, Key.DIRECT_SEND, Key.HOP_LIMIT);
        assertThat(texts(organization.properties().get(0).items())).containsExactly("contoso.com", ".fabrikam.com");

        Declaration.Endpoint cloud = (Declaration.Endpoint) all.get(2);
        assertThat(cloud.kind().text()).isEqualTo("exchange-online");
        Item.Column column = (Item.Column) cloud.properties().get(3).items().get(0);
        assertThat(column.file().text()).isEqualTo("cloud-users.csv");
        assertThat(column.column().text()).isEqualTo("mail");

        Declaration.Endpoint onprem = (Declaration.Endpoint) all.get(3);
        assertThat(texts(onprem.properties().get(0).items())).containsExactly("exchange", "2016");
        assertThat(texts(onprem.properties().get(2).items()))
                .containsExactly("mail1.contoso.com", "mail2.contoso.com:2525", "[2001:db8::25]");

        Declaration.Endpoint archive = (Declaration.Endpoint) all.get(5);
        assertThat(archive.properties().stream().map(Property::key)).containsExactly(Key.CERT, Key.HOSTS);

        Declaration.Connector out = (Declaration.Connector) all.get(10);
        assertThat(out.clauses().stream().map(clause -> clause.getClass().getSimpleName()))
                .containsExactly("When", "Via", "Require");
        Declaration.Connector bankIn = (Declaration.Connector) all.get(11);
        Clause.Otherwise otherwise = (Clause.Otherwise) bankIn.clauses().get(1);
        assertThat(otherwise.codes().stream().map(Word::text)).containsExactly("550", "5.7.51");
        assertThat(otherwise.text().map(Word::text)).contains("contosobank must send over verified TLS");
        assertThat(((Declaration.Connector) all.get(12)).clauses().get(0)).isInstanceOf(Clause.ViaMx.class);

        Declaration.ForEach each = (Declaration.ForEach) all.get(15);
        assertThat(each.row().text()).isEqualTo("partner");
        assertThat(each.table().text()).isEqualTo("partners.csv");
        assertThat(each.body()).hasSize(2);
        assertThat(((Declaration.Connector) each.body().get(1)).name().map(Word::text))
                .contains("to-${partner.id}");

        Declaration.Test test = (Declaration.Test) all.get(16);
        Client.Connection client = (Client.Connection) test.client().orElseThrow();
        assertThat(client.certificates().stream().map(Word::text)).containsExactly("mail.contoso.com");
        assertThat(test.expect().orElseThrow().outcome()).isInstanceOf(Outcome.Deliver.class);
        assertThat(test.expect().orElseThrow().by().map(Word::text)).contains("hybrid-in");

        Declaration.Assert claim = (Declaration.Assert) all.get(19);
        assertThat(((Criterion.Tls) claim.when().get(0)).versionOrOff().map(Word::text))
                .contains("off");
        assertThat(claim.predicate()).isInstanceOf(ClaimPredicate.IsDelivered.class);
    }

    @Test
    void tlsFollowedByOffIsAlwaysTheClause() {
        assertThat(connectorParts("require tls tls off")).containsExactly("Require:require tls", "Flag:tls off");
        assertThat(connectorParts("tls off require size 1MiB"))
                .containsExactly("Flag:tls off", "Require:require size 1MiB");
    }

    @Test
    void onlyWhatNamesNoColumnIsNotLookedThroughForThem() {
        String plain = "language 1 from onprem to office365 require tls";
        assertThat(silent(plain).tables()).isEqualTo(PolicyFile.Tables.NONE);
        for (String other : List.of(
                "domains d = from \"d.csv\" column mail",
                "for each row in \"d.csv\" { endpoint ${row.name} : partner }",
                // Mended: the keyword does not stand in the text.
                "domains d = from \"d.csv\" colum mail")) {
            PolicyFile file = PolicyParser.parse(new SourceFile("test.mailflow", plain + "\n" + other), found -> {});
            assertThat(file.tables()).as(other).isEqualTo(PolicyFile.Tables.POSSIBLE);
        }
    }

    @Test
    void aListGoesOnBehindACommaOnly() {
        assertThat(connectorParts("when sender a, b cert c, via recipient from via x, mx require client cert d"))
                .containsExactly(
                        "When:when sender a, b cert c, via recipient from",
                        "Via:via x, mx",
                        "Require:require client cert d");
        assertThat(connectorParts("via mx dane require require tls mta-sts off"))
                .containsExactly(
                        "ViaMx:via mx",
                        "DestinationPolicy:dane require",
                        "Require:require tls",
                        "DestinationPolicy:mta-sts off");
    }

    @Test
    void everyKeywordIsAName() {
        for (String keyword : List.of(
                "relay",
                "mail",
                "tls",
                "from",
                "to",
                "test",
                "connector",
                "endpoint",
                "off",
                "mailbox",
                "when",
                "in")) {
            Declaration.Connector connector =
                    only("connector " + keyword + " from " + keyword + " to " + keyword, Declaration.Connector.class);
            assertThat(connector.name().map(Word::text)).contains(keyword);
            assertThat(connector.to().text()).isEqualTo(keyword);
            Declaration.Endpoint endpoint = only("endpoint " + keyword + ": server", Declaration.Endpoint.class);
            assertThat(endpoint.name().text()).isEqualTo(keyword);
        }
    }

    @Test
    void aConnectorEndsWhereTheNextDeclarationBegins() {
        assertThat(silent("from a to b require tls from c to d connector x from e to f test \"t\" at s { } tests from"
                                + " \"c.csv\" assert no message is rejected networks n = a domains d = b")
                        .declarations())
                .hasSize(8);
    }

    @Test
    void aColonNeedsNoSpace() {
        for (String text : List.of("bank:partner", "bank :partner", "bank: partner", "bank : partner")) {
            Declaration.Endpoint endpoint = only("endpoint " + text, Declaration.Endpoint.class);
            assertThat(endpoint.name().span().text()).isEqualTo("bank");
            assertThat(endpoint.kind().span().text()).isEqualTo("partner");
        }
        Declaration.Endpoint row = only("endpoint ${p.id}:${p.kind}", Declaration.Endpoint.class);
        assertThat(row.name().text()).isEqualTo("${p.id}");
        assertThat(row.kind().text()).isEqualTo("${p.kind}");
    }

    @Test
    void aTestTakesItsFactsInAnyOrderAndCertificatesWithoutCommas() {
        Declaration.Test test = only(
                "test \"t\" at s { client 192.0.2.1 auth joe cert a b, c tls message <>->a@b.c hops 3 header X \"v\""
                        + " remote tls 1.2 cert d e expect send via x by y }",
                Declaration.Test.class);
        Client.Connection client = (Client.Connection) test.client().orElseThrow();
        assertThat(client.certificates().stream().map(Word::text)).containsExactly("a", "b", "c");
        assertThat(client.tls().orElseThrow().version()).isEmpty();
        assertThat(client.user().map(Word::text)).contains("joe");
        assertThat(test.message().orElseThrow().sender().text()).isEqualTo("<>");
        assertThat(test.message().orElseThrow().headers()).hasSize(1);
        assertThat(test.remote().orElseThrow().certificates()).hasSize(2);
        Declaration.Test mailbox = only("test \"t\" at s { client mailbox remote no tls }", Declaration.Test.class);
        assertThat(mailbox.client().orElseThrow()).isInstanceOf(Client.LocalMailbox.class);
        assertThat(mailbox.remote().orElseThrow().offersTls()).isFalse();
    }

    @Test
    void headersAreTestedForPresenceOrValues() {
        Declaration.Connector connector =
                only("from a to b when header from header X-Seal \"a\", \"b\"", Declaration.Connector.class);
        List<Criterion> criteria = ((Clause.When) connector.clauses().get(0)).criteria();
        assertThat(((Criterion.Header) criteria.get(0)).values()).isEmpty();
        assertThat(((Criterion.Header) criteria.get(1)).values()).hasSize(2);
    }

    @Test
    void unknownPropertiesAreKeptForLater() {
        Declaration.Endpoint endpoint =
                only("endpoint a : server { smart-host b, c\n hosts d }", Declaration.Endpoint.class);
        Property unknown = endpoint.properties().get(0);
        assertThat(unknown.key()).isEqualTo(Key.UNKNOWN);
        assertThat(unknown.name().text()).isEqualTo("smart-host");
        assertThat(unknown.items()).hasSize(2);
    }

    @Test
    void marksAndLineEndsOfOtherSystemsAreFine() {
        assertThat(silent("\uFEFFfrom a to b\r\n\trequire tls\r\n").declarations())
                .hasSize(1);
        assertThat(silent("").declarations()).isEmpty();
        assertThat(silent("# nothing\n\n").declarations()).isEmpty();
    }
}
