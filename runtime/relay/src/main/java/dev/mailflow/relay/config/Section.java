package dev.mailflow.relay.config;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One object of the configuration while it is read: it remembers which keys were asked for and reports the rest. */
final class Section {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,19})(KiB|MiB|GiB)?");

    private final String path;
    private final Json.Obj object;
    private final List<ConfigurationMistake> mistakes;
    private final Set<String> known = new HashSet<>();
    /** What was reported as missing, or in a section that is, by the key that would have to be there. */
    private final Map<String, List<ConfigurationMistake>> missed = new HashMap<>();
    /** Notes further up what is missing here because this section itself is not stated. */
    private final Consumer<ConfigurationMistake> above;

    Section(String path, Json.Obj object, List<ConfigurationMistake> mistakes) {
        this(path, object, mistakes, ignored -> {});
    }

    private Section(
            String path, Json.Obj object, List<ConfigurationMistake> mistakes, Consumer<ConfigurationMistake> above) {
        this.path = path;
        this.object = object;
        this.mistakes = mistakes;
        this.above = above;
    }

    Optional<Json> find(String key) {
        known.add(key);
        return Optional.ofNullable(object.members().get(key)).map(Json.Member::value);
    }

    boolean has(String key) {
        return object.members().containsKey(key);
    }

    Section section(String key) {
        Json value = find(key).orElse(null);
        if (value instanceof Json.Obj inner) {
            return new Section(pathOf(key), inner, mistakes);
        }
        if (value != null) {
            wrong(key, value, "an object");
        }
        return new Section(
                pathOf(key),
                new Json.Obj(object.place(), Map.of()),
                mistakes,
                value == null ? missing -> note(key, missing) : ignored -> {});
    }

    List<Section> sections(String key) {
        List<Section> all = new ArrayList<>();
        items(key).forEach(item -> {
            if (item.value instanceof Json.Obj inner) {
                all.add(new Section(item.path, inner, mistakes));
            } else {
                report(item.value.place(), item.path, "an object is meant here, not " + item.value.kind());
            }
        });
        return all;
    }

    record Item(String path, Json value) {}

    List<Item> items(String key) {
        Json value = find(key).orElse(null);
        if (value instanceof Json.Arr array) {
            return items(pathOf(key), array);
        }
        if (value != null) {
            wrong(key, value, "an array");
        }
        return List.of();
    }

    private static List<Item> items(String path, Json.Arr array) {
        List<Item> all = new ArrayList<>();
        for (int i = 0; i < array.items().size(); i++) {
            all.add(new Item(path + "[" + i + "]", array.items().get(i)));
        }
        return all;
    }

    /** The item itself, or those of the array that it is; one is needed. */
    List<Item> choices(Item item) {
        if (!(item.value instanceof Json.Arr array)) {
            return List.of(item);
        }
        if (array.items().isEmpty()) {
            report(array.place(), item.path, "at least one is needed");
        }
        return items(item.path, array);
    }

    /** Keys and values of an object whose keys are names of the user's. */
    List<Entry> entries(String key) {
        List<Entry> all = new ArrayList<>();
        Json value = find(key).orElse(null);
        if (value instanceof Json.Obj inner) {
            inner.members()
                    .forEach((name, member) -> all.add(
                            new Entry(name, member.place(), new Item(pathOf(key) + "." + name, member.value()))));
        } else if (value != null) {
            wrong(key, value, "an object");
        }
        return all;
    }

    record Entry(String name, Json.Place place, Item item) {}

    Optional<String> string(String key) {
        return find(key).flatMap(value -> text(new Item(pathOf(key), value)));
    }

    Optional<String> text(Item item) {
        if (item.value instanceof Json.Text text && !text.value().isEmpty()) {
            return Optional.of(text.value());
        }
        String got = item.value instanceof Json.Text ? "an empty one" : item.value.kind();
        report(item.value.place(), item.path, "a string is meant here, not " + got);
        return Optional.empty();
    }

    /** A string turned into a value by a reader that gives empty for what it cannot read. */
    <T> Optional<T> read(String key, String meant, Function<String, Optional<T>> reader) {
        return find(key).flatMap(value -> read(new Item(pathOf(key), value), meant, reader));
    }

    <T> Optional<T> read(Item item, String meant, Function<String, Optional<T>> reader) {
        return text(item).flatMap(text -> {
            Optional<T> result = reader.apply(text);
            if (result.isEmpty()) {
                report(item.value.place(), item.path, "`" + text + "` is not " + meant);
            }
            return result;
        });
    }

    <T> List<T> list(String key, String meant, Function<String, Optional<T>> reader) {
        List<T> all = new ArrayList<>();
        items(key).forEach(item -> read(item, meant, reader).ifPresent(all::add));
        return all;
    }

    /** Relative to the folder of the file that states it. */
    Optional<Path> path(String key) {
        return find(key).flatMap(value -> path(new Item(pathOf(key), value)));
    }

    Optional<Path> path(Item item) {
        return text(item).flatMap(text -> {
            try {
                Path folder = item.value.place().file().toAbsolutePath().getParent();
                return Optional.of((folder == null ? Path.of(text) : folder.resolve(text)).normalize());
            } catch (java.nio.file.InvalidPathException e) {
                report(item.value.place(), item.path, "`" + text + "` is not a path");
                return Optional.empty();
            }
        });
    }

    int number(String key, int low, int high, int otherwise) {
        Json value = find(key).orElse(null);
        if (value == null) {
            return otherwise;
        }
        Long read = value instanceof Json.Num number ? whole(number.digits()) : null;
        if (read == null || read < low || read > high) {
            report(value.place(), pathOf(key), "a whole number from " + low + " to " + high + " is meant here");
            return otherwise;
        }
        return read.intValue();
    }

    private static @Nullable Long whole(String digits) {
        return digits.matches("-?[0-9]{1,15}") ? Long.valueOf(digits) : null;
    }

    long size(String key, long least, long otherwise) {
        return find(key)
                .flatMap(value -> size(new Item(pathOf(key), value), least))
                .orElse(otherwise);
    }

    /** Octets by names of the user's. */
    Map<String, Long> sizes(String key) {
        Map<String, Long> all = new LinkedHashMap<>();
        entries(key).forEach(entry -> size(entry.item, 0).ifPresent(octets -> all.put(entry.name, octets)));
        return all;
    }

    private Optional<Long> size(Item item, long least) {
        String text = item.value instanceof Json.Num number
                ? number.digits()
                : item.value instanceof Json.Text string ? string.value() : "";
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            report(item.value.place(), item.path, "a size is octets or a string such as \"35MiB\"");
            return Optional.empty();
        }
        String unit = matcher.group(2);
        int shift = unit == null ? 0 : unit.equals("KiB") ? 10 : unit.equals("MiB") ? 20 : 30;
        // What is more than a number can be is as good as the greatest.
        long octets = new BigInteger(matcher.group(1))
                .shiftLeft(shift)
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .longValue();
        if (octets < least) {
            report(item.value.place(), item.path, "at least " + least + " octets");
            return Optional.empty();
        }
        return Optional.of(octets);
    }

    Duration duration(String key, Duration otherwise) {
        return find(key)
                .flatMap(value -> duration(new Item(pathOf(key), value)))
                .orElse(otherwise);
    }

    Optional<Duration> duration(Item item) {
        Matcher matcher = DURATION.matcher(item.value instanceof Json.Text text ? text.value() : "");
        Duration read = Duration.ZERO;
        if (matcher.matches()) {
            long count = Long.parseLong(matcher.group(1));
            read = switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofDays(count);
            };
        }
        // A year is more than any wait here; beyond it sums of milliseconds would need care.
        if (read.isZero() || read.compareTo(Duration.ofDays(366)) > 0) {
            report(item.value.place(), item.path, "a duration is a string such as \"30s\", \"5m\" or \"5d\", not zero");
            return Optional.empty();
        }
        return Optional.of(read);
    }

    /** A word out of a few. */
    <E extends Enum<E>> E word(String key, Class<E> type, E otherwise) {
        List<String> words = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            words.add(constant.name().toLowerCase(Locale.ROOT));
        }
        return read(key, "one of `" + String.join("`, `", words) + "`", text -> {
                    int index = words.indexOf(text);
                    return index < 0 ? Optional.<E>empty() : Optional.of(type.getEnumConstants()[index]);
                })
                .orElse(otherwise);
    }

    void missing(String key) {
        known.add(key);
        Json.Place place = object.place();
        ConfigurationMistake missing = new ConfigurationMistake(
                place.file().toString(), place.line(), place.column(), pathOf(key), "required, but not stated");
        mistakes.add(missing);
        note(key, missing);
    }

    private void note(String key, ConfigurationMistake missing) {
        missed.computeIfAbsent(key, ignored -> new ArrayList<>()).add(missing);
        above.accept(missing);
    }

    /** To be called when every key was asked for. Who misspelt a key that is required is told so, and not that it is missing too. */
    void end() {
        object.members().forEach((key, member) -> {
            if (!known.contains(key)) {
                String near = nearest(key);
                mistakes.removeAll(missed.getOrDefault(near, List.of()));
                report(
                        member.place(),
                        pathOf(key),
                        "unknown key" + (near.isEmpty() ? "" : "; did you mean `" + near + "`?"));
            }
        });
    }

    private String nearest(String key) {
        String best = "";
        int least = key.length() / 3 + 1;
        for (String candidate : known.stream().sorted().toList()) {
            int distance = distance(key.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (distance < least) {
                best = candidate;
                least = distance;
            }
        }
        return best;
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int cost = Math.min(
                        Math.min(row[j], row[j - 1]) + 1, diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1));
                diagonal = row[j];
                row[j] = cost;
            }
        }
        return row[b.length()];
    }

    void report(String key, String message) {
        Json.Member member = object.members().get(key);
        report(member == null ? object.place() : member.place(), pathOf(key), message);
    }

    void report(Json.Place place, String key, String message) {
        mistakes.add(new ConfigurationMistake(place.file().toString(), place.line(), place.column(), key, message));
    }

    private void wrong(String key, Json value, String meant) {
        report(value.place(), pathOf(key), meant + " is meant here, not " + value.kind());
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
