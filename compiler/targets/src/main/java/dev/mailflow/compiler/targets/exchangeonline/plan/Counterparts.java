package dev.mailflow.compiler.targets.exchangeonline.plan;

import dev.mailflow.compiler.targets.exchangeonline.emit.Marks;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Which object of a tenant is which of a policy. None is two. */
final class Counterparts {
    private static final Set<Kind> HAS_NAMES = EnumSet.of(Kind.INBOUND, Kind.OUTBOUND, Kind.RULE);

    /** What a rule has beside its conditions and where it sends. */
    private static final Set<Property> OF_RULES = EnumSet.of(
            Property.ENABLED,
            Property.RULE_MODE,
            Property.RULE_STOP,
            Property.RULE_PRIORITY,
            Property.RULE_SENDER_LOCATION,
            Property.RULE_RECIPIENT_TYPE,
            Property.RULE_EXCEPT_HEADER,
            Property.RULE_EXCEPT_HEADER_WORDS,
            Property.RULE_EXCEPT_HEADER_LIKE,
            Property.RULE_EXCEPT_HEADER_PATTERNS);

    private static final Set<Property> IN_PLACE = EnumSet.of(Property.RULE_PRIORITY, Property.RULE_STOP);

    private static final Comparator<Item> IN_ORDER =
            Comparator.comparingInt(rule -> RuleMoves.number(Optional.of(rule)).orElse(Integer.MAX_VALUE));

    private final Tenant current;
    private final Names known;
    private final Map<Item, Item> byWanted = new IdentityHashMap<>();
    private final Map<Item, Item> byCurrent = new IdentityHashMap<>();
    private final List<Item> wanted = new ArrayList<>();
    /** What connectors are called in the tenant that are called otherwise in the policy. */
    private final Map<String, String> names = new HashMap<>();

    /**
     * By name; else by the name that an import would have given it, if only one has it. When all names are told, by what it says; and a rule is
     * the only other one of its connector: the administrator's own, under his own name.
     */
    Counterparts(Tenant wanted, Tenant current) {
        this.current = current;
        this.known = new Names(current);
        List<Item> rules = new ArrayList<>();
        wanted.items().forEach(item -> (item.kind() == Kind.RULE ? rules : this.wanted).add(item));
        byName(0);
        bySense(0, EnumSet.of(Property.COMMENT));
        int first = this.wanted.size();
        rules.forEach(rule -> this.wanted.add(spelled(rule)));
        byName(first);
        bySense(first, OF_RULES);
        byRoute(first);
        inOrder(first);
    }

    private void byName(int from) {
        List<Item> items = wanted.subList(from, wanted.size());
        items.forEach(item -> known.find(item).ifPresent(there -> pair(item, there)));
    }

    /**
     * What an administrator made that says the same of mail is it, whatever he called it; of his comment a policy then knows nothing. What another
     * policy made goes with its name.
     */
    private void bySense(int from, Set<Property> besides) {
        Map<List<Object>, List<Item>> bySense = new HashMap<>();
        current.items().stream()
                .filter(there -> HAS_NAMES.contains(there.kind()) && !isOfSomePolicy(there))
                .forEach(there -> bySense.computeIfAbsent(Comparing.whom(there), key -> new ArrayList<>(1))
                        .add(there));
        for (int i = from; i < wanted.size(); i++) {
            Item item = wanted.get(i);
            if (byWanted.containsKey(item) || !HAS_NAMES.contains(item.kind())) {
                continue;
            }
            Optional<Item> same = bySense.getOrDefault(Comparing.whom(item), List.of()).stream()
                    .filter(there -> !byCurrent.containsKey(there) && Comparing.isAlike(item, there, besides))
                    .min(likerFirst(item).thenComparing(there -> !Comparing.isAlike(item, there, IN_PLACE)));
            if (same.isPresent()) {
                Item said = item.kind() == Kind.RULE
                        ? item
                        : item.with(
                                Property.COMMENT,
                                same.get().value(Property.COMMENT).orElseGet(Value.Nothing::new));
                wanted.set(i, said);
                names.put(item.name(), same.get().name());
                pair(said, same.get());
            }
        }
    }

    /** Of two that say the same, one on and one off, each is its like. */
    static Comparator<Item> likerFirst(Item wanted) {
        return Comparator.comparing(there -> acts(there) != acts(wanted));
    }

    /** A rule in audit mode is on and sends nothing: a policy has it switched off. */
    private static boolean acts(Item item) {
        return item.kind() == Kind.RULE ? item.isRuleInForce() : item.is(Property.ENABLED);
    }

    private void byRoute(int from) {
        for (Item item : wanted.subList(from, wanted.size())) {
            if (!byWanted.containsKey(item)) {
                item.text(Property.RULE_ROUTE)
                        .flatMap(route -> only(
                                current.of(Kind.RULE),
                                rule -> rule.says(Property.RULE_ROUTE, route) && !byCurrent.containsKey(rule)))
                        .ifPresent(there -> pair(item, there));
            }
        }
    }

    /** Rules that are alike may stand for each other: the first of the policy is the first there, or one would have to pass the other. */
    private void inOrder(int from) {
        Map<List<Object>, List<Item>> bySense = new HashMap<>();
        for (Item item : wanted.subList(from, wanted.size())) {
            of(item).filter(there -> !isOfSomePolicy(there) && Comparing.isAlike(item, there, OF_RULES))
                    .ifPresent(there -> bySense.computeIfAbsent(Comparing.whom(there), key -> new ArrayList<>(1))
                            .add(item));
        }
        for (List<Item> items : bySense.values()) {
            while (!items.isEmpty()) {
                Item first = items.get(0);
                List<Item> alike = items.stream()
                        .filter(item -> item == first || isLike(first, item))
                        .sorted(IN_ORDER)
                        .toList();
                List<Item> there = alike.stream()
                        .flatMap(item -> of(item).stream())
                        .sorted(IN_ORDER)
                        .toList();
                for (int i = 0; i < alike.size(); i++) {
                    pair(alike.get(i), there.get(i));
                }
                items.removeAll(alike);
            }
        }
    }

    /** Whether the one could be what the other is. */
    private boolean isLike(Item one, Item other) {
        Item there = of(one).orElseThrow();
        Item theOther = of(other).orElseThrow();
        return acts(one) == acts(other)
                && Comparing.isAlike(one, other, OF_RULES)
                && Comparing.isAlike(there, theOther, IN_PLACE)
                && there.unmodelled().equals(theOther.unmodelled());
    }

    /** Whether a policy, this one or one before it, made the object. */
    static boolean isOfSomePolicy(Item item) {
        return Marks.isMarked(
                item.kind() == Kind.RULE
                        ? item.name()
                        : item.text(Property.COMMENT).orElse(""));
    }

    private void pair(Item item, Item there) {
        byWanted.put(item, there);
        byCurrent.put(there, item);
    }

    /** In the order of the policy; a rule names its connector as the tenant does. */
    List<Item> wanted() {
        return wanted.stream().sorted(Comparator.comparing(Item::kind)).toList();
    }

    Optional<Item> of(Item wanted) {
        return Optional.ofNullable(byWanted.get(wanted));
    }

    boolean isOfPolicy(Item current) {
        return byCurrent.containsKey(current);
    }

    private Item spelled(Item rule) {
        return rule.text(Property.RULE_ROUTE)
                .flatMap(route -> Optional.ofNullable(names.get(route))
                        .or(() -> known.find(Kind.OUTBOUND, route).map(Item::name)))
                .map(name -> rule.with(Property.RULE_ROUTE, new Value.Text(name)))
                .orElse(rule);
    }

    private static Optional<Item> only(List<Item> items, Predicate<Item> wanted) {
        List<Item> found = items.stream().filter(wanted).toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }
}
