package dev.mailflow.compiler.targets.postfix.importing;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Patterns as a policy writes them: {@code u@x}, {@code x}, {@code ?.x}, {@code *.x}, {@code .x} and {@code *}. */
final class Written {
    private Written() {}

    /** Whether all that the narrow one means the wide one means too. */
    static boolean covers(String wide, String narrow) {
        if (wide.equals(narrow) || wide.equals("*")) {
            return true;
        }
        if (wide.indexOf('@') >= 0 || narrow.equals("*")) {
            return false;
        }
        String domain = domain(narrow);
        String base = base(domain);
        if (wide.startsWith("?.")) {
            String label = base.endsWith(wide.substring(1)) && base.equals(domain)
                    ? base.substring(0, base.length() - wide.length() + 1)
                    : "";
            return !label.isEmpty() && label.indexOf('.') < 0;
        }
        if (wide.startsWith("*.")) {
            return base.endsWith(wide.substring(1)) || below(domain) && base.equals(wide.substring(2));
        }
        if (wide.startsWith(".")) {
            return base.equals(wide.substring(1)) || base.endsWith(wide);
        }
        return domain.equals(wide);
    }

    /** All patterns that {@link #covers} says it of. */
    static Set<String> covering(String narrow) {
        Set<String> wide = new LinkedHashSet<>(List.of(narrow, "*"));
        String domain = domain(narrow);
        wide.add(domain);
        String base = base(domain);
        wide.add("*." + base);
        wide.add("." + base);
        for (int dot = base.indexOf('.'); dot >= 0; dot = base.indexOf('.', dot + 1)) {
            String above = base.substring(dot + 1);
            wide.add("?." + above);
            wide.add("*." + above);
            wide.add("." + above);
        }
        wide.removeIf(pattern -> !covers(pattern, narrow));
        return wide;
    }

    /** Of an address, its domain. */
    static String domain(String pattern) {
        return pattern.substring(pattern.lastIndexOf('@') + 1);
    }

    /** The name that a pattern of a domain is about. */
    static String base(String domain) {
        return below(domain) ? domain.substring(2) : domain.startsWith(".") ? domain.substring(1) : domain;
    }

    private static boolean below(String domain) {
        return domain.startsWith("*.") || domain.startsWith("?.");
    }

    /** More goes before less (R8). */
    static int specificity(String pattern) {
        if (pattern.equals("*")) {
            return 0;
        }
        int labels = base(domain(pattern)).split("\\.").length;
        int kind = pattern.indexOf('@') >= 0 ? 3000 : pattern.equals(base(pattern)) ? 2000 : 1000;
        int depth = pattern.startsWith("?.") ? 2 : pattern.startsWith("*.") ? 1 : 0;
        return kind + 3 * labels + depth;
    }
}
