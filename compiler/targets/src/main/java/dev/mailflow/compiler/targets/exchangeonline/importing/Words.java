package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.targets.exchangeonline.tenant.PolicyName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Texts of a tenant in the spelling of the language. */
final class Words {
    private Words() {}

    static String name(String name) {
        return PolicyName.of(name);
    }

    /** A domain of one label has a final dot, or it would be the name of a list. */
    static String domain(String domain) {
        return domain.indexOf('.') < 0 && !domain.equals("*") ? domain + "." : domain;
    }

    /** What {@link #domain} was made of. */
    static String withoutFinalDot(String domain) {
        return domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
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
