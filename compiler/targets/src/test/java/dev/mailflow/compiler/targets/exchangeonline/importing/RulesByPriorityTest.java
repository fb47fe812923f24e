package dev.mailflow.compiler.targets.exchangeonline.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.targets.exchangeonline.emit.Translation;
import dev.mailflow.compiler.targets.exchangeonline.plan.Accepted;
import dev.mailflow.compiler.targets.exchangeonline.plan.Plan;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step;
import dev.mailflow.compiler.testing.Policies;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The first rule that a message is for decides, wherever its connector stands in the export. */
class RulesByPriorityTest {
    private static final String DOMAINS = "{\"DomainName\":\"contoso.com\",\"DomainType\":\"Authoritative\"},"
            + "{\"DomainName\":\"contoso.onmicrosoft.com\",\"DomainType\":\"Authoritative\",\"InitialDomain\":true}";
    private static final String ORIGINAL = "\"RecipientAddressType\":\"Original\"";

    private static final String COURT = "\"RecipientDomainIs\":[\"court.example\"]," + ORIGINAL;
    private static final String HIGH = "\"RecipientDomainIs\":[\"high.court.example\"]," + ORIGINAL;
    private static final String JUDGE = "\"SentTo\":[\"judge@high.court.example\"]," + ORIGINAL;
    private static final String BOSS = "\"From\":[\"boss@contoso.com\"],\"SenderAddressLocation\":\"Envelope\"";
    private static final String HEADER = "\"HeaderContainsMessageHeader\":\"X-Enc\",\"HeaderContainsWords\":[\"yes\"]";
    private static final String BOSS_TO_COURT = BOSS + "," + COURT;

    private static final String PLAIN =
            "{\"Name\":\"Plain\",\"ConnectorType\":\"Partner\",\"RecipientDomains\":[\"%s\"],\"UseMXRecord\":true,\"TlsSettings\":\"EncryptionOnly\"}";

    /** The numbers, and the order of the export the other way round. */
    private static String export(List<String> rules, String... plain) {
        List<String> objects = new ArrayList<>(List.of(DOMAINS));
        for (int i = rules.size() - 1; i >= 0; i--) {
            objects.add(
                    "{\"Name\":\"to%d\",\"ConnectorType\":\"Partner\",\"RecipientDomains\":[],\"IsTransportRuleScoped\":true,\"SmartHosts\":[\"gw%d.example\"],\"UseMXRecord\":false}"
                            .formatted(i, i));
            objects.add(
                    "{\"Name\":\"rule%d\",\"State\":\"Enabled\",\"Mode\":\"Enforce\",\"StopRuleProcessing\":true,\"Priority\":%d,%s,\"RouteMessageOutboundConnector\":\"to%d\"}"
                            .formatted(i, i, rules.get(i), i));
        }
        objects.addAll(Arrays.asList(plain));
        return "[" + String.join(",", objects) + "]";
    }

    static Stream<List<String>> orders() {
        List<String> all = List.of(COURT, HIGH, JUDGE, BOSS, BOSS_TO_COURT);
        List<List<String>> orders = new ArrayList<>();
        for (String first : all) {
            for (String second : all) {
                for (String third : all) {
                    boolean untold = first.equals(BOSS) && second.equals(BOSS_TO_COURT)
                            || first.equals(BOSS) && third.equals(BOSS_TO_COURT)
                            || second.equals(BOSS) && third.equals(BOSS_TO_COURT);
                    // Three that are for one address have no three places there: that is told (MF6062).
                    untold |= first.equals(BOSS_TO_COURT) && second.equals(BOSS) && third.equals(JUDGE);
                    if (!first.equals(second) && !second.equals(third) && !first.equals(third) && !untold) {
                        orders.add(List.of(first, second, third));
                    }
                }
            }
        }
        orders.add(List.of(HEADER, COURT, HIGH));
        orders.add(List.of(COURT, HEADER));
        orders.add(List.of(HIGH, HEADER, JUDGE));
        orders.add(List.of(BOSS, HEADER));
        // A domain in another case is the same.
        orders.add(List.of(COURT.replace("court", "Court"), COURT));
        orders.add(List.of(HIGH.replace("high", "High"), COURT.replace("court", "COURT"), HIGH));
        return orders.stream();
    }

    @ParameterizedTest
    @MethodSource("orders")
    void theFirstRuleDecides(List<String> rules) {
        saysTheSame(export(rules));
    }

    @ParameterizedTest
    @ValueSource(strings = {"high.court.example", "*.court.example", "x.example", "*"})
    void rulesGoBeforeConnectorsForRecipients(String recipients) {
        saysTheSame(export(List.of(COURT), PLAIN.formatted(recipients)));
        saysTheSame(export(List.of(BOSS), PLAIN.formatted(recipients)));
        saysTheSame(export(List.of(HEADER), PLAIN.formatted(recipients)));
        saysTheSame(export(List.of(HIGH, COURT), PLAIN.formatted(recipients)));
    }

    /** Both ask for senders alone: nothing in a policy says which goes first. */
    @ParameterizedTest
    @ValueSource(strings = {"boss@contoso.com", "contoso.com"})
    void whatCannotStandBehindIsToldAndLeftOut(String sender) {
        String wide = "\"SenderDomainIs\":[\"contoso.com\"],\"SenderAddressLocation\":\"Envelope\"";
        String narrow = "\"%s\":[\"%s\"],\"SenderAddressLocation\":\"Envelope\""
                .formatted(sender.contains("@") ? "From" : "SenderDomainIs", sender);
        ReadBack back = new ReadBack();
        assertThat(back.imported(export(List.of(narrow, wide))))
                .contains(
                        "connector to0 ",
                        "the rule `rule1` stands behind another one for the same mail, and no clause says so")
                .doesNotContain("connector to1 ");
    }

    /** Neither stops the other: which of the two connectors counts the service does not say. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsNotDocumentedIsTold(boolean stops) {
        String export =
                export(List.of(COURT, BOSS)).replace("\"StopRuleProcessing\":true", "\"StopRuleProcessing\":" + stops);
        String told = "`rule0` and `rule1` may be for one message, and which connector then counts is not documented";
        assertThat(new ReadBack().imported(export).contains(told)).isEqualTo(!stops);
    }

    /** Who is written to at the lab may be somebody whose primary address is the court's, and the envelope may say another sender. */
    @Test
    void whatIsNotDocumentedIsToldOfRulesThatLookElsewhereToo() {
        String told = "`rule0` and `rule1` may be for one message, and which connector then counts is not documented";
        String lab = "\"RecipientDomainIs\":[\"lab.example\"],";
        assertThat(withoutStop(COURT, lab + ORIGINAL)).doesNotContain(told);
        assertThat(withoutStop(COURT, lab + "\"RecipientAddressType\":\"Resolved\""))
                .contains(told);
        String aide = BOSS.replace("boss", "aide");
        String lawyers = "," + COURT;
        assertThat(withoutStop(BOSS + lawyers, aide + lawyers)).doesNotContain(told);
        assertThat(withoutStop(BOSS + lawyers, aide.replace("Envelope", "Header") + lawyers))
                .contains(told);
    }

    private static String withoutStop(String... rules) {
        return new ReadBack()
                .imported(
                        export(List.of(rules)).replace("\"StopRuleProcessing\":true", "\"StopRuleProcessing\":false"));
    }

    @Test
    void aDomainOfOneLabelIsNoList() {
        String top = "\"RecipientDomainIs\":[\"example\"]," + ORIGINAL;
        String export = export(List.of(top, BOSS + "," + top));
        assertThat(new ReadBack().imported(export)).contains("recipient example., *.example");
        saysTheSame(export);
    }

    /** The second takes all in the policy, and the first sends it there too. */
    @Test
    void twoAlikeToOneGatewayStayWhereTheyAre() {
        String export = export(List.of(
                        COURT, COURT, "\"RecipientDomainIs\":[\"high.court.example\",\"b.example\"]," + ORIGINAL))
                .replace("\"RouteMessageOutboundConnector\":\"to1\"", "\"RouteMessageOutboundConnector\":\"to0\"");
        Exports.Read read = Exports.read(List.of(new SourceFile("export.json", export)), diagnostic -> {});
        String policy = PolicyText.of(read, diagnostic -> {}).orElseThrow();
        Plan plan = Plan.of(
                Translation.of(Policies.model(policy), PolicyText.SITE, Wish.EXPLICIT, diagnostic -> {}),
                read.tenant(),
                Plan.HybridWizard.LEFT_ALONE,
                Plan.Unknown.KEPT,
                Accepted.NONE);
        assertThat(plan.order()).as(policy).isEmpty();
    }

    private static void saysTheSame(String export) {
        ReadBack back = new ReadBack();
        String all = back.imported(export);
        // What another rule goes before in everything has no mail, in the tenant as in the policy.
        assertThat(back.told())
                .as(all)
                .filteredOn(told -> !told.message().contains("never acts")
                        && !told.message().contains("`StopRuleProcessing`"))
                .extracting(Diagnostic::code)
                .doesNotContain(DiagnosticCode.IMPORT_DIFFERS, DiagnosticCode.SETTING_NOT_MODELLED);
        boolean dead = all.contains("never acts");
        Exports.Read read = Exports.read(List.of(new SourceFile("export.json", export)), diagnostic -> {});
        String policy = PolicyText.of(read, diagnostic -> {}).orElseThrow();
        List<Diagnostic> emitted = new ArrayList<>();
        Plan plan = Plan.of(
                Translation.of(Policies.model(policy), PolicyText.SITE, Wish.EXPLICIT, emitted::add),
                read.tenant(),
                Plan.HybridWizard.LEFT_ALONE,
                Plan.Unknown.KEPT,
                Accepted.NONE);
        assertThat(emitted).as(policy).noneMatch(Diagnostic::isError);
        assertThat(plan.order()).as(policy).isEmpty();
        assertThat(plan.steps())
                .as(policy)
                .allSatisfy(
                        step -> assertThat(step.changes()).as(step.toString()).isEmpty())
                .allSatisfy(step -> assertThat(step.action())
                        .as(step.toString())
                        .isIn(
                                Step.Action.UNCHANGED,
                                Step.Action.BESIDE,
                                dead ? Step.Action.UNKNOWN : Step.Action.UNCHANGED))
                .allSatisfy(step ->
                        assertThat(step.beside()).extracting(Step.Beside::name).allMatch("StopRuleProcessing"::equals));
    }
}
