package dev.mailflow.compiler.targets.exchangeonline.plan;

import dev.mailflow.compiler.targets.exchangeonline.emit.Marks;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step.Action;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step.Change;
import dev.mailflow.compiler.targets.exchangeonline.tenant.AddressBlock;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The way from a tenant as it is to a tenant as a policy has it.
 *
 * @param steps in the order in which they have to be done; objects that are not in the policy last, but for rules that are removed: they go
 *     before the connectors are changed
 */
public record Plan(List<Step> steps) {
    /** Where a rule stands among those of the tenant is not for a policy to say. */
    private static final List<Property> NOT_COMPARED = List.of(Property.RULE_PRIORITY);

    /** What is set and changes nothing by itself. */
    private static final List<Property> NOT_SHOWN = List.of(Property.CONNECTOR_SOURCE, Property.RULE_SENDER_LOCATION);

    /** A connector cannot be removed while a rule sends by it. */
    private static final List<Kind> REMOVED_IN_ORDER =
            List.of(Kind.RULE, Kind.OUTBOUND, Kind.INBOUND, Kind.ACCEPTED_DOMAIN);

    /** What is meant where an export says nothing; for all others it is nothing, or off. */
    private static final Map<Property, String> DEFAULTS = Map.of(
            Property.ENABLED, "on",
            Property.USE_MX, "on",
            Property.DANE_MODE, "opportunistic",
            Property.MTA_STS_MODE, "opportunistic",
            Property.RULE_MODE, "enforce",
            Property.RULE_SENDER_LOCATION, "header");

    public Plan {
        steps = List.copyOf(steps);
    }

    /** Whether connectors of the Hybrid Configuration Wizard may be changed. */
    public enum HybridWizard {
        LEFT_ALONE,
        INCLUDED
    }

    /** What becomes of connectors and rules that nobody knows; rules that do more than a policy can say are kept in either case. */
    public enum Unknown {
        KEPT,
        REMOVED
    }

    public static Plan of(Tenant wanted, Tenant current, HybridWizard wizard, Unknown unknown) {
        List<Step> steps = new ArrayList<>();
        Map<Item, Boolean> matched = new IdentityHashMap<>();
        for (Item written : wanted.items()) {
            Item item = bySpelling(written, current);
            Optional<Item> found = find(item, current);
            found.ifPresent(there -> matched.put(there, true));
            steps.add(step(item, found, wizard));
        }
        List<Step> left = new ArrayList<>();
        for (Kind kind : REMOVED_IN_ORDER) {
            for (Item item : current.of(kind)) {
                if (!matched.containsKey(item) && !isInitial(item)) {
                    Action action = left(item, wizard, unknown);
                    boolean held = action == Action.REMOVE && kind == Kind.OUTBOUND && isHeld(item, left);
                    left.add(new Step(
                            held ? Action.UNKNOWN : action, Optional.empty(), Optional.of(item), List.of(), List.of()));
                }
            }
        }
        List<Step> removedRules = left.stream()
                .filter(step -> step.action() == Action.REMOVE && step.item().kind() == Kind.RULE)
                .toList();
        steps.addAll(beforeOutbound(steps), removedRules);
        left.removeAll(removedRules);
        steps.addAll(left);
        return new Plan(steps);
    }

    /** The service takes no change of a connector by which a rule that is on could no longer send. */
    private static int beforeOutbound(List<Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            Kind kind = steps.get(i).item().kind();
            if (kind != Kind.ACCEPTED_DOMAIN && kind != Kind.INBOUND) {
                return i;
            }
        }
        return steps.size();
    }

    /** A rule that stays sends by it, so the service would not let it go. */
    private static boolean isHeld(Item outbound, List<Step> left) {
        return left.stream()
                .filter(step -> step.action() == Action.UNKNOWN)
                .anyMatch(step -> step.item().says(Property.RULE_ROUTE, outbound.name()));
    }

    /** A rule names its connector as the tenant does. */
    private static Item bySpelling(Item rule, Tenant current) {
        return rule.text(Property.RULE_ROUTE)
                .flatMap(route -> byName(Kind.OUTBOUND, route, current))
                .map(there -> rule.with(Property.RULE_ROUTE, new Value.Text(there.name())))
                .orElse(rule);
    }

    /** Every tenant has it, and nobody can take it out. */
    private static boolean isInitial(Item item) {
        return item.kind() == Kind.ACCEPTED_DOMAIN
                && item.name().toLowerCase(Locale.ROOT).endsWith(".onmicrosoft.com");
    }

    private static Action left(Item item, HybridWizard wizard, Unknown unknown) {
        if (item.kind() == Kind.ACCEPTED_DOMAIN) {
            // Domains are taken out in the admin center.
            return Action.UNKNOWN;
        }
        if (item.isOfHybridWizard() && wizard == HybridWizard.LEFT_ALONE) {
            return Action.LEFT;
        }
        boolean ours = Marks.isMarked(
                item.kind() == Kind.RULE
                        ? item.name()
                        : item.text(Property.COMMENT).orElse(""));
        // What nobody here understands could not be made again on the way back.
        boolean understood = item.unmodelled().isEmpty();
        return ours || unknown == Unknown.REMOVED && understood ? Action.REMOVE : Action.UNKNOWN;
    }

    /** By name; else by the name that an import would have given it, if only one has it; a rule else by its connector. */
    private static Optional<Item> find(Item wanted, Tenant current) {
        if (wanted.kind() == Kind.ORGANIZATION) {
            return current.of(Kind.ORGANIZATION).stream().findFirst();
        }
        return byName(wanted.kind(), wanted.name(), current)
                // The administrator's own rule for that connector, under his own name.
                .or(() -> wanted.text(Property.RULE_ROUTE)
                        .flatMap(route -> only(current.of(Kind.RULE), rule -> rule.says(Property.RULE_ROUTE, route))));
    }

    private static Optional<Item> byName(Kind kind, String name, Tenant current) {
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

    private static Step step(Item wanted, Optional<Item> found, HybridWizard wizard) {
        if (found.isEmpty()) {
            // The organization is always there, if not in the export.
            boolean quiet = wanted.kind() == Kind.ORGANIZATION && !wanted.is(Property.REJECT_DIRECT_SEND);
            return new Step(quiet ? Action.UNCHANGED : Action.CREATE, Optional.of(wanted), found, List.of(), List.of());
        }
        Item there = found.get();
        List<Change> changes = new ArrayList<>();
        wanted.settings().forEach((property, value) -> {
            if (!NOT_COMPARED.contains(property) && !isSame(property, there.value(property), value)) {
                changes.add(new Change(property, there.value(property), value));
            }
        });
        List<Property> beside = there.settings().entrySet().stream()
                .filter(entry -> !wanted.settings().containsKey(entry.getKey()))
                .filter(entry -> !NOT_SHOWN.contains(entry.getKey()))
                .filter(entry -> !words(entry.getKey(), entry.getValue()).isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        boolean leftAlone = there.isOfHybridWizard() && wizard == HybridWizard.LEFT_ALONE;
        Action action = changes.isEmpty() ? Action.UNCHANGED : leftAlone ? Action.LEFT : Action.CHANGE;
        return new Step(action, Optional.of(wanted), found, changes, beside);
    }

    /** Compared as the service compares: without case, without order, without host bits; null, empty and off are one. */
    private static boolean isSame(Property property, Optional<Value> current, Value wanted) {
        Optional<String> byDefault = Optional.ofNullable(DEFAULTS.get(property));
        Set<String> there = current.filter(value -> !(value instanceof Value.Nothing))
                .map(value -> words(property, value))
                .orElseGet(() -> byDefault.map(Set::of).orElse(Set.of()));
        return there.equals(words(property, wanted));
    }

    private static Set<String> words(Property property, Value value) {
        if (value instanceof Value.Flag flag) {
            return flag.on() ? Set.of("on") : Set.of();
        }
        if (value instanceof Value.Nothing) {
            return Set.of();
        }
        List<String> texts = value instanceof Value.Text text ? List.of(text.text()) : ((Value.Texts) value).texts();
        return texts.stream()
                .map(text -> word(property, text))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String word(Property property, String text) {
        if (property == Property.COMMENT) {
            return Marks.unmarked(text);
        }
        return property.form() == Property.Form.NETWORKS
                ? AddressBlock.parse(text).map(AddressBlock::text).orElse(text)
                : text.toLowerCase(Locale.ROOT);
    }

    public boolean isDifferent() {
        return steps.stream().anyMatch(Step::isDifference);
    }

    public long count(Action action) {
        return steps.stream().filter(step -> step.action() == action).count();
    }
}
