package dev.mailflow.compiler.targets.exchangeonline.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.targets.exchangeonline.emit.Translation;
import dev.mailflow.compiler.targets.exchangeonline.importing.Exports;
import dev.mailflow.compiler.targets.exchangeonline.importing.PolicyText;
import dev.mailflow.compiler.targets.exchangeonline.plan.Plan.HybridWizard;
import dev.mailflow.compiler.targets.exchangeonline.plan.Plan.Unknown;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step.Action;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.testing.Policies;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tenant that administrators made by hand: of the policy that an import makes of it there is nothing to plan. */
class ReturnTest {
    private static final String DOMAIN = "{\"DomainName\":\"contoso.com\",\"DomainType\":\"Authoritative\"}";

    private static final String IN_A =
            "{\"Name\":\"Bank A in\",\"ConnectorType\":\"Partner\",\"Enabled\":true,\"SenderDomains\":[\"smtp:a.example;1\"],\"RequireTls\":true}";
    private static final String IN_B =
            "{\"Name\":\"Bank B in\",\"ConnectorType\":\"Partner\",\"Enabled\":true,\"SenderDomains\":[\"smtp:b.example;1\"],\"RequireTls\":true}";
    private static final String GATEWAY =
            "{\"Name\":\"Enc\",\"ConnectorType\":\"Partner\",\"Enabled\":true,\"RecipientDomains\":[],\"IsTransportRuleScoped\":true,"
                    + "\"SmartHosts\":[\"enc.example\"],\"UseMXRecord\":false,\"TlsSettings\":\"EncryptionOnly\"}";
    private static final String COURT =
            "{\"Name\":\"R court\",\"State\":\"Enabled\",\"Mode\":\"Enforce\",\"Priority\":0,\"RecipientDomainIs\":[\"court.example\"],"
                    + "\"RecipientAddressType\":\"Original\",\"RouteMessageOutboundConnector\":\"Enc\"}";
    private static final String BOSS =
            "{\"Name\":\"R boss\",\"State\":\"%s\",\"Mode\":\"Enforce\",\"Priority\":1,\"From\":[\"boss@contoso.com\"],"
                    + "\"SenderAddressLocation\":\"Envelope\",\"RouteMessageOutboundConnector\":\"Enc\"}";
    private static final String HEADER =
            "{\"Name\":\"R header\",\"State\":\"Enabled\",\"Mode\":\"Enforce\",\"Priority\":2,\"HeaderContainsMessageHeader\":\"X-Enc\","
                    + "\"HeaderContainsWords\":[\"yes\"],\"RouteMessageOutboundConnector\":\"Enc\"}";

    private record Planned(Plan plan, String policy, List<String> told) {}

    private static Planned planned(String export) {
        List<Diagnostic> told = new ArrayList<>();
        Exports.Read read = Exports.read(List.of(new SourceFile("export.json", export)), told::add);
        String policy = PolicyText.of(read, told::add).orElseThrow();
        Plan plan = Plan.of(
                Translation.of(Policies.model(policy), PolicyText.SITE, Wish.DEFAULT, diagnostic -> {}),
                read.tenant(),
                HybridWizard.LEFT_ALONE,
                Unknown.KEPT,
                Accepted.NONE);
        return new Planned(plan, policy, told.stream().map(Diagnostic::message).toList());
    }

    private static Plan plan(Translation wanted, String... objects) {
        String export = "[" + DOMAIN + "," + String.join(",", objects) + "]";
        return Plan.of(
                wanted,
                Exports.read(List.of(new SourceFile("export.json", export)), diagnostic -> {})
                        .tenant(),
                HybridWizard.LEFT_ALONE,
                Unknown.KEPT,
                Accepted.NONE);
    }

    private static Translation wanted(String policy) {
        return Translation.of(Policies.model(policy), PolicyText.SITE, Wish.EXPLICIT, diagnostic -> {});
    }

    private static void nothingToPlan(String... objects) {
        Planned planned = planned("[" + DOMAIN + "," + String.join(",", objects) + "]");
        assertThat(planned.plan().steps())
                .as(planned.policy())
                .allSatisfy(
                        step -> assertThat(step.action()).as(step.toString()).isEqualTo(Action.UNCHANGED));
        assertThat(planned.plan().isDifferent()).as(planned.policy()).isFalse();
    }

    /** Each has a connector of its own, where scripts of ours would make one for both. */
    @Test
    void partnersOfOneKindKeepTheirConnectors() {
        nothingToPlan(
                IN_A,
                IN_B,
                "{\"Name\":\"A out\",\"ConnectorType\":\"Partner\",\"RecipientDomains\":[\"a.example\"],\"UseMXRecord\":true,\"TlsSettings\":\"EncryptionOnly\"}",
                "{\"Name\":\"B out\",\"ConnectorType\":\"Partner\",\"RecipientDomains\":[\"b.example\"],\"UseMXRecord\":true,\"TlsSettings\":\"EncryptionOnly\"}");
    }

    /** The connector for both is there: one that somebody made beside it is nobody's. */
    @Test
    void whereOneForAllIsThereItIsTheOne() {
        String policy = """
                language 1
                organization { domains contoso.com }
                endpoint a : partner { domains a.example }
                endpoint b : partner { domains b.example }
                connector Bank-A-in from a to office365 require tls
                connector Bank-B-in from b to office365 require tls
                """;
        Translation wanted = wanted(policy);
        String group = wanted.tenant().items().stream()
                .map(item -> item.name())
                .filter(name -> name.startsWith("partners-"))
                .findFirst()
                .orElseThrow();
        String both = IN_A.replace("Bank A in", group)
                .replace("smtp:a.example;1", "smtp:a.example;1\",\"smtp:b.example;1")
                .replace("\"RequireTls\":true", "\"RequireTls\":true,\"Comment\":\"Bank-A-in, Bank-B-in [mailflow]\"");
        Plan plan = plan(wanted, both, IN_A);
        assertThat(plan.count(Action.UNKNOWN)).isOne();
        assertThat(plan.steps())
                .filteredOn(Step::isDifference)
                .singleElement()
                .satisfies(step -> assertThat(step.item().name()).isEqualTo("Bank A in"));
    }

    /** The service takes several rules for one connector, and a rule for domains goes before what is for recipients. */
    @Test
    void severalRulesSendByOneConnector() {
        nothingToPlan(GATEWAY, COURT, BOSS.formatted("Enabled"), HEADER);
        nothingToPlan(GATEWAY, COURT, BOSS.formatted("Disabled"));
        nothingToPlan(GATEWAY, COURT);
    }

    /** Each became a connector for its domain, and scripts would make one connector for both. */
    @Test
    void severalRulesForDomainsSendByOneConnector() {
        String sea = COURT.replace("R court", "R sea")
                .replace("court.example", "sea.example")
                .replace("\"Priority\":0", "\"Priority\":1");
        nothingToPlan(GATEWAY, COURT, sea);
        nothingToPlan(GATEWAY, COURT, sea, BOSS.formatted("Enabled").replace("\"Priority\":1", "\"Priority\":2"));
        nothingToPlan(GATEWAY, COURT, sea.replace("\"State\":\"Enabled\"", "\"State\":\"Disabled\""));
        String made = GATEWAY.replace("\"Enc\"", "\"Odd name\"");
        nothingToPlan(made, COURT.replace("\"Enc\"", "\"Odd name\""), sea.replace("\"Enc\"", "\"Odd name\""));
    }

    /** Each rule is found by the domains that it names. */
    @Test
    void manyRulesForDomainsSendByOneConnector() {
        StringBuilder policy = new StringBuilder("language 1\norganization { domains contoso.com }\n");
        String[] objects = new String[61];
        objects[0] = GATEWAY;
        for (int i = 1; i < objects.length; i++) {
            policy.append("endpoint c%d : partner { domains .court%d.example }\n".formatted(i, i))
                    .append("connector %s from office365 to c%d via enc.example require tls\n"
                            .formatted(i == 1 ? "Enc" : "Enc-" + i, i));
            objects[i] = COURT.replace("R court", "R " + i)
                    .replace("court.example", "court" + i + ".example")
                    .replace("\"Priority\":0", "\"Priority\":" + i);
        }
        Translation wanted =
                Translation.of(Policies.model(policy.toString()), PolicyText.SITE, Wish.DEFAULT, diagnostic -> {});
        Plan plan = plan(wanted, objects);
        assertThat(plan.count(Action.CREATE)).isZero();
        assertThat(plan.count(Action.UNKNOWN)).isZero();
    }

    /** A rule means a domain with all below it; a connector for less is not what the tenant has. */
    @Test
    void aRuleForADomainIsNoConnectorForLess() {
        String policy =
                planned("[" + DOMAIN + "," + GATEWAY + "," + COURT + "]").policy();
        assertThat(policy).contains(" .court.example");
        for (String narrower : List.of(" court.example", " *.court.example")) {
            Plan plan = plan(wanted(policy.replace(" .court.example", narrower)), GATEWAY, COURT);
            assertThat(plan.isDifferent()).as(narrower).isTrue();
        }
    }

    /** What is to be another connector from now on is no longer one for both rules. */
    @Test
    void aConnectorThatChangesIsSharedNoLonger() {
        String policy = planned("[" + DOMAIN + "," + GATEWAY + "," + COURT + "," + HEADER + "]")
                .policy();
        assertThat(policy).contains("require tls");
        Plan plan = plan(wanted(policy.replaceFirst("require tls", "")), GATEWAY, COURT, HEADER);
        assertThat(plan.count(Action.CREATE)).isPositive();
    }

    /** What stands behind it would act if it did not stop: that is for its owner to say. */
    @Test
    void aRuleOfAnAdministratorGoesOnStopping() {
        Planned planned = planned("[" + DOMAIN + "," + GATEWAY + ","
                + BOSS.formatted("Enabled").replace("\"Priority\"", "\"StopRuleProcessing\":true,\"Priority\"") + "]");
        assertThat(planned.plan().steps())
                .filteredOn(Step::isDifference)
                .singleElement()
                .satisfies(step -> assertThat(step.action()).isEqualTo(Action.BESIDE))
                .satisfies(step ->
                        assertThat(step.beside()).extracting(Step.Beside::name).containsExactly("StopRuleProcessing"));
    }

    /** The two have no order in a policy but by what they name; before, what came of it was no policy. */
    @Test
    void twoRulesAndAConnectorBelowBoth() {
        for (String first : List.of(COURT, COURT.replace("\"Priority\":0", "\"Priority\":2"))) {
            Planned planned = planned(
                    "[" + DOMAIN + "," + GATEWAY + "," + first + "," + BOSS.formatted("Enabled")
                            + ",{\"Name\":\"X\",\"ConnectorType\":\"Partner\",\"RecipientDomains\":[\"high.court.example\"],\"UseMXRecord\":true}]");
            assertThat(Policies.compile(planned.policy()).hasErrors())
                    .as(planned.policy())
                    .isFalse();
        }
    }

    /** What another connector names is named in the policy beside the rule's, and is no condition of the rule. */
    @Test
    void aRuleBesideAConnectorForItsRecipients() {
        nothingToPlan(
                GATEWAY,
                COURT,
                BOSS.formatted("Enabled"),
                "{\"Name\":\"X\",\"ConnectorType\":\"Partner\",\"RecipientDomains\":[\"high.court.example\",\"x.example\"],\"UseMXRecord\":true}");
    }

    @Test
    void aCertificateAndAnAddressInOneConnectorStayThere() {
        nothingToPlan(
                "{\"Name\":\"Servers\",\"ConnectorType\":\"OnPremises\",\"SenderDomains\":[\"*\"],\"RequireTls\":true,"
                        + "\"TlsSenderCertificateName\":\"mail.contoso.com\",\"SenderIPAddresses\":[\"203.0.113.7\",\"203.0.113.64/28\"],"
                        + "\"CloudServicesMailEnabled\":true}");
    }

    /** Two restrictions of one partner are two connectors, under whatever names. */
    @Test
    void twoHalvesKeepTheirNames() {
        String certificate = IN_A.replace("Bank A in", "Bank cert")
                .replace(
                        "}",
                        ",\"RestrictDomainsToCertificate\":true,\"TlsSenderCertificateName\":\"mx.a.example\",\"Comment\":\"one\"}");
        String addresses = IN_A.replace("Bank A in", "Bank IP")
                .replace(
                        "}",
                        ",\"RestrictDomainsToIPAddresses\":true,\"SenderIPAddresses\":[\"198.51.100.0/24\"],\"Comment\":\"two\"}");
        nothingToPlan(certificate, addresses);
        nothingToPlan(addresses, certificate);
    }

    /** {@code x-addresses} of another partner is no half of {@code x}: what the tenant has for that one is not given to it. */
    @Test
    void aConnectorOfSuchANameIsNoHalf() {
        String certificate = half(
                "bank",
                "a",
                true,
                "\"RestrictDomainsToCertificate\":true,\"TlsSenderCertificateName\":\"mx.a.example\"");
        String addresses = half(
                "Bank IP",
                "a",
                false,
                "\"RestrictDomainsToIPAddresses\":true,\"SenderIPAddresses\":[\"198.51.100.0/24\"]");
        assertThat(plan(wanted(BANK + OF_B), certificate, addresses).steps())
                .filteredOn(step -> step.isDifference() || step.action() == Action.UNKNOWN)
                .extracting(step -> step.action() + " " + step.item().name())
                .containsExactlyInAnyOrder("CREATE bank-addresses", "UNKNOWN Bank IP");
    }

    /** Without a first half nobody else asks for TLS. */
    @Test
    void aConnectorOfSuchANameAsksForTlsItself() {
        String addresses = half(
                "Bank IP",
                "b",
                false,
                "\"RestrictDomainsToIPAddresses\":true,\"SenderIPAddresses\":[\"203.0.113.0/24\"]");
        assertThat(plan(wanted("language 1\norganization { domains contoso.com }\n" + OF_B), addresses)
                        .count(Action.CREATE))
                .isOne();
    }

    /** Of two that may be the second half it is the one with these addresses. */
    @Test
    void theHalfThatSaysWhatIsWantedIsTaken() {
        String certificate = half(
                "bank",
                "a.example;1\",\"smtp:c",
                true,
                "\"RestrictDomainsToCertificate\":true,\"TlsSenderCertificateName\":\"mx.a.example\"");
        String other = half(
                "Bank IP 1",
                "a.example;1\",\"smtp:c",
                false,
                "\"RestrictDomainsToIPAddresses\":true,\"SenderIPAddresses\":[\"192.0.2.0/24\"]");
        String same = other.replace("Bank IP 1", "Bank IP 2").replace("192.0.2.0/24", "198.51.100.0/24");
        String policy = BANK.replace("mx.a.example\n", "mx.a.example network 198.51.100.0/24\n");
        assertThat(plan(wanted(policy), certificate, other, same).steps())
                .filteredOn(step -> step.isDifference() || step.action() == Action.UNKNOWN)
                .extracting(step -> step.action() + " " + step.item().name())
                .containsExactlyInAnyOrder("CHANGE bank", "UNKNOWN Bank IP 1", "CHANGE Bank IP 2");
    }

    private static final String BANK = """
            language 1
            organization { domains contoso.com }
            endpoint a : partner { domains a.example }
            connector bank from a to office365 require tls cert mx.a.example
            """;
    private static final String OF_B = """
            endpoint b : partner { domains b.example }
            connector bank-addresses from b to office365 require tls network 203.0.113.0/24
            """;

    private static String half(String name, String sender, boolean tls, String restriction) {
        return "{\"Name\":\"" + name + "\",\"ConnectorType\":\"Partner\",\"Enabled\":true,\"SenderDomains\":[\"smtp:"
                + sender + ".example;1\"],\"RequireTls\":" + tls + "," + restriction + "}";
    }

    /** Another connector has one of their senders in the policy: both are for fewer, and none is made anew. */
    @Test
    void twoHalvesWithASenderOfAnotherConnectorStayTwo() {
        String certificate = IN_A.replace("Bank A in", "Bank cert")
                .replace("smtp:a.example;1", "smtp:a.example;1\",\"smtp:b.example;1")
                .replace("}", ",\"RestrictDomainsToCertificate\":true,\"TlsSenderCertificateName\":\"mx.a.example\"}");
        String addresses = certificate
                .replace("Bank cert", "Bank IP")
                .replace(
                        "\"RestrictDomainsToCertificate\":true,\"TlsSenderCertificateName\":\"mx.a.example\"",
                        "\"RestrictDomainsToIPAddresses\":true,\"SenderIPAddresses\":[\"198.51.100.0/24\"],\"Comment\":\"two\"")
                .replace("\"RequireTls\":true", "\"RequireTls\":false");
        for (List<String> halves : List.of(List.of(certificate, addresses), List.of(addresses, certificate))) {
            Planned planned = planned("[" + DOMAIN + "," + IN_B + "," + String.join(",", halves) + "]");
            assertThat(planned.plan().steps())
                    .filteredOn(Step::isDifference)
                    .allSatisfy(step -> assertThat(step.changes())
                            .as(step.toString())
                            .extracting(Step.Change::property)
                            .containsExactly(Property.SENDER_DOMAINS))
                    .extracting(step -> step.action() + " " + step.item().name())
                    .containsExactlyInAnyOrder("CHANGE Bank cert", "CHANGE Bank IP");
            assertThat(planned.told())
                    .contains(
                            "`b.example` of `Bank cert` is named by another connector",
                            "`b.example` of `Bank IP` is named by another connector");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"SmartHosts\":[\"[203.0.113.9]\",\"mx2.contoso.com\"]",
                "\"SmartHosts\":[\"MX.contoso.com\"],\"Comment\":\"first line\\r\\n  second\\tline \""
            })
    void anotherSpellingIsNoDifference(String settings) {
        nothingToPlan(
                "{\"Name\":\"out\",\"ConnectorType\":\"OnPremises\",\"RecipientDomains\":[\"contoso.com\"],\"UseMXRecord\":false,"
                        + settings + "}");
    }

    /** It is chosen for no mail, and stays what it is: somebody has to look. */
    @Test
    void aConnectorInTestModeIsNotSwitchedOff() {
        Planned planned = planned("[" + DOMAIN
                + ",{\"Name\":\"probe\",\"ConnectorType\":\"OnPremises\",\"RecipientDomains\":[\"contoso.com\"],\"UseMXRecord\":false,"
                + "\"SmartHosts\":[\"mx.contoso.com\"],\"TestMode\":true}]");
        assertThat(planned.plan().steps())
                .filteredOn(step -> step.action() != Action.UNCHANGED)
                .singleElement()
                .satisfies(step -> assertThat(step.action()).isEqualTo(Action.BESIDE))
                .satisfies(step ->
                        assertThat(step.beside()).extracting(Step.Beside::name).containsExactly("TestMode"));
        assertThat(planned.told()).anyMatch(message -> message.contains("`TestMode` of `probe` is on"));
    }

    /** What another policy made goes with its name: this one calls it otherwise, and it is made anew. */
    @Test
    void whatAnotherPolicyMadeIsNotTakenForThisOnes() {
        String policy = """
                language 1
                organization { domains contoso.com }
                endpoint a : partner { domains a.example }
                connector new-name from a to office365 require tls
                """;
        Plan plan = plan(wanted(policy), IN_A.replace("}", ",\"Comment\":\"[mailflow]\"}"));
        assertThat(plan.count(Action.CREATE)).isOne();
        assertThat(plan.count(Action.REMOVE)).isOne();
    }

    /** Every tenant has the domain that it began with, whichever cloud it is in. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "contoso.onmicrosoft.com",
                "contoso.onmicrosoft.us",
                "contoso.partner.onmschina.cn",
                "Contoso.onmicrosoft.de"
            })
    void theInitialDomainIsTheTenants(String initial) {
        String accepted = "{\"DomainName\":\"%s\",\"DomainType\":\"Authoritative\"}";
        String hybrid = initial.replaceFirst("(?=\\.on)", ".mail");
        Planned planned =
                planned("[" + DOMAIN + "," + accepted.formatted(hybrid) + "," + accepted.formatted(initial) + "]");
        assertThat(planned.policy()).contains("{ tenant " + initial.toLowerCase(Locale.ROOT) + " }");
        String policy =
                "language 1 organization { domains contoso.com } endpoint office365 : exchange-online { tenant %s }"
                        .formatted(initial);
        Plan plan = plan(wanted(policy), accepted.formatted(hybrid), accepted.formatted(initial));
        assertThat(plan.isDifferent()).isFalse();
    }

    /** A policy made it, for domains; somebody has made it one for a rule: that is drift, whatever the rule says. */
    @Test
    void whatAPolicyMadeIsAsPoliciesMakeIt() {
        String policy = """
                language 1
                organization { domains contoso.com }
                endpoint court : partner { domains .court.example }
                connector Enc from office365 to court via enc.example require tls
                """;
        String marked = GATEWAY.replace("\"Name\":\"Enc\"", "\"Name\":\"Enc\",\"Comment\":\"[mailflow]\"");
        for (String gateway : List.of(GATEWAY, marked)) {
            Plan plan = plan(wanted(policy), gateway, COURT);
            assertThat(plan.isDifferent()).as(gateway).isEqualTo(gateway.equals(marked));
        }
    }
}
