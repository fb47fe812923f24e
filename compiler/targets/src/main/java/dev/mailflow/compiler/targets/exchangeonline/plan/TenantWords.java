package dev.mailflow.compiler.targets.exchangeonline.plan;

import dev.mailflow.compiler.targets.exchangeonline.emit.Translation;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.PolicyName;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.RuleMeetings;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Tenant;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A policy's tenant in as many objects as the tenant that is there has for it. One thing can be said by one object or by several: whoever has
 * made them by hand is not asked to make them anew.
 */
final class TenantWords {
    private final Tenant current;
    private final Names known;

    /** Rules of the tenant that connectors for domains are. */
    private final Set<String> taken = new HashSet<>();

    /** The tenant's rules by the recipients' domains that they name: asked for each connector of the policy. */
    private final Map<Set<String>, List<Item>> byDomains = new HashMap<>();

    /** Whether rules have come in, or have another connector, so that one may have to stop others. */
    private boolean rulesDiffer;

    private TenantWords(Tenant current) {
        this.current = current;
        this.known = new Names(current);
        for (Item rule : current.of(Kind.RULE)) {
            byDomains
                    .computeIfAbsent(
                            Comparing.words(rule, Property.RULE_RECIPIENT_DOMAINS), domains -> new ArrayList<>(1))
                    .add(rule);
        }
    }

    static Tenant of(Translation wanted, Tenant current) {
        TenantWords words = new TenantWords(current);
        List<Item> items = new Halves(current, words.known).asThere(words.apart(wanted));
        List<Item> said = words.shared(words.on(words.ruled(items, wanted)));
        return new Tenant(wanted.tenant().id(), words.rulesDiffer ? stopping(said) : said);
    }

    /** Partners that have a connector each keep it, where the one for all of them is not there. */
    private List<Item> apart(Translation wanted) {
        List<Item> items = new ArrayList<>();
        for (Item item : wanted.tenant().items()) {
            List<Item> members = wanted.members(item);
            if (!known.has(item)
                    && members.stream().anyMatch(member -> known.byHand(member).isPresent())) {
                items.addAll(members);
            } else {
                items.add(item);
            }
        }
        return items;
    }

    /** A connector for domains may be one for a rule that names them and nothing else. */
    private List<Item> ruled(List<Item> wanted, Translation translation) {
        List<Item> items = new ArrayList<>();
        Map<String, Item> rules = new LinkedHashMap<>();
        for (Item item : singly(wanted, translation)) {
            boolean sayable = item.kind() == Kind.OUTBOUND && !item.is(Property.RULE_SCOPED);
            Item scoped = sayable ? forRules(item) : item;
            Optional<Item> rule = sayable
                    ? known.find(item).isPresent()
                            ? known.byHand(item)
                                    .filter(there -> there.is(Property.RULE_SCOPED))
                                    .flatMap(there -> ruleFor(item, one -> one.says(Property.RULE_ROUTE, there.name())))
                            : ruleFor(item, one -> sendsByLike(one, scoped))
                    : Optional.empty();
            if (rule.isPresent()) {
                taken.add(rule.get().name());
                items.add(scoped);
                // A name of the policy's: where another connector stands for this one, it is put in its place.
                rules.put(item.name(), rule.get().with(Property.RULE_ROUTE, new Value.Text(item.name())));
            } else {
                items.add(item);
            }
        }
        items.addAll(rules.values());
        if (rules.isEmpty()) {
            return items;
        }
        rulesDiffer = true;
        Map<String, Integer> numbers = translation.ruleNumbers(rules);
        items.replaceAll(item -> item.kind() == Kind.RULE ? numbered(item, numbers) : item);
        return items;
    }

    /** Connectors that share one are each by itself where the tenant has a rule for each of them. */
    private List<Item> singly(List<Item> wanted, Translation translation) {
        List<Item> items = new ArrayList<>();
        Set<String> named = wanted.stream()
                .filter(item -> item.kind() == Kind.OUTBOUND)
                .map(item -> PolicyName.key(item.name()))
                .collect(Collectors.toSet());
        for (Item item : wanted) {
            List<Item> members = item.kind() == Kind.OUTBOUND
                            && !item.is(Property.RULE_SCOPED)
                            && known.find(item).isEmpty()
                    ? translation.members(item)
                    : List.of();
            Set<String> found = new HashSet<>();
            Set<String> routes = new HashSet<>();
            for (Item member : members) {
                Item scoped = forRules(member);
                Predicate<Item> own = rule -> !found.contains(rule.name())
                        // A connector that several rules send by is one of the policy's, or stands for one of its
                        // connectors only.
                        && (named.contains(PolicyName.key(route(rule))) || !routes.contains(route(rule)))
                        && sendsByLike(rule, scoped);
                ruleThere(member, own).ifPresent(rule -> {
                    found.add(rule.name());
                    routes.add(route(rule));
                });
            }
            if (members.isEmpty() || found.size() < members.size()) {
                items.add(item);
            } else {
                items.addAll(members);
            }
        }
        return items;
    }

    private static String route(Item rule) {
        return rule.text(Property.RULE_ROUTE).orElse("");
    }

    private static Item numbered(Item rule, Map<String, Integer> numbers) {
        return rule.text(Property.RULE_ROUTE)
                .map(numbers::get)
                .map(number -> rule.with(Property.RULE_PRIORITY, new Value.Text(String.valueOf(number))))
                .orElse(rule);
    }

    private static Item forRules(Item connector) {
        return connector
                .with(Property.RULE_SCOPED, new Value.Flag(true))
                .with(Property.ALL_ACCEPTED_DOMAINS, new Value.Flag(false))
                .with(Property.RECIPIENT_DOMAINS, new Value.Nothing());
    }

    /** Whether the rule sends by a connector that an administrator made for rules, and that says what this one does. */
    private boolean sendsByLike(Item rule, Item scoped) {
        return rule.text(Property.RULE_ROUTE)
                .flatMap(route -> known.called(Kind.OUTBOUND, route))
                .filter(there -> !Counterparts.isOfSomePolicy(there) && isAsGood(scoped, there))
                .isPresent();
    }

    /** A rule that is off needs no connector that is off. */
    private static boolean isAsGood(Item wanted, Item there) {
        Set<Property> besides =
                wanted.is(Property.ENABLED) ? Set.of(Property.COMMENT) : Set.of(Property.COMMENT, Property.ENABLED);
        return there.is(Property.RULE_SCOPED) && Comparing.isAlike(wanted, there, besides);
    }

    /** As it would be, if the tenant has one. */
    private Optional<Item> ruleFor(Item connector, Predicate<Item> route) {
        return ruleThere(connector, route)
                .map(rule -> new Item(Kind.RULE, rule.name(), conditions(domains(connector)))
                        .with(Property.ENABLED, new Value.Flag(connector.is(Property.ENABLED)))
                        .with(Property.RULE_MODE, new Value.Text("Enforce"))
                        .with(Property.RULE_RECIPIENT_TYPE, new Value.Text("Original")));
    }

    /**
     * The tenant's rule that names the domains, each of which is meant with all below it, as a rule means them.
     *
     * @param route whether the rule sends where the connector leads
     */
    private Optional<Item> ruleThere(Item connector, Predicate<Item> route) {
        List<String> written = connector.texts(Property.RECIPIENT_DOMAINS);
        List<String> domains = domains(connector);
        if (domains.isEmpty()
                || connector.is(Property.ALL_ACCEPTED_DOMAINS)
                || domains.stream().anyMatch(domain -> !written.containsAll(List.of(domain, "*." + domain)))) {
            return Optional.empty();
        }
        Item asked = new Item(Kind.RULE, "", conditions(domains));
        return byDomains.getOrDefault(Comparing.words(asked, Property.RULE_RECIPIENT_DOMAINS), List.of()).stream()
                .filter(rule ->
                        !taken.contains(rule.name()) && Comparing.isAlike(asked, rule, Set.of()) && route.test(rule))
                // Of several that are alike the last one: a connector for recipients goes behind all rules for them.
                .min(Counterparts.likerFirst(connector)
                        .thenComparing(
                                rule -> -RuleMoves.number(Optional.of(rule)).orElse(-1)));
    }

    private static List<String> domains(Item connector) {
        return connector.texts(Property.RECIPIENT_DOMAINS).stream()
                .map(pattern -> pattern.startsWith("*.") ? pattern.substring(2) : pattern)
                .distinct()
                .toList();
    }

    /** Of a rule that asks for the recipients' domains and for nothing else. */
    private static Map<Property, Value> conditions(List<String> domains) {
        Map<Property, Value> settings = new EnumMap<>(Property.class);
        for (Property condition : List.of(
                Property.RULE_FROM,
                Property.RULE_SENDER_DOMAINS,
                Property.RULE_SENT_TO,
                Property.RULE_HEADER,
                Property.RULE_HEADER_WORDS)) {
            settings.put(condition, new Value.Nothing());
        }
        settings.put(Property.RULE_RECIPIENT_DOMAINS, new Value.Texts(domains));
        return settings;
    }

    /** Several rules may send by one connector, of which a policy makes one for each of them. */
    private List<Item> shared(List<Item> wanted) {
        Map<String, String> routes = new HashMap<>();
        List<Item> items = new ArrayList<>();
        for (Item item : wanted) {
            Optional<Item> other = item.kind() == Kind.OUTBOUND && item.is(Property.RULE_SCOPED) && !known.has(item)
                    ? sharing(item, wanted)
                    : Optional.empty();
            if (other.isPresent()) {
                routes.put(item.name(), other.get().name());
            } else {
                items.add(item);
            }
        }
        items.replaceAll(item -> item.text(Property.RULE_ROUTE)
                .map(routes::get)
                .map(route -> item.with(Property.RULE_ROUTE, new Value.Text(route)))
                .orElse(item));
        rulesDiffer |= !routes.isEmpty();
        return items;
    }

    /** By a connector for rules that are all off no mail goes, and whether it is on is the tenant's affair. */
    private List<Item> on(List<Item> wanted) {
        return wanted.stream()
                .map(item -> item.kind() == Kind.OUTBOUND
                                && item.is(Property.RULE_SCOPED)
                                && !item.is(Property.ENABLED)
                                && known.byHand(item)
                                        .filter(there -> there.is(Property.RULE_SCOPED) && there.is(Property.ENABLED))
                                        .isPresent()
                                && wanted.stream()
                                        .filter(rule -> rule.text(Property.RULE_ROUTE)
                                                .filter(route -> Names.isAlike(route, item.name()))
                                                .isPresent())
                                        .noneMatch(Item::isRuleInForce)
                        ? item.with(Property.ENABLED, new Value.Flag(true))
                        : item)
                .toList();
    }

    /** The first of two rules for one message stops the other only where that would take it elsewhere. */
    private static List<Item> stopping(List<Item> items) {
        List<Item> rules = items.stream()
                .filter(item -> item.kind() == Kind.RULE)
                .sorted(Comparator.comparingInt(
                        rule -> RuleMoves.number(Optional.of(rule)).orElse(Integer.MAX_VALUE)))
                .toList();
        int[] stopped = RuleMeetings.of(rules).stopped();
        Map<Item, Item> stopping = new IdentityHashMap<>();
        for (int i = 0; i < rules.size(); i++) {
            Item rule = rules.get(i);
            stopping.put(rule, rule.with(Property.RULE_STOP, new Value.Flag(stopped[i] >= 0)));
        }
        return items.stream().map(item -> stopping.getOrDefault(item, item)).toList();
    }

    /** Another one of the policy, whose connector of the tenant would do: a rule that is off needs none that is off. */
    private Optional<Item> sharing(Item item, List<Item> wanted) {
        Set<Property> besides =
                item.is(Property.ENABLED) ? Set.of(Property.COMMENT) : Set.of(Property.COMMENT, Property.ENABLED);
        return wanted.stream()
                .filter(other -> other != item
                        && other.kind() == Kind.OUTBOUND
                        // As it is to be, not only as it is.
                        && Comparing.isAlike(item, other, besides)
                        && known.byHand(other)
                                .filter(there -> there.is(Property.RULE_SCOPED))
                                .filter(there -> Comparing.isAlike(item, there, besides))
                                .isPresent())
                .findFirst();
    }
}
