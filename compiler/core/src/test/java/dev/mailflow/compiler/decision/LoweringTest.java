package dev.mailflow.compiler.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.InboundRule.RelayRight;
import dev.mailflow.compiler.decision.OutboundRule.Centralization;
import dev.mailflow.compiler.decision.OutboundRule.DestinationPolicy;
import dev.mailflow.compiler.decision.OutboundRule.Level;
import dev.mailflow.compiler.decision.OutboundRule.Route;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.AddressPattern.EveryAcceptedDomain;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.NextHop;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoweringTest {
    private static final String HEAD = """
            language 1
            organization { domains contoso.com relay domains legacy.contoso.com }
            endpoint cloud  : exchange-online { tenant contoso.onmicrosoft.com cert cloud.contoso.com }
            endpoint cloud2 : exchange-online { hosts c2.contoso.com cert cloud2.contoso.com }
            endpoint one    : server { hosts one.contoso.com networks 192.0.2.1 }
            endpoint two    : server { hosts two.contoso.com networks 192.0.2.2 }
            endpoint bank   : partner { domains bank.example, .bank.test }
            endpoint dev    : device { networks 192.0.2.64/26 }
            endpoint svc    : service { cert svc.contoso.com hosts svc.contoso.com }
            """;

    private static DecisionModel model(String connector) {
        return Policies.model(HEAD + "connector c " + connector);
    }

    private static InboundRule inbound(String site, String connector) {
        return model(connector).site(site).inbound().get(0);
    }

    private static OutboundRule outbound(String site, String connector) {
        return model(connector).site(site).outbound().get(0);
    }

    private static List<AddressPattern> recipients(OutboundRule rule) {
        return rule.criteria().recipients().orElseThrow().patterns();
    }

    private static List<CertificatePattern> patterns(String... names) {
        return List.of(names).stream().map(CertificatePattern::new).toList();
    }

    /** Home is the cloud if exactly one end is that, else the site if exactly one is, else the {@code to} end. */
    @ParameterizedTest
    @CsvSource({
        "one, cloud, client",
        "cloud, one, server",
        "bank, cloud, client",
        "cloud, bank, server",
        "one, two, client",
        "cloud, cloud2, client",
        "bank, one, client",
        "one, bank, server",
        "internet, one, client",
        "one, internet, server",
        "svc, two, client",
        "two, svc, server",
    })
    void certificateGoesToTheOtherSideOfTheHome(String from, String to, String side) {
        String outward = to.equals("svc") ? " when recipient a.example" : "";
        DecisionModel model = model("from " + from + " to " + to + outward + " require cert x.contoso.com");
        boolean client = side.equals("client");
        model.sites().stream()
                .flatMap(site -> site.inbound().stream())
                .forEach(rule -> assertThat(
                                rule.requirements().clientCertificate().isPresent())
                        .isEqualTo(client));
        model.sites().stream().flatMap(site -> site.outbound().stream()).forEach(rule -> {
            assertThat(rule.tls().serverNames()).isEqualTo(client ? List.of() : patterns("x.contoso.com"));
            assertThat(rule.tls().presented().equals(patterns("x.contoso.com"))).isEqualTo(client);
            assertThat(rule.tls().level()).isEqualTo(client ? Level.OPPORTUNISTIC : Level.REQUIRED);
        });
    }

    @Test
    void sideSaidOutright() {
        OutboundRule rule =
                outbound("cloud", "from cloud to one require client cert a.contoso.com server cert b.contoso.com");
        assertThat(rule.tls().presented()).isEqualTo(patterns("a.contoso.com"));
        assertThat(rule.tls().serverNames()).isEqualTo(patterns("b.contoso.com"));
    }

    /** Who never starts TLS shows no certificate. */
    @Test
    void plainTextShowsNothing() {
        OutboundRule rule = outbound("cloud", "from cloud to one when cert a.contoso.com tls off");
        assertThat(rule.tls().level()).isEqualTo(Level.NEVER);
        assertThat(rule.tls().presented()).isEmpty();
        assertThat(outbound("cloud", "from cloud to one when cert a.contoso.com")
                        .tls()
                        .presented())
                .isEqualTo(patterns("a.contoso.com"));
    }

    @Test
    void edgeBetweenTwoSitesHasTwoEnds() {
        DecisionModel model = model("from one to two when sender contoso.com require tls 1.2 size 1MB");
        InboundRule in = model.site("two").inbound().get(0);
        OutboundRule out = model.site("one").outbound().get(0);
        assertThat(in.requirements().tls().orElseThrow().minimum()).contains(TlsVersion.TLS_1_2);
        assertThat(in.requirements().size().orElseThrow().octets()).isEqualTo(1_000_000);
        assertThat(in.criteria().senders()).isPresent();
        assertThat(out.criteria().senders()).isPresent();
        assertThat(out.criteria().networks()).isEmpty();
        assertThat(out.tls().minimum()).contains(TlsVersion.TLS_1_2);
        assertThat(model.site("one").inbound()).isEmpty();
        assertThat(model.site("two").outbound()).isEmpty();
    }

    @Test
    void recipientsByDefault() {
        assertThat(recipients(outbound("cloud", "from cloud to bank")))
                .extracting(AddressPattern::text)
                .containsExactly("bank.example", ".bank.test");
        assertThat(recipients(outbound("one", "from one to cloud"))).containsExactly(new AddressPattern.Any());
        assertThat(recipients(outbound("cloud", "from cloud to internet"))).containsExactly(new AddressPattern.Any());
        assertThat(recipients(outbound("cloud", "from cloud to svc centralized")))
                .containsExactly(new AddressPattern.Any());
        for (String ends : List.of("cloud one", "one two", "cloud cloud2")) {
            String[] names = ends.split(" ");
            List<AddressPattern> carried = recipients(outbound(names[0], "from " + names[0] + " to " + names[1]));
            assertThat(carried).hasSize(1);
            assertThat(((EveryAcceptedDomain) carried.get(0)).domains())
                    .extracting(AddressPattern::text)
                    .containsExactly("contoso.com", "legacy.contoso.com");
        }
    }

    @Test
    void requireRecipientDoesNotCountAsARecipient() {
        assertThat(recipients(outbound("one", "from one to cloud require recipient contoso.com")))
                .containsExactly(new AddressPattern.Any());
    }

    @Test
    void sendersByDefault() {
        assertThat(inbound("cloud", "from bank to cloud")
                        .criteria()
                        .senders()
                        .orElseThrow()
                        .patterns())
                .extracting(AddressPattern::text)
                .containsExactly("bank.example", ".bank.test");
        assertThat(inbound("cloud", "from bank to cloud when sender x.example")
                        .criteria()
                        .senders()
                        .orElseThrow()
                        .patterns())
                .extracting(AddressPattern::text)
                .containsExactly("x.example");
        assertThat(inbound("cloud", "from internet to cloud")
                        .criteria()
                        .senders()
                        .orElseThrow()
                        .patterns())
                .containsExactly(new AddressPattern.Any());
        assertThat(inbound("cloud", "from dev to cloud").criteria().senders()).isEmpty();
    }

    @Test
    void identityIsTheEndpointsAndWhatWhenAdds() {
        Criteria criteria = inbound("cloud", "from svc to cloud when cert a.contoso.com network 192.0.2.9")
                .criteria();
        assertThat(criteria.certificates())
                .extracting(Criteria.CertificateGroup::patterns)
                .containsExactly(patterns("svc.contoso.com"), patterns("a.contoso.com"));
        assertThat(criteria.networks()).hasSize(1);
    }

    @Test
    void identityFromRequireWhereNothingElseIsStated() {
        DecisionModel model =
                Policies.model("from onprem to office365 require tls cert *.contoso.com network 192.0.2.1");
        Criteria criteria = model.site("office365").inbound().get(0).criteria();
        assertThat(criteria.certificates())
                .extracting(Criteria.CertificateGroup::patterns)
                .containsExactly(patterns("*.contoso.com"));
        assertThat(criteria.networks()).hasSize(1);
        assertThat(inbound("one", "from svc to one require cert b.contoso.com")
                        .criteria()
                        .certificates())
                .extracting(Criteria.CertificateGroup::patterns)
                .containsExactly(patterns("svc.contoso.com"));
    }

    @Test
    void cloudThatStatesNothingIsKnownByTheSharedCertificate() {
        DecisionModel model = Policies.model(
                "language 1\norganization { domains contoso.com }\nfrom office365 to onprem via mx require tls");
        InboundRule rule = model.site("onprem").inbound().get(0);
        assertThat(rule.criteria().certificates())
                .extracting(Criteria.CertificateGroup::patterns)
                .containsExactly(patterns("mail.protection.outlook.com"));
        assertThat(rule.relayRight()).isEqualTo(RelayRight.DENIED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "cloud.contoso.com; GRANTED",
                "*.mail.protection.outlook.com; DENIED",
                "*.protection.outlook.com; DENIED",
                "cloud.contoso.com, mail.protection.outlook.com; DENIED",
            })
    void whatEveryTenantShowsGivesNoRelayRight(String certificates, RelayRight right) {
        String head = "language 1\norganization { domains contoso.com }\n";
        for (String policy : List.of(
                "endpoint office365 : exchange-online { cert " + certificates + " }\nfrom office365 to onprem via mx",
                "from office365 to onprem when cert " + certificates + " via mx",
                "from office365 to onprem via mx require client cert " + certificates)) {
            assertThat(Policies.model(head + policy)
                            .site("onprem")
                            .inbound()
                            .get(0)
                            .relayRight())
                    .as(policy)
                    .isEqualTo(right);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "one, cloud, '', GRANTED",
        "one, cloud, no relay, DENIED",
        "cloud, one, '', GRANTED",
        "cloud, one, no relay, DENIED",
        "dev, cloud, '', DENIED",
        "dev, cloud, may relay, GRANTED",
        "svc, cloud, '', DENIED",
        "svc, cloud, may relay, GRANTED",
        "bank, cloud, '', DENIED",
        "internet, cloud, '', DENIED",
    })
    void relayRight(String from, String to, String clause, RelayRight right) {
        assertThat(inbound(to, "from " + from + " to " + to + " " + clause).relayRight())
                .isEqualTo(right);
    }

    @Test
    void routes() {
        assertThat(outbound("cloud", "from cloud to one").route())
                .isEqualTo(new Route.Hosts(List.of(new NextHop("one.contoso.com", 25))));
        assertThat(outbound("cloud", "from cloud to one via a.contoso.com:2525, b.contoso.com")
                        .route())
                .isEqualTo(
                        new Route.Hosts(List.of(new NextHop("a.contoso.com", 2525), new NextHop("b.contoso.com", 25))));
        assertThat(outbound("cloud", "from cloud to one via mx").route()).isEqualTo(new Route.RecipientMx());
        assertThat(outbound("cloud", "from cloud to bank").route()).isEqualTo(new Route.RecipientMx());
        assertThat(outbound("one", "from one to cloud").route()).isInstanceOf(Route.MxOf.class);
        assertThat(Policies.model("from onprem to office365 require cert a.contoso.com")
                        .site("onprem")
                        .outbound()
                        .get(0)
                        .route())
                .isEqualTo(new Route.Unknown());
    }

    @Test
    void tlsOutward() {
        assertThat(outbound("cloud", "from cloud to bank tls off").tls().level())
                .isEqualTo(Level.NEVER);
        assertThat(outbound("cloud", "from cloud to bank").tls().level()).isEqualTo(Level.OPPORTUNISTIC);
        assertThat(outbound("cloud", "from cloud to bank require tls").tls().level())
                .isEqualTo(Level.REQUIRED);
        OutboundRule policies = outbound("cloud", "from cloud to bank mta-sts enforce dane off");
        assertThat(policies.tls().mtaSts()).isEqualTo(DestinationPolicy.REQUIRED);
        assertThat(policies.tls().dane()).isEqualTo(DestinationPolicy.OFF);
        assertThat(outbound("cloud", "from cloud to bank").tls().dane()).isEqualTo(DestinationPolicy.WHEN_PUBLISHED);
    }

    @Test
    void disabledAndCentralizedAreKept() {
        OutboundRule rule = outbound("cloud", "from cloud to svc centralized disabled");
        assertThat(rule.centralization()).isEqualTo(Centralization.CENTRALIZED);
        assertThat(rule.connector().state()).isEqualTo(Connector.State.DISABLED);
    }

    @Test
    void organizationByDefault() {
        DecisionModel.Organization organization = Policies.model(
                        "from onprem to office365 require tls cert a.contoso.com")
                .organization();
        assertThat(organization.hopLimit()).isEqualTo(100);
        assertThat(organization.directSend()).isEqualTo(DecisionModel.DirectSend.ALLOWED);
        assertThat(organization.directory()).isEqualTo(DecisionModel.Directory.OPEN);
    }

    @Test
    void theOneLineProgramSaysWhatItSays() {
        DecisionModel model = Policies.model("from onprem to office365 require tls cert *.contoso.com");
        InboundRule in = model.site("office365").inbound().get(0);
        OutboundRule out = model.site("onprem").outbound().get(0);
        assertThat(in.connector().name()).isEqualTo("onprem-to-office365");
        assertThat(in.relayRight()).isEqualTo(RelayRight.GRANTED);
        assertThat(in.requirements().tls()).isPresent();
        assertThat(in.requirements().clientCertificate().orElseThrow().alternatives())
                .isEqualTo(patterns("*.contoso.com"));
        assertThat(out.tls().level()).isEqualTo(Level.REQUIRED);
        assertThat(out.tls().presented()).isEqualTo(patterns("*.contoso.com"));
        assertThat(out.tls().serverNames()).isEmpty();
        assertThat(recipients(out)).containsExactly(new AddressPattern.Any());
    }
}
