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
 * @param unset what somebody gave a mail flow rule beside the policy, and what makes it one for other mail or takes its mail elsewhere
 * @param beside settings that are on in the tenant and of which a policy does not speak: they stay
 */
public record Step(
        Action action,
        Optional<Item> wanted,
        Optional<Item> current,
        List<Change> changes,
        List<Unset> unset,
        List<Beside> beside) {
    public Step {
        changes = List.copyOf(changes);
        unset = List.copyOf(unset);
        beside = List.copyOf(beside);
    }

    /** Without anything in the tenant to compare with, or without a reason to. */
    Step(Action action, Optional<Item> wanted, Optional<Item> current) {
        this(action, wanted, current, List.of(), List.of(), List.of());
    }

    public enum Action {
        CREATE,
        /** It is there and says something else: drift, or a new policy. */
        CHANGE,
        /** A policy made it, and this one has it no more. */
        REMOVE,
        /** Nobody knows where it comes from: an alarm, and never removed unasked. */
        UNKNOWN,
        /** It says what the policy says, and more that nobody has accepted: somebody has to look. */
        BESIDE,
        /** Of the Hybrid Configuration Wizard: left alone. */
        LEFT,
        UNCHANGED
    }

    /** @param from empty if the tenant's export does not say */
    public record Change(Property property, Optional<Value> from, Value to) {}

    /**
     * @param name the parameter of Set-TransportRule
     * @param from empty if the export holds no text of it
     * @param to what unsets it
     */
    public record Unset(String name, Optional<Value> from, Value to) {}

    /** @param value empty if the export holds no text of it */
    public record Beside(String name, Optional<Value> value, Standing standing) {}

    /** Whether somebody has said that a setting beside the policy is meant. */
    public enum Standing {
        OPEN,
        ACCEPTED
    }

    /** The object as it is called in the tenant, or will be. */
    public Item item() {
        return current.or(() -> wanted).orElseThrow();
    }

    /** The tenant does not say what the policy says, or says more. */
    public boolean isDifference() {
        return action != Action.UNCHANGED && action != Action.LEFT;
    }
}
