package dev.mailflow.compiler.targets.postfix.importing;

import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The settings of {@code main.cf}, or what {@code postconf -n} prints of them. */
final class MainCf {
    private static final Pattern REFERENCE =
            Pattern.compile("\\$(?:\\{([A-Za-z0-9_]+)\\}|\\(([A-Za-z0-9_]+)\\)|([A-Za-z0-9_]+))");

    /** References that refer to each other end here. */
    private static final int DEEPEST = 20;

    private final Map<String, Setting> settings = new LinkedHashMap<>();

    /** @param value with references to other settings filled in */
    record Setting(String name, String value, Span place) {
        /** Members of a list: separated by commas and white space, braces kept together. */
        List<String> members() {
            List<String> members = new ArrayList<>();
            StringBuilder member = new StringBuilder();
            int depth = 0;
            for (char c : value.toCharArray()) {
                depth += c == '{' ? 1 : c == '}' ? -1 : 0;
                if (depth <= 0 && (c == ',' || Character.isWhitespace(c))) {
                    if (member.length() > 0) {
                        members.add(member.toString());
                        member.setLength(0);
                    }
                } else {
                    member.append(c);
                }
            }
            if (member.length() > 0) {
                members.add(member.toString());
            }
            return members;
        }
    }

    MainCf(SourceFile file) {
        for (Line line : Line.of(file)) {
            int equals = line.text().indexOf('=');
            if (equals > 0) {
                String name = line.text().substring(0, equals).strip();
                settings.put(
                        name,
                        new Setting(name, line.text().substring(equals + 1).strip(), line.place()));
            }
        }
        settings.replaceAll((name, setting) -> new Setting(name, filled(setting.value(), 0), setting.place()));
    }

    private String filled(String value, int depth) {
        if (depth > DEEPEST || value.indexOf('$') < 0) {
            return value;
        }
        Matcher matcher = REFERENCE.matcher(value);
        StringBuilder text = new StringBuilder();
        while (matcher.find()) {
            String name = Optional.ofNullable(matcher.group(1))
                    .or(() -> Optional.ofNullable(matcher.group(2)))
                    .orElseGet(() -> matcher.group(3));
            Setting known = settings.get(name);
            String replacement = known == null ? Defaults.of(name, this) : filled(known.value(), depth + 1);
            matcher.appendReplacement(text, Matcher.quoteReplacement(replacement));
        }
        matcher.appendTail(text);
        return text.toString();
    }

    Optional<Setting> get(String name) {
        return Optional.ofNullable(settings.get(name));
    }

    List<Setting> all() {
        return List.copyOf(settings.values());
    }

    /** What is written, with references as they stand. */
    private String raw(String name) {
        Setting setting = settings.get(name);
        return setting == null ? "" : setting.value();
    }

    /** Settings that others refer to and hardly anybody writes down (postconf(5)). */
    private static final class Defaults {
        static String of(String name, MainCf settings) {
            return switch (name) {
                case "config_directory", "meta_directory" -> "/etc/postfix";
                case "default_database_type" -> "hash";
                case "mydomain" -> {
                    String host = settings.raw("myhostname");
                    yield host.substring(host.indexOf('.') + 1);
                }
                default -> "$" + name;
            };
        }
    }
}
