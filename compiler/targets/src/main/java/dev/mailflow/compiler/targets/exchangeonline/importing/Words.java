package dev.mailflow.compiler.targets.exchangeonline.importing;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Texts of a tenant in the spelling of the language. */
final class Words {
    /** Read otherwise where a name stands. */
    private static final Set<String> TAKEN = Set.of("from", "to", "when", "require", "via");

    private Words() {}

    /** Letters, digits, {@code -} and {@code _}; the same name gives the same word. */
    static String name(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9_]+", "-").replaceAll("^-+|-+$", "");
        String word = plain.isEmpty() ? "connector" : plain;
        return Character.isLetter(word.charAt(0)) && !TAKEN.contains(word.toLowerCase(Locale.ROOT))
                ? word
                : "c-" + word;
    }

    /** A domain of one label has a final dot, or it would be the name of a list. */
    static String domain(String domain) {
        return domain.indexOf('.') < 0 && !domain.equals("*") ? domain + "." : domain;
    }

    static boolean isHost(String text) {
        return text.matches("(?i)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+");
    }

    /** {@code x} and {@code *.x} side by side are {@code .x}. */
    static List<String> patterns(List<String> written) {
        Set<String> all = new LinkedHashSet<>(written);
        Set<String> patterns = new LinkedHashSet<>();
        for (String one : all) {
            String base = one.startsWith("*.") ? one.substring(2) : one;
            boolean both = !one.equals("*") && all.contains(base) && all.contains("*." + base);
            patterns.add(both ? "." + base : domain(one));
        }
        return List.copyOf(patterns);
    }

    static String quoted(String text) {
        String line = text.chars()
                .mapToObj(c -> Character.isISOControl(c) ? " " : String.valueOf((char) c))
                .collect(Collectors.joining());
        // What looks like a column of a table would be taken for one.
        return "\"" + line.replace("${", "$ {").replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** Behind {@code #}, on one line. */
    static String comment(String text) {
        return "# " + text.replaceAll("[\\p{Cntrl}\u2028\u2029]+", " ").strip() + "\n";
    }
}
