package dev.mailflow.compiler.targets.exchangeonline.plan;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import java.util.List;

/**
 * Settings beside a policy that are meant. A policy has no words for them, so their owner says so beside it.
 *
 * @param settings {@code NAME}, for every object, or {@code NAME@OBJECT}; compared without case, as the service does
 */
public record Accepted(List<String> settings) {
    public static final Accepted NONE = new Accepted(List.of());

    public Accepted {
        settings = List.copyOf(settings);
    }

    boolean has(Item item, String setting) {
        return settings.stream()
                .anyMatch(accepted ->
                        accepted.equalsIgnoreCase(setting) || accepted.equalsIgnoreCase(setting + "@" + item.name()));
    }
}
