package dev.mailflow.compiler.targets.postfix;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Restriction classes (RESTRICTION_CLASS_README): lists of restrictions with a name, so that the row of a table can say how
 * to go on. Equal lists share one name: many partners that must satisfy the same need one class.
 */
final class Restrictions {
    static final String PREFIX = "mailflow_";

    private final Map<List<String>, String> names = new LinkedHashMap<>();
    private final Map<String, List<String>> classes = new LinkedHashMap<>();

    /**
     * The name of the class with these restrictions.
     *
     * @param hint what it is for; letters and digits of it go into the name
     */
    String name(String hint, List<String> restrictions) {
        return names.computeIfAbsent(List.copyOf(restrictions), list -> {
            String base = PREFIX + hint.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
            String name = base;
            for (int number = 2; classes.containsKey(name); number++) {
                name = base + "_" + number;
            }
            classes.put(name, list);
            return name;
        });
    }

    Map<String, List<String>> classes() {
        return classes;
    }
}
