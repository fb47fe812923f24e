package dev.mailflow.compiler.targets.exchangeonline.tenant;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a mail flow rule has set beside its {@link Property properties}, by the names of the cmdlets. Rules have conditions, exceptions and
 * actions by the dozen, and new ones each year: what is not known as an action is taken for a condition, since a condition decides which
 * mail the rule is for.
 *
 * @param conditions conditions and exceptions, and whatever else is not known
 * @param actions that change the message, and nothing of where it goes
 * @param values what each of them is set to, as far as the export says it
 */
public record Unmodelled(List<String> conditions, List<String> actions, Map<String, Value> values) {
    public static final Unmodelled NONE = new Unmodelled(List.of(), List.of(), Map.of());

    public Unmodelled {
        conditions = List.copyOf(conditions);
        actions = List.copyOf(actions);
        values = Map.copyOf(values);
    }

    public boolean isEmpty() {
        return conditions.isEmpty() && actions.isEmpty();
    }

    public List<String> all() {
        return Stream.concat(conditions.stream(), actions.stream()).toList();
    }

    /** Empty if the export holds only a part of it, or something that is no text. */
    public Optional<Value> value(String name) {
        return Optional.ofNullable(values.get(name));
    }
}
