package dev.mailflow.compiler.targets.exchangeonline.plan;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Which object of a tenant is which of a policy. None is two. */
final class Counterparts {
    private final Tenant current;
    private final Map<Item, Item> byWanted = new IdentityHashMap<>();
    private final Map<Item, Item> byCurrent = new IdentityHashMap<>();
    private final List<Item> wanted = new ArrayList<>();

    /**
     * By name; else by the name that an import would have given it, if only one has it. A rule that nothing is called like is, when all names are
     * told, the only other one of its connector: the administrator's own, under his own name.
     */
    Counterparts(Tenant wanted, Tenant current) {
        this.current = current;
        for (Item written : wanted.items()) {
            Item item = bySpelling(written);
            this.wanted.add(item);
            find(item).ifPresent(there -> pair(item, there));
        }
        for (Item item : this.wanted) {
            if (!byWanted.containsKey(item)) {
                item.text(Property.RULE_ROUTE)
                        .flatMap(route -> only(
                                current.of(Kind.RULE),
                                rule -> rule.says(Property.RULE_ROUTE, route) && !byCurrent.containsKey(rule)))
                        .ifPresent(there -> pair(item, there));
            }
        }
    }

    private void pair(Item item, Item there) {
        byWanted.put(item, there);
        byCurrent.put(there, item);
    }

    /** In the order of the policy; a rule names its connector as the tenant does. */
    List<Item> wanted() {
        return wanted;
    }

    Optional<Item> of(Item wanted) {
        return Optional.ofNullable(byWanted.get(wanted));
    }

    boolean isOfPolicy(Item current) {
        return byCurrent.containsKey(current);
    }

    private Item bySpelling(Item rule) {
        return rule.text(Property.RULE_ROUTE)
                .flatMap(route -> byName(Kind.OUTBOUND, route))
                .map(there -> rule.with(Property.RULE_ROUTE, new Value.Text(there.name())))
                .orElse(rule);
    }

    private Optional<Item> find(Item item) {
        return item.kind() == Kind.ORGANIZATION
                ? current.of(Kind.ORGANIZATION).stream().findFirst()
                : byName(item.kind(), item.name());
    }

    private Optional<Item> byName(Kind kind, String name) {
        return current.find(kind, name)
                .or(() -> only(current.of(kind), item -> plain(item.name()).equals(plain(name))));
    }

    private static Optional<Item> only(List<Item> items, Predicate<Item> wanted) {
        List<Item> found = items.stream().filter(wanted).toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private static String plain(String name) {
        return name.replaceAll("[^A-Za-z0-9_]+", "-").replaceAll("^-+|-+$", "").toLowerCase(Locale.ROOT);
    }
}
