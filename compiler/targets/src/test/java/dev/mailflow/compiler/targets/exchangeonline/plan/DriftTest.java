package dev.mailflow.compiler.targets.exchangeonline.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.targets.exchangeonline.emit.Translation;
import dev.mailflow.compiler.targets.exchangeonline.importing.Exports;
import dev.mailflow.compiler.targets.exchangeonline.plan.Plan.HybridWizard;
import dev.mailflow.compiler.targets.exchangeonline.plan.Plan.Unknown;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step.Action;
import dev.mailflow.compiler.testing.Policies;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody changed by hand in a tenant that a policy made, in objects of the policy. */
class DriftTest {
    private static final String POLICY = """
            language 1
            organization { domains contoso.com }
            endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com }
            endpoint bank : partner { domains contosobank.com }
            endpoint shop : partner { domains shop.example }
            connector to-bank from office365 to bank when sender contoso.com via mx require tls
            connector to-shop from office365 to shop when header X-Route "shop" via shop.example require tls
            connector bank-in from bank to office365 require tls
            """;

    /** As the scripts leave it, in the words of Get-TransportRule and its like. */
    private static final String MADE = """
            [{"DomainName":"contoso.com","DomainType":"Authoritative"@DOMAIN@},
             {"Name":"bank-in","ConnectorType":"Partner","Enabled":true,"SenderDomains":["smtp:contosobank.com;1"],"RequireTls":true,
              "Comment":"[mailflow]"@IN@},
             {"Name":"to-bank","ConnectorType":"Partner","RecipientDomains":[],"IsTransportRuleScoped":true,"UseMXRecord":true,
              "TlsSettings":"EncryptionOnly","Comment":"[mailflow]"@OUT@},
             {"Name":"to-shop","ConnectorType":"Partner","RecipientDomains":[],"IsTransportRuleScoped":true,"UseMXRecord":false,
              "SmartHosts":["shop.example"],"TlsSettings":"EncryptionOnly","Comment":"[mailflow]"},
             {"Name":"to-shop [mailflow]","State":"Enabled","Mode":"Enforce","Priority":1,"RecipientDomainIs":["shop.example"],
              "HeaderContainsMessageHeader":"X-Route","HeaderContainsWords":["shop"],"RecipientAddressType":"Original",
              "SetAuditSeverity":"Low","DeleteMessage":false,"RuleErrorAction":"Ignore","RuleSubType":"None","RouteMessageOutboundConnector":"to-shop"},
             {"Name":"to-bank [mailflow]","State":"Enabled","Mode":"Enforce","Priority":0,"SenderAddressLocation":"Envelope",
              "SenderDomainIs":["contoso.com"],"RecipientDomainIs":["contosobank.com"],"RecipientAddressType":"Original",
              "FromScope":null,"ExceptIfFrom":[],"HasNoClassification":false,"RouteMessageOutboundConnector":"to-bank"@RULE@}]
            """;

    private static Plan plan(String policy, String export, String... accepted) {
        return Plan.of(
                Translation.of(Policies.model(policy), "office365", Wish.EXPLICIT, diagnostic -> {})
                        .tenant(),
                Exports.read(List.of(new SourceFile("export.json", export)), diagnostic -> {})
                        .tenant(),
                HybridWizard.LEFT_ALONE,
                Unknown.KEPT,
                new Accepted(List.of(accepted)));
    }

    private static String with(String place, String json) {
        String export = MADE;
        for (String other : List.of("@DOMAIN@", "@IN@", "@OUT@", "@RULE@")) {
            export = export.replace(other, other.equals(place) && !json.isEmpty() ? "," + json : "");
        }
        return export;
    }

    private static Step step(Plan plan, String name) {
        return plan.steps().stream()
                .filter(step -> step.item().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatTheScriptsMadeIsNoDifference() {
        Plan plan = plan(POLICY, with("", ""));
        assertThat(plan.steps()).allMatch(step -> step.action() == Action.UNCHANGED);
        assertThat(plan.isDifferent()).isFalse();
    }

    /** Each makes the rule one for other mail, or takes its mail elsewhere. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"FromScope\":\"InOrganization\"",
                "\"ExceptIfFrom\":[\"boss@contoso.com\"]",
                "\"ExceptIfSenderDomainIs\":[\"contoso.com\"]",
                "\"ExceptIfRecipientDomainIs\":[\"contosobank.com\"]",
                "\"ExceptIfHeaderContainsMessageHeader\":\"X-Skip\",\"ExceptIfHeaderContainsWords\":[\"1\"]",
                "\"ExceptIfSentToScope\":\"NotInOrganization\"",
                "\"SubjectContainsWords\":[\"invoice\"]",
                "\"SenderIpRanges\":[\"192.0.2.1\"]",
                "\"HasNoClassification\":true",
                "\"MessageSizeOver\":\"1 MB (1,048,576 bytes)\"",
                "\"MessageContainsDataClassifications\":[{\"name\":\"Credit Card Number\"}]",
                "\"ActivationDate\":\"2027-01-01T00:00:00\"",
                "\"ExpiryDate\":\"2027-01-01T00:00:00\"",
                "\"RecipientAddressType\":\"Resolved\"",
                "\"DeleteMessage\":true",
                "\"RedirectMessageTo\":[\"spy@evil.example\"]",
                "\"RejectMessageReasonText\":\"no\"",
                "\"ModerateMessageByUser\":[\"spy@evil.example\"]",
                "\"Quarantine\":true"
            })
    void whatMakesARuleAnotherIsADifferenceAndIsUnset(String added) {
        Plan plan = plan(POLICY, with("@RULE@", added));
        assertThat(plan.isDifferent()).isTrue();
        assertThat(step(plan, "to-bank [mailflow]").action()).isEqualTo(Action.CHANGE);
        String name = added.substring(1, added.indexOf('"', 1));
        assertThat(PlanScripts.forward(plan, "origin"))
                .contains("Set-TransportRule -Identity 'to-bank [mailflow]'")
                .containsPattern("(?m)^    " + name + " = (\\$null|\\$false|'Original')$");
        assertThat(PlanScripts.back(plan, "origin")).contains(name);
        assertThat(plan(POLICY, with("@RULE@", added), name).isDifferent()).isTrue();
    }

    /** It stays where it is, and is told until somebody says that it is meant. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "@RULE@ \"BlindCopyTo\":[\"spy@evil.example\"]",
                "@RULE@ \"AddToRecipients\":[\"spy@evil.example\"]",
                "@RULE@ \"SetSCL\":-1",
                "@RULE@ \"RuleErrorAction\":\"Defer\"",
                "@RULE@ \"NewActionOfNextYear\":\"x\"",
                "@IN@ \"TrustedOrganizations\":[\"evil.onmicrosoft.com\"]",
                "@IN@ \"AssociatedAcceptedDomains\":[\"contoso.com\"]",
                "@IN@ \"EFSkipIPs\":[\"192.0.2.1\"]",
                "@IN@ \"EFSkipLastIP\":true",
                "@IN@ \"ScanAndDropRecipients\":[\"boss@contoso.com\"]",
                "@OUT@ \"SenderRewritingEnabled\":true",
                "@DOMAIN@ \"OutboundOnly\":true",
                "@DOMAIN@ \"SendingToDomainDisabled\":true",
                "@DOMAIN@ \"CatchAllRecipientID\":\"spy\""
            })
    void whatIsBesideThePolicyIsToldUntilItIsAccepted(String placed) {
        String place = placed.substring(0, placed.indexOf(' '));
        String added = placed.substring(placed.indexOf(' ') + 1);
        String export = with(place, added);
        Plan plan = plan(POLICY, export);
        Step step = plan.steps().stream().filter(Step::isDifference).findFirst().orElseThrow();
        assertThat(step.action()).isEqualTo(Action.BESIDE);
        assertThat(plan.isDifferent()).isTrue();
        String name = added.substring(1, added.indexOf('"', 1));
        String object = step.item().name();
        assertThat(step.beside()).extracting(Step.Beside::name).containsExactly(name);
        assertThat(PlanScripts.forward(plan, "origin"))
                .contains("# Left as it is at '" + object + "'")
                .contains(name);
        assertThat(PlanScripts.forward(plan, "origin").lines()).noneMatch(line -> line.contains(name + " = "));

        assertThat(plan(POLICY, export, name).isDifferent()).isFalse();
        assertThat(plan(POLICY, export, name + "@" + object).isDifferent()).isFalse();
        assertThat(plan(POLICY, export, name + "@other").isDifferent()).isTrue();
    }

    /** Of what was set by hand the way back sets what the export shows. */
    @Test
    void whatWasUnsetComesBack() {
        String export = with(
                "@RULE@",
                "\"ExceptIfFrom\":[\"boss@contoso.com\"],\"HasNoClassification\":true,\"MessageContainsDataClassifications\":[{\"name\":\"x\"}]");
        assertThat(PlanScripts.back(plan(POLICY, export), "origin"))
                .contains("    ExceptIfFrom = @('boss@contoso.com')\n", "    HasNoClassification = $true\n")
                .contains("had more than the export shows: MessageContainsDataClassifications");
    }

    /** A service that mail comes back from needs an exception (MF6061); which one, its owner says. */
    @Test
    void onlyTheExceptionThatIsMeantIsNoDifference() {
        String policy = """
                language 1
                organization { domains contoso.com }
                endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com }
                endpoint signatures : service { hosts smtp.sig.example }
                connector sign from office365 to signatures when sender contoso.com recipient * require tls
                connector signed from signatures to office365 require tls cert contoso.sig.example may relay
                """;
        String rule = """
                [{"DomainName":"contoso.com","DomainType":"Authoritative"},
                 {"Name":"sign [mailflow]","State":"Enabled","Priority":0,"SenderAddressLocation":"Envelope","SenderDomainIs":["contoso.com"],
                  "RouteMessageOutboundConnector":"sign","ExceptIfHeaderContainsMessageHeader":"X-Signed","ExceptIfHeaderContainsWords":["yes"]@MORE@}]
                """;
        String[] meant = {
            "ExceptIfHeaderContainsMessageHeader@sign [mailflow]=x-signed", "ExceptIfHeaderContainsWords=YES"
        };
        String made = rule.replace("@MORE@", "");
        assertThat(step(plan(policy, made), "sign [mailflow]").action()).isEqualTo(Action.BESIDE);
        assertThat(step(plan(policy, made, meant), "sign [mailflow]").action()).isEqualTo(Action.UNCHANGED);
        for (String other : List.of(
                made.replace("X-Signed", "Subject"),
                made.replace("[\"yes\"]", "[\"yes\",\"a\"]"),
                made.replace("\"X-Signed\"", "\"X-Signed\",\"ExceptIfHeaderMatchesMessageHeader\":\"Subject\""))) {
            Plan plan = plan(policy, other, meant);
            assertThat(step(plan, "sign [mailflow]").action()).isEqualTo(Action.BESIDE);
            assertThat(plan.isDifferent()).isTrue();
            // What it is for is not known: it stays.
            assertThat(PlanScripts.forward(plan, "origin")).doesNotContain("ExceptIfHeaderContainsMessageHeader =");
        }
        assertThat(plan(
                                policy,
                                made.replace("[\"yes\"]", "[\"no\",\"yes\"]"),
                                meant[0],
                                "ExceptIfHeaderContainsWords=yes, no")
                        .steps())
                .filteredOn(step -> step.item().name().equals("sign [mailflow]"))
                .allMatch(step -> step.action() == Action.UNCHANGED);
        assertThat(step(
                                plan(
                                        policy,
                                        rule.replace("@MORE@", ",\"ExceptIfFromScope\":\"InOrganization\""),
                                        meant),
                                "sign [mailflow]")
                        .action())
                .isEqualTo(Action.CHANGE);
    }

    // Which rule is which, and which goes first.

    /** Somebody made the bank's rule send to the shop and took the shop's rule away: one rule is not both. */
    @Test
    void noRuleIsTheRuleOfTwoConnectors() {
        String export = with("", "")
                .replace(
                        "\"RouteMessageOutboundConnector\":\"to-bank\"",
                        "\"RouteMessageOutboundConnector\":\"to-shop\"")
                .replaceFirst("(?s)\\{\"Name\":\"to-shop \\[mailflow]\".*?},\n", "");
        Plan plan = plan(POLICY, export);
        assertThat(step(plan, "to-shop [mailflow]").action()).isEqualTo(Action.CREATE);
        assertThat(PlanScripts.forward(plan, "origin"))
                .containsOnlyOnce("Set-TransportRule -Identity 'to-bank [mailflow]'")
                .contains("New-TransportRule -Name 'to-shop [mailflow]'", "RouteMessageOutboundConnector = 'to-bank'");
    }

    /** The service takes no connector from a rule that sends by it: the rule leaves first, on the way back last. */
    @Test
    void aRuleLeavesItsConnectorBeforeThatIsTakenFromRules() {
        String policy = POLICY.replace("to shop when header X-Route \"shop\" via", "to shop via");
        String export = with("", "")
                .replace(
                        "\"RouteMessageOutboundConnector\":\"to-bank\"",
                        "\"RouteMessageOutboundConnector\":\"to-shop\"")
                .replaceFirst("(?s)\\{\"Name\":\"to-shop \\[mailflow]\".*?},\n", "");
        Plan plan = plan(policy, export);
        assertThat(PlanScripts.forward(plan, "origin"))
                .containsSubsequence(
                        "RouteMessageOutboundConnector = 'to-bank'",
                        "Set-TransportRule -Identity 'to-bank [mailflow]'",
                        "IsTransportRuleScoped = $false",
                        "Set-OutboundConnector -Identity 'to-shop'");
        assertThat(PlanScripts.back(plan, "origin"))
                .containsSubsequence(
                        "IsTransportRuleScoped = $true",
                        "Set-OutboundConnector -Identity 'to-shop'",
                        "RouteMessageOutboundConnector = 'to-shop'",
                        "Set-TransportRule -Identity 'to-bank [mailflow]'");
    }

    private static final String OVERLAPPING = """
            language 1
            organization { domains contoso.com }
            endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com }
            endpoint bank : partner { domains contosobank.com }
            endpoint vault : partner { domains vault.example }
            connector to-vault from office365 to vault when recipient ceo@contosobank.com via mx require tls
            connector to-bank from office365 to bank when sender contoso.com via mx require tls
            """;

    private static String overlapping(String vault, String bank) {
        return """
                [{"DomainName":"contoso.com","DomainType":"Authoritative"},
                 {"Name":"to-bank","ConnectorType":"Partner","RecipientDomains":[],"IsTransportRuleScoped":true,"UseMXRecord":true,
                  "TlsSettings":"EncryptionOnly","Comment":"[mailflow]"},
                 {"Name":"to-vault","ConnectorType":"Partner","RecipientDomains":[],"IsTransportRuleScoped":true,"UseMXRecord":true,
                  "TlsSettings":"EncryptionOnly","Comment":"[mailflow]"}@VAULT@,
                 {"Name":"to-bank [mailflow]","State":"Enabled","Priority":@BANK@,"SenderAddressLocation":"Envelope",
                  "SenderDomainIs":["contoso.com"],"RecipientDomainIs":["contosobank.com"],"RecipientAddressType":"Original",
                  "RouteMessageOutboundConnector":"to-bank"}]
                """.replace(
                        "@VAULT@",
                        vault.isEmpty()
                                ? ""
                                : ",{\"Name\":\"to-vault [mailflow]\",\"State\":\"Enabled\",\"StopRuleProcessing\":true,\"SentTo\":[\"ceo@contosobank.com\"],\"RecipientAddressType\":\"Original\","
                                        + "\"RouteMessageOutboundConnector\":\"to-vault\",\"Priority\":" + vault + "}")
                .replace("@BANK@", bank);
    }

    @Test
    void rulesInTheOrderOfThePolicyAreNoDifference() {
        assertThat(plan(OVERLAPPING, overlapping("3", "7")).isDifferent()).isFalse();
    }

    @Test
    void rulesInAnotherOrderAreADifferenceAndAreMoved() {
        Plan plan = plan(OVERLAPPING, overlapping("7", "3"));
        assertThat(plan.order()).containsExactly("to-vault [mailflow]", "to-bank [mailflow]");
        assertThat(plan.isDifferent()).isTrue();
        assertThat(PlanScripts.forward(plan, "origin"))
                .endsWith("\nMove-Rule -Order @('to-vault [mailflow]', 'to-bank [mailflow]')\n");
        assertThat(PlanScripts.back(plan, "origin"))
                .endsWith("\nMove-Rule -Order @('to-bank [mailflow]', 'to-vault [mailflow]')\n");
    }

    /** Behind the one that is moved stands a rule that the policy does not know. */
    @Test
    void theWayBackPutsBackAllRules() {
        String there = overlapping("7", "3").replaceFirst("\\]\\s*$", """
                ,{"Name":"Theirs","State":"Enabled","Priority":5,"SentTo":["x@lab.example"],"RecipientAddressType":"Original",
                  "RouteMessageOutboundConnector":"to-bank"}]
                """);
        assertThat(PlanScripts.back(plan(OVERLAPPING, there), "origin"))
                .endsWith("\nMove-Rule -Order @('to-bank [mailflow]', 'Theirs', 'to-vault [mailflow]')\n");
    }

    /** What the rule is for that stands before both or behind both, neither of them is for. */
    @Test
    void aRuleWhoseOrderDoesNotMatterIsNotMoved() {
        String policy = OVERLAPPING
                + "connector to-lab from office365 to vault when sender lab@contoso.com recipient lab.example"
                + " via lab.vault.example require tls\n";
        String there = overlapping("7", "3").replaceFirst("\\]\\s*$", """
                ,{"Name":"to-lab","ConnectorType":"Partner","RecipientDomains":[],"IsTransportRuleScoped":true,"UseMXRecord":false,
                  "SmartHosts":["lab.vault.example"],"TlsSettings":"EncryptionOnly","Comment":"[mailflow]"},
                 {"Name":"to-lab [mailflow]","State":"Enabled","Priority":@LAB@,"SenderAddressLocation":"Envelope",
                  "From":["lab@contoso.com"],"RecipientDomainIs":["lab.example"],"RecipientAddressType":"Original",
                  "RouteMessageOutboundConnector":"to-lab"}]
                """);
        assertThat(plan(policy, there.replace("@LAB@", "1")).order())
                .containsExactly("to-lab [mailflow]", "to-vault [mailflow]", "to-bank [mailflow]");
        assertThat(plan(policy, there.replace("@LAB@", "9")).order())
                .containsExactly("to-vault [mailflow]", "to-bank [mailflow]", "to-lab [mailflow]");
    }

    /** No message meets a rule that is switched off. */
    @Test
    void aRuleThatIsOffHasNoOrder() {
        String policy = OVERLAPPING.replace(
                "via mx require tls\nconnector to-bank", "via mx require tls disabled\nconnector to-bank");
        String there = overlapping("7", "3").replace("\"State\":\"Enabled\",\"Stop", "\"State\":\"Disabled\",\"Stop");
        assertThat(plan(policy, there).order()).isEmpty();
        assertThat(PlanScripts.forward(plan(policy, "[{\"DomainName\":\"contoso.com\"}]"), "origin"))
                .contains("to-vault [mailflow]")
                .doesNotContain("StopRuleProcessing = $true");
    }

    /** Made again they would be asked last, and a rule that stops what is behind it would no longer do so. */
    @Test
    void aRemovedRuleComesBackToItsPlace() {
        String policy = OVERLAPPING.replaceFirst("connector to-vault.*\n", "");
        String there = overlapping("1", "3")
                .replace(
                        "}]",
                        "},{\"Name\":\"old [mailflow]\",\"State\":\"Enabled\",\"SenderDomainIs\":[\"contoso.com\"],"
                                + "\"RouteMessageOutboundConnector\":\"to-bank\",\"Priority\":0}]");
        Plan plan = plan(policy, there);
        assertThat(PlanScripts.forward(plan, "origin")).contains("Remove-TransportRule -Identity 'old [mailflow]'");
        assertThat(PlanScripts.back(plan, "origin"))
                .containsSubsequence("New-TransportRule -Name 'old [mailflow]'", "function Set-RulePlace {")
                .containsSubsequence("New-TransportRule -Name 'to-vault [mailflow]'", "function Set-RulePlace {")
                .endsWith("\nSet-RulePlace -Name 'old [mailflow]' -Priority 0\n"
                        + "\nSet-RulePlace -Name 'to-vault [mailflow]' -Priority 1\n");
        assertThat(PlanScripts.back(plan(OVERLAPPING, overlapping("3", "7")), "origin"))
                .doesNotContain("Set-RulePlace");
    }

    /** A new rule is appended, and would be asked behind the one that it has to go before. */
    @Test
    void aNewRuleThatGoesBeforeAnotherIsMoved() {
        Plan plan = plan(OVERLAPPING, overlapping("", "3"));
        assertThat(PlanScripts.forward(plan, "origin"))
                .containsSubsequence("New-TransportRule -Name 'to-vault [mailflow]'", "Move-Rule -Order @('to-vault");
    }

    /** Of two rules for one message the first decides, so it stops what is behind it; one that meets no other does not. */
    @Test
    void theFirstOfTwoThatMeetStops() {
        String forward = PlanScripts.forward(plan(OVERLAPPING, "[{\"DomainName\":\"contoso.com\"}]"), "origin");
        String vault = Objects.requireNonNull(forward.split("New-TransportRule -Name 'to-vault")[0]);
        assertThat(vault.substring(vault.lastIndexOf("$settings"))).contains("StopRuleProcessing = $true");
        assertThat(forward.substring(forward.indexOf("New-TransportRule -Name 'to-vault")))
                .contains("StopRuleProcessing = $false");
        assertThat(PlanScripts.forward(plan(POLICY, "[{\"DomainName\":\"contoso.com\"}]"), "origin"))
                .doesNotContain("StopRuleProcessing = $true");
    }

    /** Two settings of a remote domain may matter to where mail goes; the others shape it (8.6 of what the vendor writes). */
    @Test
    void whatARemoteDomainSaysOfMailFlowIsADifference() {
        String remote = """
                ,{"Name":"%s","DomainName":"%s","IsInternal":%s,"AutoForwardEnabled":%s,"AllowedOOFType":"None","TNEFEnabled":null,
                  "NDREnabled":true,"CharacterSet":"iso-8859-1"}]""";
        String made = with("", "").strip();
        String open = made.substring(0, made.length() - 1);
        assertThat(plan(POLICY, open + remote.formatted("Default", "*", "false", "true"))
                        .isDifferent())
                .isFalse();
        Plan plan = plan(POLICY, open + remote.formatted("Sister", "sister.example", "true", "false"));
        assertThat(step(plan, "Sister").action()).isEqualTo(Action.BESIDE);
        assertThat(step(plan, "Sister").beside())
                .extracting(Step.Beside::name)
                .containsExactly("IsInternal", "AutoForwardEnabled");
        assertThat(plan.isDifferent()).isTrue();
        assertThat(PlanScripts.forward(plan, "origin")).doesNotContain("RemoteDomain @settings", "Remove-RemoteDomain");
        assertThat(plan(
                                POLICY,
                                open + remote.formatted("Default", "*", "false", "false"),
                                "AutoForwardEnabled@Default=false")
                        .isDifferent())
                .isFalse();
    }
}
