package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.targets.exchangeonline.tenant.Property;
import dev.mailflow.compiler.targets.exchangeonline.tenant.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Values in PowerShell, safe for every text. */
public final class PowerShell {
    private PowerShell() {}

    /**
     * Within single quotes nothing has a meaning but the quote itself, and PowerShell takes four more characters for one
     * (about_Quoting_Rules, char.IsSingleQuote): each is doubled. Line ends and other controls become spaces, because a value is
     * one line.
     */
    public static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("'");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'' || c == '\u2018' || c == '\u2019' || c == '\u201A' || c == '\u201B') {
                quoted.append(c);
            }
            quoted.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c);
        }
        return quoted.append('\'').toString();
    }

    public static String flag(boolean on) {
        return on ? "$true" : "$false";
    }

    public static String list(List<String> texts) {
        return "@(" + texts.stream().map(PowerShell::quoted).collect(Collectors.joining(", ")) + ")";
    }

    public static String value(Value value) {
        if (value instanceof Value.Flag flag) {
            return flag(flag.on());
        }
        if (value instanceof Value.Text text) {
            return quoted(text.written());
        }
        return value instanceof Value.Texts texts ? list(texts.written()) : "$null";
    }

    /** A hash table to splat, one setting a line. The number of a rule is not set: beyond the last one it is refused. */
    static String settings(Map<Property, Value> settings) {
        Map<String, Value> words = new LinkedHashMap<>();
        settings.forEach((property, value) -> {
            if (property != Property.RULE_PRIORITY) {
                words.put(property.word(), value);
            }
        });
        return table(words);
    }

    /** @param settings by the names of parameters */
    public static String table(Map<String, Value> settings) {
        return settings.entrySet().stream()
                .map(entry -> "    " + entry.getKey() + " = " + value(entry.getValue()) + "\n")
                .collect(Collectors.joining("", "@{\n", "}"));
    }

    /** A hash table on one line. */
    static String line(Map<String, Value> settings) {
        return settings.entrySet().stream()
                .map(entry -> entry.getKey() + " = " + value(entry.getValue()))
                .collect(Collectors.joining("; ", "@{ ", " }"));
    }

    /** Text within a comment: nothing in it can end the comment or the line. */
    public static String comment(String text) {
        StringBuilder comment = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            comment.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c);
        }
        return comment.toString().replace("#>", "# >");
    }
}
