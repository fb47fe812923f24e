package dev.mailflow.compiler.targets.exchangeonline.tenant;

import java.util.List;

/**
 * A combination of settings that the service refuses, or that has not the effect it seems to have.
 *
 * @param item where it is
 * @param properties which settings do not go together
 * @param message a clause without a capital and without a stop
 */
public record Fault(Level level, Item item, List<Property> properties, String message) {
    public Fault {
        properties = List.copyOf(properties);
    }

    public enum Level {
        /** The cmdlet fails, or mail is lost. */
        ERROR,
        WARNING
    }
}
