package dev.mailflow.compiler.targets.exchangeonline.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.target.TargetRequest.Wish;
import dev.mailflow.compiler.targets.exchangeonline.emit.Translation;
import dev.mailflow.compiler.targets.exchangeonline.plan.Accepted;
import dev.mailflow.compiler.targets.exchangeonline.plan.Plan;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
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
        String policy = PolicyText.of(read, diagnostic -> {}).orElseThrow();
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
