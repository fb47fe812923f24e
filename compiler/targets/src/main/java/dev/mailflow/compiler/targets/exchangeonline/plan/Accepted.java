package dev.mailflow.compiler.targets.exchangeonline.plan;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Item;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Settings beside a policy that are meant. A policy has no words for them, so their owner says so beside it.
 *
 * @param settings {@code NAME}, for every object, or {@code NAME@OBJECT}, each for whatever it is set to, or with {@code =VALUE} behind it for
 *     that alone, several values between commas in any order; compared without case, as the service does
 */
public record Accepted(List<String> settings) {
    public static final Accepted NONE = new Accepted(List.of());

    public Accepted {
        settings = List.copyOf(settings);
    }

    /** @param value what it is set to, as far as the export shows it */
    boolean has(Item item, String setting, Optional<Value> value) {
        return settings.stream()
                .anyMatch(accepted -> Stream.of(setting, setting + "@" + item.name())
                        .anyMatch(name -> accepted.equalsIgnoreCase(name) || isSet(accepted, name + "=", value)));
    }

    private static boolean isSet(String accepted, String assignment, Optional<Value> value) {
        return accepted.regionMatches(true, 0, assignment, 0, assignment.length())
                && value.filter(set ->
                                words(accepted.substring(assignment.length())).equals(words(text(set))))
                        .isPresent();
    }

    private static String text(Value value) {
        if (value instanceof Value.Flag flag) {
            return String.valueOf(flag.on());
        }
        if (value instanceof Value.Nothing) {
            return "";
        }
        return value instanceof Value.Text text ? text.text() : String.join(",", ((Value.Texts) value).texts());
    }

    private static Set<String> words(String text) {
        return Stream.of(text.split(","))
                .map(word -> word.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }
}
