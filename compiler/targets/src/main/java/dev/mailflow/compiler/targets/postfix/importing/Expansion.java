package dev.mailflow.compiler.targets.postfix.importing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills references in: {@code $name}, {@code ${name}}, {@code $(name)}, {@code ${name?{text}:{text}}},
 * {@code ${{text} == {text} ? {text} : {text}}} (postconf(5)). What refers to a setting of unknown value is left as it stands.
 */
final class Expansion {
    /** References that refer to each other end here. */
    private static final int DEEPEST = 20;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]+");
    private static final Pattern OPERATOR = Pattern.compile("\\s*(==|!=|<=|>=|<|>)\\s*");

    private final Map<String, String> settings;

    Expansion(Map<String, String> settings) {
        this.settings = settings;
    }

    String of(String value) {
        return filled(value, 0);
    }

    private String filled(String value, int depth) {
        if (depth > DEEPEST) {
            return value;
        }
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < value.length()) {
            char c = value.charAt(at);
            if (c != '$' || at + 1 == value.length()) {
                text.append(c);
                at++;
                continue;
            }
            char next = value.charAt(at + 1);
            int end = next == '{' || next == '(' ? Braces.end(value, at + 1) + 1 : nameEnd(value, at + 1);
            if (next == '$') {
                text.append('$');
                at += 2;
            } else if (end <= at + 1) {
                text.append(c);
                at++;
            } else {
                String whole = value.substring(at, end);
                String inside =
                        next == '{' || next == '(' ? value.substring(at + 2, end - 1) : value.substring(at + 1, end);
                text.append(reference(inside.strip(), depth).orElse(whole));
                at = end;
            }
        }
        return text.toString();
    }

    private static int nameEnd(String value, int from) {
        Matcher name = NAME.matcher(value).region(from, value.length());
        return name.lookingAt() ? name.end() : from;
    }

    private Optional<String> reference(String inside, int depth) {
        if (inside.startsWith("{")) {
            return comparison(inside, depth);
        }
        int end = nameEnd(inside, 0);
        Optional<String> value = value(inside.substring(0, end), depth);
        String rest = inside.substring(end).strip();
        if (rest.isEmpty() || value.isEmpty()) {
            return value;
        }
        boolean isThere = !value.get().isEmpty();
        return switch (rest.charAt(0)) {
            case '?' -> Optional.of(chosen(rest.substring(1), isThere, depth));
            case ':' -> Optional.of(isThere ? "" : filled(Braces.without(rest.substring(1)), depth + 1));
            default -> Optional.empty();
        };
    }

    /** {@code {this}:{that}}, or one text without braces for this alone. */
    private String chosen(String choices, boolean first, int depth) {
        String text = choices.strip();
        int end = text.startsWith("{") ? Braces.end(text, 0) : -1;
        String one = end < 0 ? text : text.substring(1, end);
        String rest = end < 0 ? "" : text.substring(end + 1).strip();
        String other = rest.startsWith(":") ? Braces.without(rest.substring(1)) : "";
        return filled((first ? one : other).strip(), depth + 1);
    }

    private Optional<String> comparison(String inside, int depth) {
        int left = Braces.end(inside, 0);
        Matcher operator = OPERATOR.matcher(inside);
        if (left < 0 || !operator.find(left + 1) || operator.end() >= inside.length()) {
            return Optional.empty();
        }
        int right = inside.charAt(operator.end()) == '{' ? Braces.end(inside, operator.end()) : -1;
        int question = right < 0 ? -1 : inside.indexOf('?', right);
        if (question < 0) {
            return Optional.empty();
        }
        String one = filled(inside.substring(1, left).strip(), depth + 1);
        String other = filled(inside.substring(operator.end() + 1, right).strip(), depth + 1);
        return MainCf.isOpen(one) || MainCf.isOpen(other)
                ? Optional.empty()
                : Optional.of(chosen(inside.substring(question + 1), holds(one, operator.group(1), other), depth));
    }

    private static boolean holds(String one, String operator, String other) {
        boolean numbers = one.matches("\\d{1,9}") && other.matches("\\d{1,9}");
        int order = numbers ? Integer.compare(Integer.parseInt(one), Integer.parseInt(other)) : one.compareTo(other);
        return switch (operator) {
            case "==" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    private Optional<String> value(String name, int depth) {
        String written = settings.get(name);
        return written == null ? byDefault(name, depth) : Optional.of(filled(written, depth + 1));
    }

    /** Settings that others refer to and hardly anybody writes down. */
    private Optional<String> byDefault(String name, int depth) {
        return switch (name) {
            case "config_directory", "meta_directory" -> Optional.of("/etc/postfix");
            case "queue_directory" -> Optional.of("/var/spool/postfix");
            case "data_directory" -> Optional.of("/var/lib/postfix");
            case "default_database_type" -> Optional.of("hash");
            case "compatibility_level" -> Optional.of("0");
            // Set by Postfix itself when all its processes are busy.
            case "stress" -> Optional.of("");
            case "mydomain" -> value("myhostname", depth).map(host -> host.substring(host.indexOf('.') + 1));
            case "myorigin" -> value("myhostname", depth);
            default ->
                List.of("mydestination", "relay_domains", "virtual_mailbox_domains", "relayhost", "transport_maps")
                                .contains(name)
                        ? Optional.of("")
                        : Optional.empty();
        };
    }
}
