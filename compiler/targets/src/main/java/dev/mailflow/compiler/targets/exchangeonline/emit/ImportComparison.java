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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A policy that was read out of a tenant, compared with what the service makes of that tenant. */
public final class ImportComparison {
    /** So many differences are shown one by one. */
    private static final int SHOWN = 5;

    private ImportComparison() {}

    /**
     * Tells of messages of which the two say different things beyond doubt. A tenant with settings that the service would refuse is
     * not compared: what it makes of them is not known.
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
                .forEach(difference -> kinds.putIfAbsent(
                        List.of(difference.policy(), difference.service(), difference.place()), difference));
        List<Difference> differences = List.copyOf(kinds.values());
        for (Difference difference : differences.subList(0, Math.min(SHOWN, differences.size()))) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.IMPORT_DIFFERS,
                            difference.place(),
                            "`" + difference.policy() + "` of the policy is `" + difference.service()
                                    + "` in the tenant")
                    .withHelp("see what the policy says of `mailflow explain FILE --at " + site + " "
                            + Comparison.words(difference.witness()) + "`"));
        }
        if (differences.size() > SHOWN) {
            sink.report(Diagnostic.of(
                            DiagnosticCode.IMPORT_DIFFERS,
                            differences.get(SHOWN).place(),
                            (differences.size() - SHOWN) + " more kinds of message go another way in the tenant")
                    .withHelp("mend those above first, and see what `mailflow emit` then says"));
        }
    }

    /** What associated domains filter is contested, and told where they are read. */
    private static Item withoutFilters(Item item) {
        return item.kind() == Kind.INBOUND ? item.with(Property.ASSOCIATED_DOMAINS, new Value.Nothing()) : item;
    }
}
