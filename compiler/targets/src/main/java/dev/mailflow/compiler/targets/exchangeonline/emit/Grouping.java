package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Partners with equal settings share a connector: a tenant has room for some thousands. A group is named after its settings,
 * not after its members, so that a new partner does not rename it.
 */
final class Grouping {
    /** More domains in one connector nobody has tried. */
    private static final int MOST_DOMAINS = 200;

    private Grouping() {}

    static List<Draft> group(List<Draft> drafts) {
        Map<List<Object>, List<Draft>> groups = new LinkedHashMap<>();
        List<Draft> grouped = new ArrayList<>();
        for (Draft draft : drafts) {
            if (isGroupable(draft.item())) {
                groups.computeIfAbsent(settings(draft.item()), key -> new ArrayList<>())
                        .add(draft);
            } else {
                grouped.add(draft);
            }
        }
        groups.forEach((settings, same) -> grouped.addAll(same.size() == 1 ? same : shared(settings, same)));
        return List.copyOf(grouped);
    }

    private static Property domains(Item item) {
        return item.kind() == Kind.INBOUND ? Property.SENDER_DOMAINS : Property.RECIPIENT_DOMAINS;
    }

    private static boolean isGroupable(Item item) {
        return (item.kind() == Kind.INBOUND || item.kind() == Kind.OUTBOUND)
                && item.says(Property.CONNECTOR_TYPE, "Partner")
                && item.is(Property.ENABLED)
                && !item.is(Property.RULE_SCOPED)
                && !item.texts(domains(item)).isEmpty()
                && !item.texts(domains(item)).contains("*");
    }

    /** Everything but whom it is for. */
    private static List<Object> settings(Item item) {
        List<Object> settings = new ArrayList<>(List.of(item.kind()));
        item.settings().forEach((property, value) -> {
            if (property != domains(item) && property != Property.COMMENT) {
                settings.add(property);
                settings.add(value);
            }
        });
        return settings;
    }

    private static List<Draft> shared(List<Object> settings, List<Draft> same) {
        String base = "partners-" + Digest.of(settings.toString()).substring(0, 8);
        List<Draft> shared = new ArrayList<>();
        List<Draft> members = new ArrayList<>();
        List<String> domains = new ArrayList<>();
        for (Draft draft : same) {
            List<String> more = draft.item().texts(domains(draft.item()));
            if (!members.isEmpty() && domains.size() + more.size() > MOST_DOMAINS) {
                shared.add(one(base, shared.size(), members, domains));
                members.clear();
                domains.clear();
            }
            members.add(draft);
            domains.addAll(more);
        }
        shared.add(one(base, shared.size(), members, domains));
        return shared;
    }

    private static Draft one(String base, int before, List<Draft> members, List<String> domains) {
        Item first = members.get(0).item();
        List<String> names = members.stream()
                .flatMap(draft -> draft.connectors().stream())
                .distinct()
                .toList();
        Item item = new Item(first.kind(), before == 0 ? base : base + "-" + (before + 1), first.settings())
                .with(
                        domains(first),
                        new Value.Texts(domains.stream().distinct().toList()))
                .with(Property.COMMENT, new Value.Text(Marks.marked(String.join(", ", names))));
        return new Draft(
                item,
                names,
                members.get(0).peer(),
                members.get(0).origin(),
                members.stream().map(Draft::item).toList(),
                0);
    }
}
