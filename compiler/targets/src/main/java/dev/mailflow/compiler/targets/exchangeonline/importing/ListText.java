package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.targets.exchangeonline.importing.Found.Raw;
import dev.mailflow.compiler.targets.exchangeonline.importing.Found.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code Format-List} prints: {@code Name : value}, lists in braces, an empty line between objects. */
final class ListText {
    private static final Pattern LINE = Pattern.compile("^([A-Za-z][A-Za-z0-9]*) *: ?(.*)$");

    private ListText() {}

    static boolean isIn(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .limit(3)
                .anyMatch(line -> LINE.matcher(line).matches());
    }

    static List<Found> read(SourceFile file) {
        List<Found> found = new ArrayList<>();
        Map<String, Raw> properties = new LinkedHashMap<>();
        String name = "";
        StringBuilder value = new StringBuilder();
        String between = "";
        int start = 0;
        int offset = 0;
        for (String line : file.text().split("(?<=\n)", -1)) {
            String shown = line.stripTrailing();
            Matcher matcher = LINE.matcher(shown);
            if (matcher.matches()) {
                put(properties, name, value, file, start, offset);
                name = matcher.group(1);
                value = new StringBuilder(matcher.group(2));
                start = offset;
            } else if (shown.isBlank()) {
                put(properties, name, value, file, start, offset);
                name = "";
                if (!properties.isEmpty()) {
                    found.add(object(properties));
                    properties = new LinkedHashMap<>();
                }
            } else if (!name.isEmpty()) {
                // A long value goes on below, in the column where it began.
                value.append(value.length() > 0 && value.charAt(value.length() - 1) == ',' ? " " : between)
                        .append(shown.strip());
            }
            // Broken between words a line keeps the one space there; more would fill it up to the edge.
            between = line.stripTrailing().length() + 1
                            == line.replaceAll("[\\r\\n]+$", "").length()
                    ? " "
                    : "";
            offset += line.length();
        }
        put(properties, name, value, file, start, offset);
        if (!properties.isEmpty()) {
            found.add(object(properties));
        }
        return List.copyOf(found);
    }

    private static Found object(Map<String, Raw> properties) {
        return new Found(properties.values().iterator().next().place(), Optional.empty(), properties);
    }

    private static void put(
            Map<String, Raw> properties, String name, StringBuilder value, SourceFile file, int start, int end) {
        if (name.isEmpty()) {
            return;
        }
        int last = end;
        while (last > start && Character.isWhitespace(file.text().charAt(last - 1))) {
            last--;
        }
        Span place = new Span(file, start, last);
        String text = value.toString().strip();
        if (text.startsWith("{") && (text.endsWith("}") || isCut(text))) {
            String inner = text.substring(1, text.length() - (text.endsWith("}") ? 1 : 0));
            // A list that was cut is worse than none: what is missing is not to be seen.
            properties.put(
                    name,
                    isCut(text)
                            ? new Raw(Shape.OPAQUE, List.of(text), place)
                            : new Raw(Shape.MANY, Lists.split(inner, ','), place));
        } else {
            properties.put(name, new Raw(Shape.ONE, List.of(text), place));
        }
    }

    private static boolean isCut(String text) {
        return text.endsWith("...}") || text.endsWith("\u2026}") || text.endsWith("...") || text.endsWith("\u2026");
    }
}
