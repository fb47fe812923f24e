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
import java.util.stream.Collectors;

/**
 * The way from a tenant as it is to a tenant as a policy has it.
 *
 * @param steps in the order in which they have to be done; objects that are not in the policy last
 */
public record Plan(List<Step> steps) {
    /** Defaults that are off: an export that does not name them says the same. */
    private static final List<Property> NOT_COMPARED = List.of(Property.RULE_PRIORITY);

    public Plan {
        steps = List.copyOf(steps);
    }

    /** Whether connectors of the Hybrid Configuration Wizard may be changed. */
    public enum HybridWizard {
        LEFT_ALONE,
        INCLUDED
    }

    /** What becomes of connectors that nobody knows. */
    public enum Unknown {
        KEPT,
        REMOVED
    }

    public static Plan of(Tenant wanted, Tenant current, HybridWizard wizard, Unknown unknown) {
        List<Step> steps = new ArrayList<>();
        Map<Item, Boolean> matched = new IdentityHashMap<>();
        for (Item item : wanted.items()) {
            Optional<Item> found = find(item, current);
            found.ifPresent(there -> matched.put(there, true));
            steps.add(step(item, found, wizard));
        }
        for (Item item : current.items()) {
            if (!matched.containsKey(item) && isConnector(item)) {
                steps.add(new Step(
                        left(item, wizard, unknown), Optional.empty(), Optional.of(item), List.of(), List.of()));
            }
        }
        return new Plan(steps);
    }

    private static boolean isConnector(Item item) {
        return item.kind() == Kind.INBOUND || item.kind() == Kind.OUTBOUND;
    }

    private static Action left(Item item, HybridWizard wizard, Unknown unknown) {
        if (item.isOfHybridWizard() && wizard == HybridWizard.LEFT_ALONE) {
            return Action.LEFT;
        }
        boolean ours = Marks.isMarked(item.text(Property.COMMENT).orElse(""));
        return ours || unknown == Unknown.REMOVED ? Action.REMOVE : Action.UNKNOWN;
    }

    /** By name; else by the name that an import would have given it, if only one has it. */
    private static Optional<Item> find(Item wanted, Tenant current) {
        if (wanted.kind() == Kind.ORGANIZATION) {
            return current.of(Kind.ORGANIZATION).stream().findFirst();
        }
        Optional<Item> exact = current.find(wanted.kind(), wanted.name());
        if (exact.isPresent()) {
            return exact;
        }
        List<Item> near = current.of(wanted.kind()).stream()
                .filter(item -> plain(item.name()).equals(plain(wanted.name())))
                .toList();
        return near.size() == 1 ? Optional.of(near.get(0)) : Optional.empty();
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
                .filter(entry -> entry.getKey() != Property.CONNECTOR_SOURCE)
                .filter(entry -> !words(entry.getKey(), entry.getValue()).isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        boolean leftAlone = there.isOfHybridWizard() && wizard == HybridWizard.LEFT_ALONE;
        Action action = changes.isEmpty() ? Action.UNCHANGED : leftAlone ? Action.LEFT : Action.CHANGE;
        return new Step(action, Optional.of(wanted), found, changes, beside);
    }

    /** Compared as the service compares: without case, without order, without host bits; null, empty and off are one. */
    private static boolean isSame(Property property, Optional<Value> current, Value wanted) {
        if (property == Property.ENABLED || property == Property.USE_MX) {
            // These are on where nothing is said.
            return current.isEmpty() || words(property, current.get()).equals(words(property, wanted));
        }
        Set<String> there = current.map(value -> words(property, value)).orElse(Set.of());
        if (current.isEmpty() && (property == Property.DANE_MODE || property == Property.MTA_STS_MODE)) {
            return words(property, wanted).equals(Set.of("opportunistic"));
        }
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
