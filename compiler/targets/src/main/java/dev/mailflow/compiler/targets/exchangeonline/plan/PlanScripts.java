package dev.mailflow.compiler.targets.exchangeonline.plan;

import dev.mailflow.compiler.targets.exchangeonline.emit.PowerShell;
import dev.mailflow.compiler.targets.exchangeonline.emit.Scripts;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step.Action;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step.Beside;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step.Change;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step.Standing;
import dev.mailflow.compiler.targets.exchangeonline.plan.Step.Unset;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Kind;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** {@code plan.ps1}: the cmdlets that a plan needs and no others; {@code plan-rollback.ps1}: the way back. */
public final class PlanScripts {
    private static final String HEAD = """
            [CmdletBinding(SupportsShouldProcess)]
            param()

            Set-StrictMode -Version 2.0
            $ErrorActionPreference = 'Stop'
            """;

    /** Internal to the service, if its pages know them at all: read, and never written. */
    private static final Set<Property> OF_THE_VENDOR = EnumSet.of(
            Property.CLIENT_HOST_NAMES,
            Property.SKIP_GATEWAY,
            Property.SKIP_TEST,
            Property.SCAN_AND_DROP,
            Property.CATCH_ALL);

    private PlanScripts() {}

    public static String forward(Plan plan, String origin) {
        StringBuilder script = new StringBuilder(Scripts.header(
                        "The steps from the exported tenant to the policy.",
                        origin,
                        "Try it first: ./plan.ps1 -WhatIf"))
                .append(HEAD);
        held(script, plan.steps());
        // A connector cannot be switched off while a rule that sends by it is on.
        turn(script, plan.steps(), Switch.OFF, "Disable");
        for (Step step : plan.steps()) {
            switch (step.action()) {
                case CREATE -> create(script, step.item());
                case CHANGE -> change(script, step.item(), wanted(step));
                case REMOVE -> remove(script, step.item());
                case UNKNOWN, BESIDE, LEFT, UNCHANGED -> {
                    if (plan.isLeftOut(step)) {
                        leftOut(script, step.item());
                    }
                }
            }
            beside(script, step);
        }
        turn(script, plan.steps(), Switch.ON, "Enable");
        move(script, plan.order(), plan);
        return script.toString();
    }

    /** What the service would refuse in the middle stops the script before its first change. */
    private static void held(StringBuilder script, List<Step> steps) {
        StringBuilder asked = new StringBuilder();
        steps.stream()
                .filter(Plan::isReleased)
                .forEach(connector -> steps.stream()
                        .filter(step -> step.item().kind() == Kind.RULE
                                && step.action() == Action.UNKNOWN
                                && step.item().is(Property.ENABLED)
                                && step.item()
                                        .says(
                                                Property.RULE_ROUTE,
                                                connector.item().name()))
                        .forEach(rule -> asked.append("Assert-Left -Rule ")
                                .append(PowerShell.quoted(rule.item().name()))
                                .append(" -Connector ")
                                .append(PowerShell.quoted(connector.item().name()))
                                .append('\n')));
        if (!asked.isEmpty()) {
            script.append('\n')
                    .append(Scripts.part("rule-left.ps1"))
                    .append('\n')
                    .append(asked);
        }
    }

    /** Nobody knows who made it, so nobody but its owner removes it; its right is what the policy does not give. */
    private static void leftOut(StringBuilder script, Item item) {
        String name = PowerShell.comment(PowerShell.quoted(item.name()));
        script.append("\n# ")
                .append(name)
                .append(" relays more than the policy says, and no policy made it. Remove it by hand:")
                .append("\n# Remove-InboundConnector -Identity ")
                .append(name)
                .append('\n');
    }

    /** What a policy does not speak of is not for a script to change. */
    private static void beside(StringBuilder script, Step step) {
        List<String> open = step.beside().stream()
                .filter(one -> one.standing() == Standing.OPEN)
                .map(Beside::name)
                .toList();
        if (!open.isEmpty() && step.isDifference()) {
            script.append("\n# Left as it is at '")
                    .append(PowerShell.comment(step.item().name()))
                    .append("', and nothing of it is in the policy: ")
                    .append(PowerShell.comment(String.join(", ", open)))
                    .append(".\n");
        }
    }

    private static void move(StringBuilder script, List<String> order, Plan plan) {
        if (!plan.order().isEmpty()) {
            script.append('\n')
                    .append(Scripts.part("rule-order.ps1"))
                    .append("\nMove-Rule -Order ")
                    .append(PowerShell.list(order))
                    .append('\n');
        }
    }

    /** A rule that is made again is appended; from the first place on, each finds those before it where they were. */
    private static void putBack(StringBuilder script, Plan plan) {
        List<Item> rules = plan.steps().stream()
                .filter(step -> step.action() == Action.REMOVE && step.item().kind() == Kind.RULE)
                .map(Step::item)
                .filter(rule -> place(rule).isPresent())
                .sorted(Comparator.comparingInt(rule -> place(rule).orElseThrow()))
                .toList();
        if (!rules.isEmpty()) {
            script.append('\n').append(Scripts.part("rule-place.ps1"));
            rules.forEach(rule -> script.append("\nSet-RulePlace -Name ")
                    .append(PowerShell.quoted(rule.name()))
                    .append(" -Priority ")
                    .append(place(rule).orElseThrow())
                    .append('\n'));
        }
    }

    private static OptionalInt place(Item rule) {
        return RuleMoves.number(Optional.of(rule));
    }

    private enum Switch {
        ON,
        OFF
    }

    /** Whether a rule that is there is switched, and to what; Set-TransportRule has no parameter Enabled. */
    private static Optional<Switch> switched(Step step) {
        if (step.action() != Action.CHANGE || step.item().kind() != Kind.RULE) {
            return Optional.empty();
        }
        return step.changes().stream()
                .filter(change -> change.property() == Property.ENABLED)
                .map(change -> change.to() instanceof Value.Flag flag && flag.on() ? Switch.ON : Switch.OFF)
                .findFirst();
    }

    /** @param to which rules: those that the plan switches on, or off */
    private static void turn(StringBuilder script, List<Step> steps, Switch to, String verb) {
        for (Step step : steps) {
            if (switched(step).equals(Optional.of(to))) {
                script.append('\n')
                        .append(verb)
                        .append("-TransportRule -Identity ")
                        .append(PowerShell.quoted(step.item().name()))
                        .append(" -Confirm:$false -WhatIf:$WhatIfPreference\n");
            }
        }
    }

    public static String back(Plan plan, String origin) {
        StringBuilder script = new StringBuilder(Scripts.header(
                        "Takes back what plan.ps1 did.", origin, "Try it first: ./plan-rollback.ps1 -WhatIf"))
                .append(HEAD);
        List<Step> steps = new ArrayList<>(plan.steps());
        Collections.reverse(steps);
        turn(script, steps, Switch.ON, "Disable");
        for (Step step : steps) {
            if (step.action() == Action.CREATE) {
                switch (step.item().kind()) {
                    case ACCEPTED_DOMAIN, ORGANIZATION -> unsaid(script, step.item());
                    default -> remove(script, step.item());
                }
            } else if (step.action() == Action.CHANGE) {
                change(script, step.item(), before(step));
                lost(script, step);
            } else if (step.action() == Action.REMOVE) {
                again(script, step.item());
            }
        }
        turn(script, steps, Switch.OFF, "Enable");
        move(script, plan.before(), plan);
        putBack(script, plan);
        return script.toString();
    }

    private static Map<String, Value> wanted(Step step) {
        Map<String, Value> settings = new LinkedHashMap<>();
        step.changes().stream()
                .filter(change -> isSetable(step.item(), change.property()))
                .forEach(change -> settings.put(change.property().word(), change.to()));
        step.unset().forEach(one -> settings.put(one.name(), one.to()));
        return settings;
    }

    /** Set-TransportRule has no parameter Enabled. */
    private static boolean isSetable(Item item, Property property) {
        return item.kind() != Kind.RULE || property != Property.ENABLED;
    }

    /** What the export does not say cannot be set back, but for what is on by default. */
    private static Map<String, Value> before(Step step) {
        Map<String, Value> settings = new LinkedHashMap<>();
        for (Change change : step.changes()) {
            Property property = change.property();
            boolean on = Item.isOnByDefault(property);
            if (isSetable(step.item(), property)) {
                change.from()
                        .or(() -> on ? Optional.of(new Value.Flag(true)) : Optional.empty())
                        .ifPresent(value -> settings.put(property.word(), value));
            }
        }
        step.unset().forEach(one -> one.from().ifPresent(value -> settings.put(one.name(), value)));
        return settings;
    }

    /** A condition of which the export holds no text cannot be set back; without it the rule is for other mail. */
    private static void lost(StringBuilder script, Step step) {
        List<String> lost = step.unset().stream()
                .filter(one -> one.from().isEmpty())
                .map(Unset::name)
                .toList();
        if (!lost.isEmpty()) {
            script.append("\n# '")
                    .append(PowerShell.comment(step.item().name()))
                    .append("' had more than the export shows: ")
                    .append(PowerShell.comment(String.join(", ", lost)))
                    .append(". Set that by hand.\n");
        }
        List<String> unsaid = step.changes().stream()
                .filter(change -> change.from().isEmpty() && !Item.isOnByDefault(change.property()))
                .map(change -> change.property().word())
                .toList();
        if (!unsaid.isEmpty()) {
            script.append("\n# What '")
                    .append(PowerShell.comment(step.item().name()))
                    .append("' had here the export does not say, so it stays: ")
                    .append(String.join(", ", unsaid))
                    .append(".\n");
        }
    }

    /** It is there, and the export does not say what it was set to. */
    private static void unsaid(StringBuilder script, Item item) {
        script.append("\n# What '")
                .append(PowerShell.comment(item.name()))
                .append("' had the export does not say, so it stays: ")
                .append(String.join(
                        ", ",
                        item.settings().keySet().stream().map(Property::word).toList()))
                .append(".\n");
    }

    /** A rule of which something is missing would be for more mail than it was: it comes back switched off. */
    private static void again(StringBuilder script, Item item) {
        if (item.unmodelled().isEmpty()) {
            create(script, item);
            return;
        }
        script.append("\n# '")
                .append(PowerShell.comment(item.name()))
                .append("' had more than this: ")
                .append(PowerShell.comment(String.join(", ", item.unmodelled().all())))
                .append(". It is made switched off; set that, then switch it on.\n");
        create(script, item.with(Property.ENABLED, new Value.Flag(false)));
    }

    private static void create(StringBuilder script, Item item) {
        Map<Property, Value> settings = new EnumMap<>(item.settings());
        settings.keySet().removeAll(OF_THE_VENDOR);
        if (item.kind() == Kind.ACCEPTED_DOMAIN || item.kind() == Kind.ORGANIZATION) {
            // A domain is added in the admin center; what it is set to can be said here.
            change(script, item, words(settings));
            return;
        }
        if (item.says(Property.CONNECTOR_SOURCE, "AdminUI")) {
            settings.remove(Property.CONNECTOR_SOURCE);
        }
        if (item.kind() == Kind.RULE) {
            // A condition that is not asked for is left out of a new rule.
            settings.values().removeIf(Value.Nothing.class::isInstance);
        }
        call(script, "New-" + item.kind().noun() + " -Name " + PowerShell.quoted(item.name()), words(settings));
    }

    private static Map<String, Value> words(Map<Property, Value> settings) {
        Map<String, Value> words = new LinkedHashMap<>();
        settings.forEach((property, value) -> words.put(property.word(), value));
        // Where a rule stands is the tenant's affair, and a number beyond the last one is refused.
        words.remove(Property.RULE_PRIORITY.word());
        return words;
    }

    private static void change(StringBuilder script, Item item, Map<String, Value> settings) {
        if (settings.isEmpty()) {
            return;
        }
        String identity = item.kind() == Kind.ORGANIZATION ? "" : " -Identity " + PowerShell.quoted(item.name());
        call(script, "Set-" + item.kind().noun() + identity, settings);
    }

    private static void remove(StringBuilder script, Item item) {
        script.append("\nRemove-")
                .append(item.kind().noun())
                .append(" -Identity ")
                .append(PowerShell.quoted(item.name()))
                .append(" -Confirm:$false -WhatIf:$WhatIfPreference\n");
    }

    private static void call(StringBuilder script, String command, Map<String, Value> settings) {
        script.append("\n$settings = ")
                .append(PowerShell.table(settings))
                .append('\n')
                .append(command)
                .append(" @settings -WhatIf:$WhatIfPreference\n");
    }
}
