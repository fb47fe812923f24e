package dev.mailflow.compiler.targets.exchangeonline.importing;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Lists that somebody joined into one text. */
final class Lists {
    /** Not the cost of an address space, as in {@code smtp:*;1}. */
    private static final Pattern SEMICOLON = Pattern.compile(";(?![0-9]{1,3}(?:[;|,\\s]|$))");

    /** No space within the parts: what has one is no list of names and addresses. */
    private static final Pattern BY_COMMA = Pattern.compile("[^\\s,]+(\\s*,\\s*[^\\s,]+)+");

    private Lists() {}

    static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        for (String part : text.split(Pattern.quote(String.valueOf(separator)))) {
            if (!part.isBlank()) {
                parts.add(part.strip());
            }
        }
        return parts;
    }

    /** {@code a|b}, {@code a;b}, {@code a, b}, or one on each line. */
    static List<String> split(String text) {
        if (text.indexOf('|') >= 0) {
            return split(text, '|');
        }
        List<String> parts = new ArrayList<>();
        for (String line : text.split("\\R")) {
            for (String part : SEMICOLON.split(line)) {
                if (BY_COMMA.matcher(part.strip()).matches()) {
                    parts.addAll(split(part, ','));
                } else if (!part.isBlank()) {
                    parts.add(part.strip());
                }
            }
        }
        return parts;
    }
}
