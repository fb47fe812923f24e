package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.exchangeonline.emit.Comparison.Difference;
import dev.mailflow.compiler.targets.exchangeonline.emit.Comparison.Documented;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Fault;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Fault.Level;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Faults;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A policy that was read out of a tenant, compared with what the service makes of that tenant. */
public final class ImportComparison {
    /** So many differences are shown one by one. */
    private static final int SHOWN = 5;

    private ImportComparison() {}

    /**
     * Tells of messages of which the two say different things beyond doubt. A tenant with settings that the service would refuse is
     * not compared: what it makes of them is not known. Nor is one with a rule that has conditions without words in a policy.
     *
     * @param site the site of the policy that is the tenant
     * @param connectors which connectors of the policy an object became
     * @param places where each object stands in the export
     */
    public static void tell(
            DecisionModel model,
            String site,
            Tenant tenant,
            Function<Item, List<String>> connectors,
            Function<Item, Span> places,
            DiagnosticSink sink) {
        if (tenant.of(Kind.ACCEPTED_DOMAIN).isEmpty()) {
            // The reader has told that they are missing; without them the service refuses everything.
            return;
        }
        Optional<Fault> refused = Faults.of(tenant).stream()
                .filter(fault -> fault.level() == Level.ERROR)
                .findFirst();
        if (refused.isPresent()) {
            Item item = refused.get().item();
            sink.report(Diagnostic.of(
                            DiagnosticCode.MEANING_UNDECIDED,
                            places.apply(item),
                            "policy and tenant are not compared: the service would refuse `" + item.name() + "`, "
                                    + refused.get().message())
                    .withHelp("correct it in the tenant, and import once more"));
            return;
        }
        Optional<Item> open = tenant.of(Kind.RULE).stream()
                .filter(rule -> rule.isRuleInForce()
                        && rule.text(Property.RULE_ROUTE).isPresent()
                        && !rule.unmodelled().conditions().isEmpty())
                .findFirst();
        if (open.isPresent()) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.MEANING_UNDECIDED,
                            places.apply(open.get()),
                            "policy and tenant are not compared: which mail the rule `"
                                    + open.get().name() + "` takes is not known, because of `"
                                    + String.join(
                                            "`, `", open.get().unmodelled().conditions()) + "`")
                    .withHelp("try what matters by `mailflow explain`, and in the tenant by a message trace"));
            return;
        }
        Set<String> guarded = guarded(tenant, connectors, places, sink);
        List<Draft> drafts = new ArrayList<>();
        for (Item item : tenant.items()) {
            drafts.add(new Draft(withoutFilters(item), connectors.apply(item), "", places.apply(item)));
        }
        Comparison.Result result = Comparison.of(model, site, Translation.of(drafts));
        if (!result.complete()) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.MEANING_UNDECIDED,
                            drafts.get(0).origin(),
                            "policy and tenant are too large to be compared for every message")
                    .withHelp("try what matters by `mailflow explain`"));
        }
        // The same of several sources is said once.
        Map<List<Object>, Difference> kinds = new LinkedHashMap<>();
        result.differences().stream()
                .filter(difference -> difference.documented() == Documented.YES)
                // What is refused at the door comes to no rule.
                .filter(difference -> difference.service().startsWith("reject")
                        || !guarded.contains(difference.policy()) && !guarded.contains(difference.service()))
                .forEach(difference -> kinds.putIfAbsent(
                        List.of(difference.policy(), difference.service(), difference.place()), difference));
        List<Difference> differences = List.copyOf(kinds.values());
        for (Difference difference : differences.subList(0, Math.min(SHOWN, differences.size()))) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.IMPORT_DIFFERS,
                            difference.place(),
                            "`" + difference.policy() + "` of the policy is `" + difference.service()
                                    + "` in the tenant")
                    .withHelp(Comparison.question(site, difference.witness())));
        }
        if (differences.size() > SHOWN) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.IMPORT_DIFFERS,
                            differences.get(SHOWN).place(),
                            (differences.size() - SHOWN) + " more kinds of message go another way in the tenant")
                    .withHelp("mend those above first, and see what `mailflow emit` then says"));
        }
    }

    /**
     * What a rule sends, if an exception takes mail with a certain header out of it: who writes that header where is not known, so
     * neither is which of these messages the rule takes.
     *
     * @return in the words of differences
     */
    private static Set<String> guarded(
            Tenant tenant, Function<Item, List<String>> connectors, Function<Item, Span> places, DiagnosticSink sink) {
        Set<String> guarded = new HashSet<>();
        for (Item rule : tenant.of(Kind.RULE)) {
            if (!rule.isRuleInForce() || !rule.hasHeaderException()) {
                continue;
            }
            tenant.find(Kind.OUTBOUND, rule.text(Property.RULE_ROUTE).orElse(""))
                    .ifPresent(connector -> {
                        guarded.add("send via " + connector.name());
                        connectors.apply(connector).forEach(name -> guarded.add("send via " + name));
                    });
            sink.report(Diagnostic.of(
                            DiagnosticCode.MEANING_UNDECIDED,
                            places.apply(rule),
                            "what the rule `" + rule.name()
                                    + "` sends is not compared: it leaves out mail with a header")
                    .withHelp("try what matters by `mailflow explain`, and in the tenant by a message trace"));
        }
        return guarded;
    }

    /** What associated domains filter is contested, and told where they are read. */
    private static Item withoutFilters(Item item) {
        return item.kind() == Kind.INBOUND ? item.with(Property.ASSOCIATED_DOMAINS, new Value.Nothing()) : item;
    }
}
