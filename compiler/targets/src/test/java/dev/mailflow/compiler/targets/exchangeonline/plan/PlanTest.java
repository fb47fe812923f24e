package dev.mailflow.compiler.targets.exchangeonline.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.targets.exchangeonline.emit.Translation;
import dev.mailflow.compiler.targets.exchangeonline.importing.Exports;
import dev.mailflow.compiler.targets.exchangeonline.plan.Plan.HybridWizard;
import dev.mailflow.compiler.targets.exchangeonline.plan.Plan.Unknown;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step.Action;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import dev.mailflow.compiler.testing.Policies;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final String POLICY = """
            language 1
            organization { domains contoso.com }
            endpoint bank : partner { domains contosobank.com }
            connector Inbound-from-1a2b from onprem to office365 require tls cert *.contoso.com keep headers
            connector bank-in from bank to office365 require tls network 192.0.2.0/25
            """;

    private static final String EXPORT = """
            [{"DomainName":"contoso.com","DomainType":"Authoritative","MatchSubDomains":false},
             {"Name":"Inbound from 1a2b","ConnectorType":"OnPremises","ConnectorSource":"HybridWizard","Enabled":true,
              "SenderDomains":["smtp:*;1"],"RequireTls":true,"TlsSenderCertificateName":"*.fabrikam.com",
              "CloudServicesMailEnabled":true,"EFSkipIPs":["198.51.100.1"]},
             {"Name":"BANK-IN","ConnectorType":"Partner","Enabled":true,"SenderDomains":["smtp:contosobank.com;1"],
              "SenderIPAddresses":["192.0.2.17/25"],"RestrictDomainsToIPAddresses":true,"RequireTls":false,"Comment":"x"},
             {"Name":"old","ConnectorType":"Partner","SenderDomains":["smtp:gone.example;1"],"RequireTls":true,
              "Comment":"[mailflow]"},
             {"Name":"evil","ConnectorType":"OnPremises","SenderDomains":["smtp:*;1"],"RequireTls":false,
              "SenderIPAddresses":["203.0.113.66"]}]
            """;

    private static Tenant wanted() {
        return Translation.of(Policies.model(POLICY), "office365", Wish.EXPLICIT, diagnostic -> {})
                .tenant();
    }

    private static Tenant current() {
        return Exports.read(List.of(new SourceFile("export.json", EXPORT)), diagnostic -> {})
                .tenant();
    }

    private static Map<String, Step> steps(HybridWizard wizard, Unknown unknown) {
        return Plan.of(wanted(), current(), wizard, unknown, Accepted.NONE).steps().stream()
                .collect(Collectors.toMap(step -> step.item().name(), step -> step));
    }

    private static Step step(Map<String, Step> steps, String name) {
        return Objects.requireNonNull(steps.get(name), name);
    }

    @Test
    void eachObjectHasItsPlace() {
        Map<String, Step> steps = steps(HybridWizard.LEFT_ALONE, Unknown.KEPT);
        assertThat(step(steps, "contoso.com").action()).isEqualTo(Action.UNCHANGED);
        assertThat(step(steps, "Inbound from 1a2b").action()).isEqualTo(Action.LEFT);
        assertThat(step(steps, "Inbound from 1a2b").beside())
                .extracting(Step.Beside::name)
                .containsExactly("EFSkipIPs");
        assertThat(step(steps, "old").action()).isEqualTo(Action.REMOVE);
        assertThat(step(steps, "evil").action()).isEqualTo(Action.UNKNOWN);
        Step bank = step(steps, "BANK-IN");
        assertThat(bank.action()).isEqualTo(Action.CHANGE);
        assertThat(bank.changes())
                .containsExactlyInAnyOrder(
                        new Step.Change(
                                Property.COMMENT, Optional.of(new Value.Text("x")), new Value.Text("[mailflow]")),
                        new Step.Change(
                                Property.REQUIRE_TLS, Optional.of(new Value.Flag(false)), new Value.Flag(true)));
    }

    @Test
    void theWizardsAreChangedAndTheUnknownRemovedWhenAskedFor() {
        Map<String, Step> steps = steps(HybridWizard.INCLUDED, Unknown.REMOVED);
        assertThat(step(steps, "Inbound from 1a2b").action()).isEqualTo(Action.CHANGE);
        assertThat(step(steps, "evil").action()).isEqualTo(Action.REMOVE);
    }

    @Test
    void onlyTheNeededCmdletsAreWritten() {
        Plan plan = Plan.of(wanted(), current(), HybridWizard.LEFT_ALONE, Unknown.KEPT, Accepted.NONE);
        assertThat(plan.isDifferent()).isTrue();
        String forward = PlanScripts.forward(plan, "origin");
        assertThat(forward)
                .contains("Set-InboundConnector -Identity 'BANK-IN' @settings -WhatIf:$WhatIfPreference")
                .contains("Remove-InboundConnector -Identity 'old'")
                .contains("    RequireTls = $true\n")
                .doesNotContain("evil", "1a2b", "contoso.com'", "SenderDomains");
        String back = PlanScripts.back(plan, "origin");
        assertThat(back)
                .contains("New-InboundConnector -Name 'old'", "    RequireTls = $false\n", "    Comment = 'x'\n")
                .doesNotContain("evil");
    }

    /** A policy knows the host of a certificate, the tenant its issuer too: the way back gives back all of it, and costs of domains. */
    @Test
    void theWayBackGivesBackWhatWasThere() {
        String subject = "<I>CN=Contoso CA, O=Contoso<S>CN=mail.fabrikam.com, O=Fabrikam";
        String export = EXPORT.replace("\"*.fabrikam.com\"", "\"" + subject + "\"")
                .replace("smtp:gone.example;1", "smtp:gone.example;7")
                .replace("\"HybridWizard\"", "\"Default\"");
        Plan plan = Plan.of(
                wanted(),
                Exports.read(List.of(new SourceFile("export.json", export)), diagnostic -> {})
                        .tenant(),
                HybridWizard.LEFT_ALONE,
                Unknown.KEPT,
                Accepted.NONE);
        assertThat(PlanScripts.forward(plan, "origin")).contains("    TlsSenderCertificateName = '*.contoso.com'\n");
        assertThat(PlanScripts.back(plan, "origin"))
                .contains(
                        "    TlsSenderCertificateName = '" + subject + "'\n",
                        "    SenderDomains = @('smtp:gone.example;7')\n");
    }

    /** A policy has no words for it, so it stays where the domain does. */
    @Test
    void aDomainKeepsItsCost() {
        Plan plan = plan(
                "language 1\norganization { domains contoso.com }\n"
                        + "endpoint bank : partner { domains contosobank.com, woodgrove.com }\n"
                        + "connector in from bank to office365 require tls\n",
                "[{\"DomainName\":\"contoso.com\",\"DomainType\":\"Authoritative\"},{\"Name\":\"in\",\"ConnectorType\":\"Partner\","
                        + "\"RequireTls\":true,\"SenderDomains\":[\"smtp:ContosoBank.com;5\",\"smtp:old.example;1\"]}]");
        assertThat(PlanScripts.forward(plan, "origin"))
                .contains("    SenderDomains = @('smtp:contosobank.com;5', 'woodgrove.com')\n");
        assertThat(PlanScripts.back(plan, "origin"))
                .contains("    SenderDomains = @('smtp:contosobank.com;5', 'old.example')\n");
    }

    /** What the export does not say nobody can set back, and whoever goes back has to know it. */
    @Test
    void theWayBackNamesWhatTheExportDoesNotSay() {
        Plan plan = plan(
                "language 1\norganization { domains contoso.com direct-send refuse }\nendpoint bank : partner { domains contosobank.com }\n"
                        + "connector in from bank to office365 require tls\n",
                "[{\"DomainName\":\"contoso.com\",\"DomainType\":\"Authoritative\"},{\"Name\":\"in\",\"ConnectorType\":\"Partner\","
                        + "\"SenderDomains\":[\"contosobank.com\"]}]");
        assertThat(PlanScripts.back(plan, "origin"))
                .contains(
                        "# What 'in' had here the export does not say, so it stays: RequireTls.\n",
                        "# What 'organization' had the export does not say, so it stays: RejectDirectSend.\n");
    }

    @Test
    void anEmptyTenantGetsEverything() {
        Plan plan =
                Plan.of(wanted(), new Tenant("empty", List.of()), HybridWizard.LEFT_ALONE, Unknown.KEPT, Accepted.NONE);
        assertThat(plan.count(Action.CREATE)).isEqualTo(3);
        assertThat(PlanScripts.forward(plan, "origin"))
                .contains("Set-AcceptedDomain -Identity 'contoso.com'", "New-InboundConnector -Name 'bank-in'");
    }

    private static Plan plan(String policy, String export) {
        Tenant wanted = Translation.of(Policies.model(policy), "office365", Wish.EXPLICIT, diagnostic -> {})
                .tenant();
        Tenant current = Exports.read(List.of(new SourceFile("export.json", export)), diagnostic -> {})
                .tenant();
        return Plan.of(wanted, current, HybridWizard.LEFT_ALONE, Unknown.KEPT, Accepted.NONE);
    }

    private static final String RULED = """
            language 1
            organization { domains contoso.com }
            endpoint bank : partner { domains contosobank.com }
            connector to-bank from office365 to bank when sender contoso.com via mx require tls%s
            """;

    private static final String RULED_EXPORT = """
            [{"DomainName":"contoso.com","DomainType":"Authoritative"},
             {"DomainName":"contoso.onmicrosoft.com","DomainType":"Authoritative","InitialDomain":true},
             {"Name":"To Bank","ConnectorType":"Partner","RecipientDomains":[],"IsTransportRuleScoped":true,"UseMXRecord":true,
              "TlsSettings":"EncryptionOnly","Comment":"[mailflow]"},
             {"Name":"Sign","State":"Enabled","Mode":"Enforce","SenderAddressLocation":"Envelope","SenderDomainIs":["contoso.com"],
              "RecipientAddressType":"Original",
              "RecipientDomainIs":["contosobank.com"],"RouteMessageOutboundConnector":"To Bank"}]
            """;

    /** A policy cannot ask for any certificate of a known issuer; what does is not set to less. */
    @Test
    void aStricterSettingIsNotMadeWeaker() {
        Plan plan = plan(RULED.formatted(""), RULED_EXPORT.replace("\"EncryptionOnly\"", "\"CertificateValidation\""));
        assertThat(plan.isDifferent()).isTrue();
        assertThat(PlanScripts.forward(plan, "origin")).doesNotContain("EncryptionOnly");
        assertThat(plan.steps())
                .filteredOn(step -> step.action() == Action.BESIDE)
                .singleElement()
                .satisfies(step -> assertThat(step.beside())
                        .singleElement()
                        .satisfies(one -> assertThat(one.name()).isEqualTo("TlsSettings")));
    }

    /** An administrator's own rule for the connector is the rule: no second one beside it. */
    @Test
    void aRuleIsKnownByItsConnector() {
        assertThat(plan(RULED.formatted(""), RULED_EXPORT).steps()).allMatch(step -> step.action() == Action.UNCHANGED);
    }

    /** A second one of that name would be refused, with half of the plan done. */
    @Test
    void aRuleOfAPolicyIsKnownWithoutItsConnector() {
        Plan plan = plan(
                RULED.formatted(""),
                RULED_EXPORT
                        .replace("\"Sign\"", "\"To Bank [mailflow]\"")
                        .replace(",\"RouteMessageOutboundConnector\":\"To Bank\"", ""));
        assertThat(PlanScripts.forward(plan, "origin"))
                .contains("Set-TransportRule -Identity 'To Bank [mailflow]'")
                .doesNotContain("New-TransportRule");
    }

    /** What is not asked for is cleared: a condition more would make the rule another one. */
    @Test
    void aConditionMoreIsADifference() {
        Plan plan = plan(
                RULED.formatted(""),
                RULED_EXPORT.replace(
                        "\"State\"",
                        "\"HeaderContainsMessageHeader\":\"X-A\",\"HeaderContainsWords\":[\"b\"],\"State\""));
        assertThat(PlanScripts.forward(plan, "origin"))
                .contains("Set-TransportRule -Identity 'Sign' @settings", "    HeaderContainsMessageHeader = $null\n");
    }

    /** A connector cannot be switched off while its rule is on, and Set-TransportRule cannot switch. */
    @Test
    void aRuleIsSwitchedOffBeforeItsConnectorAndOnBehindIt() {
        Plan off = plan(RULED.formatted(" disabled"), RULED_EXPORT);
        String forward = PlanScripts.forward(off, "origin");
        assertThat(forward)
                .containsSubsequence(
                        "Disable-TransportRule -Identity 'Sign' -Confirm:$false",
                        "Set-OutboundConnector -Identity 'To Bank'")
                .doesNotContain("Set-TransportRule");
        assertThat(PlanScripts.back(off, "origin"))
                .containsSubsequence(
                        "Set-OutboundConnector -Identity 'To Bank'", "Enable-TransportRule -Identity 'Sign'");
        Plan on = plan(
                RULED.formatted(""),
                RULED_EXPORT
                        .replace("\"Enabled\"", "\"Disabled\"")
                        .replace("\"UseMXRecord\"", "\"Enabled\":false,\"UseMXRecord\""));
        assertThat(PlanScripts.forward(on, "origin"))
                .containsSubsequence(
                        "Set-OutboundConnector -Identity 'To Bank'", "Enable-TransportRule -Identity 'Sign'");
    }

    /** A connector cannot be removed while a rule sends by it. */
    @Test
    void aRuleIsRemovedBeforeItsConnector() {
        Plan plan = plan(
                "language 1\norganization { domains contoso.com }\nendpoint office365 : exchange-online { tenant contoso.onmicrosoft.com }\n"
                        + "endpoint bank : partner { domains contosobank.com }\nconnector in from bank to office365 require tls\n",
                RULED_EXPORT.replace("\"Sign\"", "\"To Bank [mailflow]\""));
        String forward = PlanScripts.forward(plan, "origin");
        assertThat(forward)
                .containsSubsequence(
                        "Remove-TransportRule -Identity 'To Bank [mailflow]'",
                        "Remove-OutboundConnector -Identity 'To Bank'");
        assertThat(PlanScripts.back(plan, "origin"))
                .containsSubsequence(
                        "New-OutboundConnector -Name 'To Bank'", "New-TransportRule -Name 'To Bank [mailflow]'");
    }

    /** Drift is what a policy made and somebody changed or left; what nobody knows is an alarm: rules and domains too. */
    @Test
    void rulesAndDomainsThatNobodyKnowsAreAlarms() {
        Plan plan = plan(
                "language 1\norganization { domains contoso.com }\nendpoint office365 : exchange-online { tenant contoso.onmicrosoft.com }\n"
                        + "endpoint bank : partner { domains contosobank.com }\nconnector in from bank to office365 require tls\n",
                RULED_EXPORT
                        .replace("\"Comment\":\"[mailflow]\"", "\"Comment\":\"\"")
                        .replaceFirst("\\[", "[{\"DomainName\":\"evil.example\",\"DomainType\":\"Authoritative\"},"));
        assertThat(plan.steps().stream()
                        .filter(step -> step.action() == Action.UNKNOWN)
                        .map(step -> step.item().name()))
                .containsExactly("Sign", "To Bank", "evil.example");
        assertThat(PlanScripts.forward(plan, "origin")).doesNotContain("Remove-");
    }

    /** What an export does not say is what the service has by default. */
    @Test
    void aConnectorThatShouldBeOffIsOnWhereNothingIsSaid() {
        Plan plan = plan(
                "language 1\norganization { domains contoso.com }\nendpoint bank : partner { domains contosobank.com }\n"
                        + "connector in from bank to office365 require tls disabled\n",
                "[{\"DomainName\":\"contoso.com\",\"DomainType\":\"Authoritative\"},{\"Name\":\"in\",\"ConnectorType\":\"Partner\","
                        + "\"SenderDomains\":[\"contosobank.com\"],\"RequireTls\":true}]");
        assertThat(plan.steps().stream()
                        .flatMap(step -> step.changes().stream())
                        .map(Step.Change::property))
                .containsExactly(Property.ENABLED);
    }

    private static final String WITHOUT_RULES =
            "language 1\norganization { domains contoso.com }\nendpoint office365 : exchange-online { tenant contoso.onmicrosoft.com }\n"
                    + "endpoint bank : partner { domains contosobank.com }\n";

    private static Plan without(String connectors, String export) {
        Tenant wanted = Translation.of(
                        Policies.model(WITHOUT_RULES + connectors), "office365", Wish.EXPLICIT, diagnostic -> {})
                .tenant();
        Tenant current = Exports.read(List.of(new SourceFile("export", export)), diagnostic -> {})
                .tenant();
        return Plan.of(wanted, current, HybridWizard.LEFT_ALONE, Unknown.REMOVED, Accepted.NONE);
    }

    /** What the way back could not make again is not taken away. */
    @Test
    void aRuleWithoutAConnectorIsNobodysConcern() {
        Plan plan = without(
                "connector in from bank to office365 require tls\n",
                "EXOTransportRule 'disc' { Name='Disclaimer'; Enabled=$true; ApplyHtmlDisclaimerText='hello' }");
        assertThat(plan.steps()).extracting(step -> step.item().name()).doesNotContain("Disclaimer");
        assertThat(PlanScripts.forward(plan, "origin")).doesNotContain("TransportRule");
        assertThat(PlanScripts.back(plan, "origin")).doesNotContain("TransportRule");
    }

    /** The rule is kept, and so is the connector by which it sends: the service would not let that go. */
    @Test
    void aRuleThatDoesMoreIsKeptWithItsConnector() {
        for (String more : List.of("\"SetSCL\":-1,", "\"FromScope\":\"InOrganization\",")) {
            String export = RULED_EXPORT.replace("\"Mode\"", more + "\"Mode\"");
            Plan plan = without("connector in from bank to office365 require tls\n", export);
            assertThat(PlanScripts.forward(plan, "origin"))
                    .doesNotContain("Remove-TransportRule", "Remove-OutboundConnector");
            assertThat(plan.steps().stream()
                            .filter(step -> step.action() == Action.UNKNOWN)
                            .map(step -> step.item().name()))
                    .containsExactly("Sign", "To Bank");
        }
        assertThat(PlanScripts.forward(
                        without("connector in from bank to office365 require tls\n", RULED_EXPORT), "origin"))
                .containsSubsequence("Remove-TransportRule -Identity 'Sign'", "Remove-OutboundConnector");
    }

    /** A condition that somebody gave the policy's own rule cannot come back, so the rule comes back switched off. */
    @Test
    void aRuleThatComesBackWithLessComesBackSwitchedOff() {
        Plan plan = without(
                "connector in from bank to office365 require tls\n",
                RULED_EXPORT
                        .replace("\"Sign\"", "\"To Bank [mailflow]\"")
                        .replace("\"Mode\"", "\"FromScope\":\"InOrganization\",\"Mode\""));
        assertThat(PlanScripts.back(plan, "origin"))
                .containsSubsequence("FromScope", "Enabled = $false", "New-TransportRule -Name 'To Bank [mailflow]'");
    }

    /** The service refuses to take a connector from rules while one sends by it (E-OUT-10). */
    @Test
    void aRuleIsRemovedBeforeItsConnectorIsChanged() {
        Plan plan = without(
                "connector to-bank from office365 to bank via mx require tls\n",
                RULED_EXPORT.replace("\"Sign\"", "\"To Bank [mailflow]\""));
        assertThat(PlanScripts.forward(plan, "origin"))
                .containsSubsequence(
                        "Remove-TransportRule -Identity 'To Bank [mailflow]'",
                        "IsTransportRuleScoped = $false",
                        "Set-OutboundConnector -Identity 'To Bank'");
        assertThat(PlanScripts.back(plan, "origin"))
                .containsSubsequence(
                        "IsTransportRuleScoped = $true",
                        "Set-OutboundConnector -Identity 'To Bank'",
                        "New-TransportRule -Name 'To Bank [mailflow]'");
    }

    /** The policy has it, and nothing is made of it: what is there under its name relays more than it should. */
    @Test
    void whatIsLeftOutAndIsThereIsSaidToRelayMore() {
        String policy = """
                language 1
                organization { domains contoso.com }
                endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com }
                endpoint mailer : service { networks 198.51.100.0/25 }
                connector by-hand from mailer to office365 when network 198.51.100.1 require sender news@contoso.com
                connector by-script from mailer to office365 when network 198.51.100.2
                connector off from mailer to office365 when network 198.51.100.3
                connector partner from mailer to office365 when network 198.51.100.4
                """;
        String export = """
                [{"DomainName":"contoso.com","DomainType":"Authoritative"},
                 {"Name":"BY HAND","ConnectorType":"OnPremises","SenderDomains":["*"],"SenderIPAddresses":["198.51.100.1"],"RequireTls":false},
                 {"Name":"by-script","ConnectorType":"OnPremises","SenderDomains":["*"],"SenderIPAddresses":["198.51.100.2"],"RequireTls":false,
                  "Comment":"[mailflow]"},
                 {"Name":"off","ConnectorType":"OnPremises","SenderDomains":["*"],"SenderIPAddresses":["198.51.100.3"],"RequireTls":false,
                  "Enabled":false},
                 {"Name":"partner","ConnectorType":"Partner","SenderDomains":["x.example"],"RequireTls":true},
                 {"Name":"else","ConnectorType":"OnPremises","SenderDomains":["*"],"SenderIPAddresses":["192.0.2.1"],"RequireTls":false}]
                """;
        Plan plan = Plan.of(
                Translation.of(Policies.model(policy), "office365", Wish.DEFAULT, diagnostic -> {}),
                Exports.read(List.of(new SourceFile("export.json", export)), diagnostic -> {})
                        .tenant(),
                HybridWizard.LEFT_ALONE,
                Unknown.KEPT,
                Accepted.NONE);
        assertThat(plan.leftOut()).containsExactlyInAnyOrder("BY HAND", "by-script");
        assertThat(plan.steps().stream().filter(plan::isLeftOut).map(Step::action))
                .containsExactlyInAnyOrder(Action.UNKNOWN, Action.REMOVE);
        assertThat(PlanScripts.forward(plan, "origin"))
                .contains(
                        "# 'BY HAND' relays more than the policy says, and no policy made it",
                        "# Remove-InboundConnector -Identity 'BY HAND'\n",
                        "\nRemove-InboundConnector -Identity 'by-script' ")
                .doesNotContain("\nRemove-InboundConnector -Identity 'BY HAND'", "'else'");
    }
}
