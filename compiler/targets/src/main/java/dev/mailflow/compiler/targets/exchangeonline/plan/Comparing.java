package dev.mailflow.compiler.targets.exchangeonline.plan;

import dev.mailflow.compiler.targets.exchangeonline.emit.Marks;
import dev.mailflow.compiler.targets.exchangeonline.plan.Plan.HybridWizard;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step.Action;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step.Beside;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step.Change;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step.Standing;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step.Unset;
import dev.mailflow.compiler.targets.exchangeonline.tenant.AddressBlock;
import dev.mailflow.compiler.targets.exchangeonline.tenant.DomainSpace;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.RuleParameters;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One object of a policy beside the one of the tenant that is it. */
final class Comparing {
    /** At which number a rule stands is the tenant's affair; which of two goes first is compared by {@link Plan}. */
    private static final List<Property> NOT_COMPARED = List.of(Property.RULE_PRIORITY);

    /** What is set and changes nothing by itself. */
    private static final List<Property> NOT_SHOWN = List.of(
            Property.CONNECTOR_SOURCE,
            Property.COMMENT,
            Property.RULE_SENDER_LOCATION,
            Property.RULE_RECIPIENT_TYPE,
            Property.RULE_PRIORITY);

    private static final List<Property> WHOM = List.of(
            Property.SENDER_DOMAINS,
            Property.SENDER_ADDRESSES,
            Property.CERTIFICATE_NAME,
            Property.RECIPIENT_DOMAINS,
            Property.SMART_HOSTS,
            Property.RULE_ROUTE,
            Property.RULE_FROM,
            Property.RULE_SENT_TO,
            Property.RULE_SENDER_DOMAINS,
            Property.RULE_RECIPIENT_DOMAINS);

    private static final Set<String> ON = Set.of("on");

    /** What is meant where an export says nothing, beside flags that are on; for all others it is nothing, or off. */
    private static final Map<Property, String> DEFAULTS = Map.of(
            Property.DANE_MODE, "opportunistic",
            Property.MTA_STS_MODE, "opportunistic",
            Property.RULE_MODE, "enforce",
            Property.RULE_SENDER_LOCATION, "header",
            Property.RULE_RECIPIENT_TYPE, "resolved");

    private final Item wanted;
    private final Item there;
    private final Accepted accepted;
    private final List<Change> changes = new ArrayList<>();
    private final List<Unset> unset = new ArrayList<>();
    private final List<Beside> beside = new ArrayList<>();

    private Comparing(Item wanted, Item there, Accepted accepted) {
        this.wanted = wanted;
        this.there = there;
        this.accepted = accepted;
    }

    static Step step(Item wanted, Item there, HybridWizard wizard, Accepted accepted) {
        Comparing comparing = new Comparing(wanted, there, accepted);
        comparing.settings();
        comparing.unmodelled();
        boolean leftAlone = there.isOfHybridWizard() && wizard == HybridWizard.LEFT_ALONE;
        return new Step(
                comparing.action(leftAlone),
                Optional.of(wanted),
                Optional.of(there),
                comparing.changes,
                comparing.unset,
                comparing.beside);
    }

    /** What no policy speaks of, as far as it is not what the service sets by itself. */
    static Step beside(Item there, Accepted accepted) {
        Comparing comparing = new Comparing(new Item(there.kind(), there.name(), Map.of()), there, accepted);
        comparing.settings();
        return new Step(
                comparing.action(false),
                Optional.empty(),
                Optional.of(there),
                comparing.changes,
                comparing.unset,
                comparing.beside);
    }

    private Action action(boolean leftAlone) {
        boolean same = changes.isEmpty() && unset.isEmpty();
        if (leftAlone) {
            return same ? Action.UNCHANGED : Action.LEFT;
        }
        if (!same) {
            return Action.CHANGE;
        }
        return beside.stream().anyMatch(one -> one.standing() == Standing.OPEN) ? Action.BESIDE : Action.UNCHANGED;
    }

    private void settings() {
        wanted.settings().forEach((property, value) -> {
            if (property == Property.TLS_SETTINGS
                    && wanted.says(property, "EncryptionOnly")
                    && there.says(property, "CertificateValidation")) {
                // More than a policy has words for: to set what it says would be weaker.
                beside(property.word(), there.value(property));
            } else if (property == Property.RULE_STOP && isStopOfItsOwner()) {
                beside(property.word(), there.value(property));
            } else if (property == Property.TEST_MODE && isOnlyTested()) {
                beside(property.word(), there.value(property));
            } else if (!NOT_COMPARED.contains(property)
                    && !(property == Property.ENABLED && isOnlyTested())
                    && !isSame(property, there.value(property), value)) {
                changes.add(new Change(property, there.value(property), asThere(property, value)));
            }
        });
        there.settings().forEach((property, value) -> {
            if (!wanted.settings().containsKey(property)
                    && !NOT_SHOWN.contains(property)
                    && isSaid(property, value)
                    && !words(property, value).equals(byDefault(property))) {
                // The exception that a rule needs (MF6061) too: which header is meant, a policy cannot say.
                beside(property.word(), Optional.of(value));
            }
        });
    }

    /** A domain that stays does so with the cost of its address space, for which a policy has no words. */
    private Value asThere(Property property, Value value) {
        if (property.form() != Property.Form.DOMAINS
                || !(value instanceof Value.Texts texts)
                || !(there.value(property).orElse(value) instanceof Value.Texts current)) {
            return value;
        }
        Map<String, String> written = new HashMap<>();
        current.written()
                .forEach(text -> DomainSpace.parse(text).ifPresent(space -> written.put(space.pattern(), text)));
        return new Value.Texts(
                texts.texts(),
                texts.written().stream()
                        .map(text -> written.getOrDefault(text.toLowerCase(Locale.ROOT), text))
                        .toList());
    }

    /** Which rules stand behind one that an administrator made, and would act if it did not stop them, nobody here knows. */
    private boolean isStopOfItsOwner() {
        return there.is(Property.RULE_STOP) && !wanted.is(Property.RULE_STOP) && !Counterparts.isOfSomePolicy(there);
    }

    /** A connector in test mode is there and is chosen for no mail, as one that is off. */
    private boolean isOnlyTested() {
        return there.is(Property.TEST_MODE) && !wanted.is(Property.ENABLED);
    }

    /** Off is said of a flag alone: of all else it is nothing. */
    private static boolean isSaid(Property property, Value value) {
        return value instanceof Value.Flag || !words(property, value).isEmpty();
    }

    /** For whom an object is, in words that can be looked up: two that are alike have it in common. */
    static List<Object> whom(Item item) {
        List<Object> whom = new ArrayList<>(List.of(item.kind()));
        for (Property property : WHOM) {
            item.value(property)
                    .map(value -> words(property, value))
                    .filter(words -> !words.isEmpty())
                    .ifPresent(whom::add);
        }
        return whom;
    }

    /** Whether what is there says what is wanted, but for some of it; a rule that has more than a policy knows does not. */
    static boolean isAlike(Item wanted, Item there, Set<Property> besides) {
        return wanted.kind() == there.kind()
                && there.unmodelled().conditions().isEmpty()
                && wanted.settings().entrySet().stream()
                        .filter(setting -> !besides.contains(setting.getKey()))
                        .allMatch(
                                setting -> isSame(setting.getKey(), there.value(setting.getKey()), setting.getValue()));
    }

    /** What nobody here knows could be a condition as well, and is not for a script to unset. */
    private void unmodelled() {
        for (String name : there.unmodelled().all()) {
            Optional<Value> from = there.unmodelled().value(name);
            Optional<Value> to = RuleParameters.unset(name, from);
            if (to.isPresent()) {
                unset.add(new Unset(name, from, to.get()));
            } else {
                beside(name, from);
            }
        }
    }

    private void beside(String name, Optional<Value> value) {
        beside.add(new Beside(name, value, accepted.has(there, name, value) ? Standing.ACCEPTED : Standing.OPEN));
    }

    /** Compared as the service compares: without case, without order, without host bits; null, empty and off are one. */
    private static boolean isSame(Property property, Optional<Value> current, Value wanted) {
        return words(property, current).equals(words(property, wanted));
    }

    /** What the object says of it, or what is meant where it says nothing, as it is compared. */
    static Set<String> words(Item item, Property property) {
        return words(property, item.value(property));
    }

    private static Set<String> words(Property property, Optional<Value> current) {
        return current.filter(value -> !(value instanceof Value.Nothing))
                .map(value -> words(property, value))
                .orElseGet(() -> byDefault(property));
    }

    private static Set<String> byDefault(Property property) {
        return Item.isOnByDefault(property)
                ? ON
                : Optional.ofNullable(DEFAULTS.get(property)).map(Set::of).orElse(Set.of());
    }

    private static Set<String> words(Property property, Value value) {
        if (value instanceof Value.Flag flag) {
            return flag.on() ? ON : Set.of();
        }
        if (value instanceof Value.Nothing) {
            return Set.of();
        }
        List<String> texts = value instanceof Value.Text text ? List.of(text.text()) : ((Value.Texts) value).texts();
        Set<String> words = texts.stream()
                .map(text -> word(property, text))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        if (property == Property.RULE_SENDER_DOMAINS || property == Property.RULE_RECIPIENT_DOMAINS) {
            // A condition on a domain takes all below it.
            words.removeIf(word -> words.stream().anyMatch(above -> word.endsWith("." + above)));
        }
        return words;
    }

    private static String word(Property property, String text) {
        if (property == Property.COMMENT) {
            // A policy holds a text of one line.
            return Marks.unmarked(text).strip().replaceAll("\\s+", " ");
        }
        if (property == Property.SMART_HOSTS) {
            return text.replaceAll("^\\[|]$", "").toLowerCase(Locale.ROOT);
        }
        return property.form() == Property.Form.NETWORKS
                ? AddressBlock.parse(text).map(AddressBlock::text).orElse(text)
                : text.toLowerCase(Locale.ROOT);
    }
}
