package dev.mailflow.compiler.targets.exchangeonline.plan;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.PolicyName;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the objects of a tenant are called; names are without case, and an import has spelt some of them otherwise. */
final class Names {
    private final Tenant tenant;
    private final Map<String, Item> exact = new HashMap<>();
    private final Map<String, List<Item>> alike = new HashMap<>();

    Names(Tenant tenant) {
        this.tenant = tenant;
        for (Item item : tenant.items()) {
            exact.putIfAbsent(key(item.kind(), item.name().toLowerCase(Locale.ROOT)), item);
            alike.computeIfAbsent(key(item.kind(), PolicyName.key(item.name())), name -> new ArrayList<>(1))
                    .add(item);
        }
    }

    private static String key(Kind kind, String name) {
        return kind + " " + name;
    }

    /** The one that is called so; else the one that an import would call so, if it is the only one. */
    Optional<Item> find(Kind kind, String name) {
        Optional<Item> called = called(kind, name);
        if (called.isPresent()) {
            return called;
        }
        List<Item> found = alike.getOrDefault(key(kind, PolicyName.key(name)), List.of());
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** The one that is called so, and no other spelling. */
    Optional<Item> called(Kind kind, String name) {
        return Optional.ofNullable(exact.get(key(kind, name.toLowerCase(Locale.ROOT))));
    }

    /** The object that is called like that one; the organization has no name. */
    Optional<Item> find(Item item) {
        return item.kind() == Kind.ORGANIZATION
                ? tenant.of(Kind.ORGANIZATION).stream().findFirst()
                : find(item.kind(), item.name());
    }

    /** The one that is called so, if an administrator made it: what a policy made is as policies make it, or has drifted. */
    Optional<Item> byHand(Item item) {
        return find(item).filter(there -> !Counterparts.isOfSomePolicy(there));
    }

    boolean has(Item item) {
        return find(item).isPresent();
    }

    /** Whether two names are one, as far as spelling goes. */
    static boolean isAlike(String one, String other) {
        return one.equalsIgnoreCase(other) || PolicyName.key(one).equals(PolicyName.key(other));
    }
}
