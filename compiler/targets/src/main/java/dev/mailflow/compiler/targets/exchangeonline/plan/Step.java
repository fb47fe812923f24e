package dev.mailflow.compiler.targets.exchangeonline.plan;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import java.util.List;
import java.util.Optional;

/**
 * What is to be done with one object.
 *
 * @param wanted as the policy has it; empty if the policy has not
 * @param current as the tenant has it; empty if the tenant has not
 * @param changes of what is there and differs
 * @param beside settings that are on in the tenant and of which a policy does not speak: they stay
 */
public record Step(
        Action action, Optional<Item> wanted, Optional<Item> current, List<Change> changes, List<Property> beside) {
    public Step {
        changes = List.copyOf(changes);
        beside = List.copyOf(beside);
    }

    public enum Action {
        CREATE,
        /** It is there and says something else: drift, or a new policy. */
        CHANGE,
        /** A policy made it, and this one has it no more. */
        REMOVE,
        /** Nobody knows where it comes from: an alarm, and never removed unasked. */
        UNKNOWN,
        /** Of the Hybrid Configuration Wizard: left alone. */
        LEFT,
        UNCHANGED
    }

    /** @param from empty if the tenant's export does not say */
    public record Change(Property property, Optional<Value> from, Value to) {}

    /** The object as it is called in the tenant, or will be. */
    public Item item() {
        return current.or(() -> wanted).orElseThrow();
    }

    /** The tenant does not say what the policy says. */
    public boolean isDifference() {
        return action != Action.UNCHANGED && action != Action.LEFT;
    }
}
