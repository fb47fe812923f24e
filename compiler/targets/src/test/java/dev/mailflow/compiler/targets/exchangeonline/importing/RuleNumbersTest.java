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
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.testing.Policies;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of a tenant in any order, some of which a policy says as connectors for recipients: none is to be moved. */
class RuleNumbersTest {
    private static final List<String> CONDITIONS = List.of(
            "\"RecipientDomainIs\":[\"a.example\"]",
            "\"From\":[\"u@contoso.com\"]",
            "\"HeaderContainsMessageHeader\":\"X-R\",\"HeaderContainsWords\":[\"w\"]",
            "\"From\":[\"u@contoso.com\"],\"RecipientDomainIs\":[\"b.example\"]",
            "\"SenderDomainIs\":[\"contoso.com\"]",
            "\"RecipientDomainIs\":[\"example\"]",
            "\"RecipientDomainIs\":[\"b.example\",\"sub.a.example\"]",
            "\"SentTo\":[\"x@a.example\"]");

    private static final List<String> FEW =
            List.of(CONDITIONS.get(0), CONDITIONS.get(2), CONDITIONS.get(6), CONDITIONS.get(7));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void nothingIsMovedOfWhatWasImported(int first) {
        List<String> moved = new ArrayList<>();
        for (String second : CONDITIONS) {
            for (String third : CONDITIONS) {
                List<String> conditions = List.of(CONDITIONS.get(first), second, third);
                if (conditions.stream().distinct().count() == conditions.size()) {
                    List<String> order = order(conditions);
                    if (!order.isEmpty()) {
                        moved.add(conditions + " become " + order);
                    }
                }
            }
        }
        assertThat(moved).isEmpty();
    }

    /** One that a policy says as a connector for recipients goes behind all others for them, and each has its own. */
    @Test
    void rulesThatAreAlikeAreKnownAndNotMoved() {
        String dom = CONDITIONS.get(0);
        String same = export(List.of(dom, dom, dom)).replaceAll("(Connector\":\"to)[12]", "$10");
        String around = export(List.of(dom, dom, dom)).replaceAll("(Connector\":\"to)2", "$10");
        for (String export : List.of(same, around)) {
            Plan plan = plan(export);
            assertThat(plan.order()).as(export).isEmpty();
            assertThat(plan.steps())
                    .as(export)
                    .filteredOn(step -> step.item().kind() == Kind.RULE)
                    .hasSize(3)
                    .noneMatch(step -> step.action() == Step.Action.UNKNOWN);
        }
    }

    /** A rule that stands in the place of a connector for recipients is behind one of the policy's own, which has to stop it. */
    @Test
    void whatStandsBeforeARuleOfTheTenantStopsIt() {
        String policy = """
                language 1
                organization contoso { domains contoso.com }
                endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com mailboxes contoso.com }
                endpoint bank  : partner { domains a.example }
                endpoint vault : partner { domains a.example }
                connector plain from office365 to bank when recipient .a.example via h0.example require tls
                connector special from office365 to vault
                  when sender u@contoso.com recipient .a.example via h1.example require tls
                """;
        String there = """
                [{"DomainName":"contoso.com","DomainType":"Authoritative"},
                 {"Name":"to0","ConnectorType":"Partner","Enabled":true,"RecipientDomains":[],"IsTransportRuleScoped":true,
                  "UseMXRecord":false,"SmartHosts":["h0.example"],"TlsSettings":"EncryptionOnly"},
                 {"Name":"r0","State":"Enabled","Mode":"Enforce","Priority":0,"RecipientAddressType":"Original",
                  "SenderAddressLocation":"Envelope","StopRuleProcessing":false,"RouteMessageOutboundConnector":"to0",
                  "RecipientDomainIs":["a.example"]}]
                """;
        Plan plan = plan(policy, Exports.read(List.of(new SourceFile("export.json", there)), diagnostic -> {}));
        assertThat(plan.order()).containsExactly("special [mailflow]", "r0");
        assertThat(plan.steps())
                .filteredOn(step ->
                        step.action() == Step.Action.CREATE && step.item().kind() == Kind.RULE)
                .singleElement()
                .matches(step -> step.item().is(Property.RULE_STOP));
    }

    /** One connector of an administrator's that three rules send by is not one for each of them. */
    @Test
    void whatWasMadeByHandForSeveralRulesIsNotTakenApart() {
        StringBuilder policy = new StringBuilder("""
                language 1
                organization contoso { domains contoso.com }
                endpoint office365 : exchange-online { tenant contoso.onmicrosoft.com mailboxes contoso.com }
                """);
        List<String> conditions = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            policy.append("endpoint p%1$d : partner { domains d%1$d.example }\n".formatted(i))
                    .append("connector c%1$d from office365 to p%1$d when recipient .d%1$d.example".formatted(i))
                    .append(" via h0.example require tls\n");
            conditions.add("\"RecipientDomainIs\":[\"d" + i + ".example\"]");
        }
        String there = export(conditions).replaceAll("(Connector\":\"to)[12]", "$10");
        Plan plan =
                plan(policy.toString(), Exports.read(List.of(new SourceFile("export.json", there)), diagnostic -> {}));
        assertThat(plan.steps())
                .filteredOn(step -> step.item().kind() == Kind.RULE)
                .hasSize(3)
                .noneMatch(step -> step.action() == Step.Action.CHANGE);
    }

    /** Which rules stop those behind them, by bits; all mail of the last one goes by the first, to the same connector. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void whatARuleBeforeTakesAlreadyStopsNobody(int stopping) {
        String export = stopping(export(List.of(CONDITIONS.get(0), CONDITIONS.get(0), CONDITIONS.get(7))), stopping)
                .replaceAll("(Connector\":\"to)2", "$10");
        assertThat(untold(export)).as(export).isEmpty();
    }

    /** A rule that does not stop those behind it may be said in another order, of which the import tells. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4})
    void whereNotAllStopNothingIsPlannedThatWasNotTold(int stopping) {
        List<String> untold = new ArrayList<>();
        for (String first : FEW) {
            for (String second : FEW) {
                for (String third : FEW) {
                    String export = stopping(export(List.of(first, second, third)), stopping);
                    for (String one : List.of(
                            export,
                            export.replaceAll("(Connector\":\"to)2", "$10"),
                            export.replaceAll("(Connector\":\"to)2", "$11"))) {
                        untold(one).forEach(step -> untold.add(one + " " + step));
                    }
                }
            }
        }
        assertThat(untold).isEmpty();
    }

    /** Two before it take all its mail, the narrower of which leaves it to the wider to stop it. */
    @Test
    void whatTwoTakeIsStoppedByOne() {
        String export = stopping(export(List.of(CONDITIONS.get(7), CONDITIONS.get(0), CONDITIONS.get(7))), 0)
                .replaceAll("(Connector\":\"to)1", "$10");
        ReadBack back = new ReadBack();
        back.imported(export);
        assertThat(back.told())
                .extracting(Diagnostic::message)
                .anyMatch(told -> told.startsWith("`r1` and `r2` may be for one message"));
    }

    /** A policy has a rule in audit mode switched off, which is not the one that is in force. */
    @Test
    void aRuleInAuditModeIsNotTakenForItsLike() {
        String dom = CONDITIONS.get(0);
        String export = export(List.of(dom, dom, dom))
                .replaceAll("(Connector\":\"to)2", "$10")
                .replaceFirst("Enforce", "Audit");
        assertThat(untold(export)).isEmpty();
    }

    private static String stopping(String export, int stopping) {
        String stopped = export;
        for (int i = 0; i < 3; i++) {
            if ((stopping >> i & 1) == 0) {
                stopped = stopped.replaceFirst(
                        "(\"r" + i + "\".*?)\"StopRuleProcessing\":true", "$1\"StopRuleProcessing\":false");
            }
        }
        return stopped;
    }

    /** What is planned for what was imported and not told by name. */
    private static List<String> untold(String export) {
        ReadBack back = new ReadBack();
        back.imported(export);
        // What cannot be said in this order is told, and the policy says another one.
        if (back.told().stream().anyMatch(one -> one.code() == DiagnosticCode.IMPORT_DIFFERS)) {
            return List.of();
        }
        Plan plan = plan(export);
        List<String> untold = new ArrayList<>(plan.order());
        for (Step step : plan.steps()) {
            String name = step.item().name().substring(step.item().name().length() - 1);
            if (step.isDifference()
                    && back.told().stream()
                            .noneMatch(one -> one.message().contains("`r" + name + "`")
                                    || one.message().contains("`to" + name + "`"))) {
                untold.add(step.action() + " " + step.item().name() + " " + step.changes() + step.beside());
            }
        }
        return untold;
    }

    private static List<String> order(List<String> conditions) {
        ReadBack back = new ReadBack();
        back.imported(export(conditions));
        // What cannot be said in this order is told, and the policy says another one.
        if (back.told().stream().anyMatch(one -> one.code() == DiagnosticCode.IMPORT_DIFFERS)) {
            return List.of();
        }
        return plan(export(conditions)).order();
    }

    private static Plan plan(String export) {
        Exports.Read read = Exports.read(List.of(new SourceFile("export.json", export)), diagnostic -> {});
        return plan(PolicyText.of(read, diagnostic -> {}).orElseThrow(), read);
    }

    private static Plan plan(String policy, Exports.Read read) {
        return Plan.of(
                Translation.of(Policies.model(policy), PolicyText.SITE, Wish.EXPLICIT, diagnostic -> {}),
                read.tenant(),
                Plan.HybridWizard.LEFT_ALONE,
                Plan.Unknown.KEPT,
                Accepted.NONE);
    }

    private static String export(List<String> conditions) {
        StringBuilder export = new StringBuilder("[{\"DomainName\":\"contoso.com\",\"DomainType\":\"Authoritative\"}");
        for (int i = 0; i < conditions.size(); i++) {
            export.append(",{\"Name\":\"to")
                    .append(i)
                    .append("\",\"ConnectorType\":\"Partner\",\"Enabled\":true,")
                    .append("\"RecipientDomains\":[],\"IsTransportRuleScoped\":true,\"UseMXRecord\":false,")
                    .append("\"SmartHosts\":[\"h")
                    .append(i)
                    .append(".example\"],\"TlsSettings\":\"EncryptionOnly\"}")
                    .append(",{\"Name\":\"r")
                    .append(i)
                    .append("\",\"State\":\"Enabled\",\"Mode\":\"Enforce\",")
                    .append("\"Priority\":")
                    .append(i)
                    .append(",\"RecipientAddressType\":\"Original\",")
                    .append("\"SenderAddressLocation\":\"Envelope\",\"StopRuleProcessing\":true,")
                    .append("\"RouteMessageOutboundConnector\":\"to")
                    .append(i)
                    .append("\",")
                    .append(conditions.get(i))
                    .append('}');
        }
        return export.append(']').toString();
    }
}
