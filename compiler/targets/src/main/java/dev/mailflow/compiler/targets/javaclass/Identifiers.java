package dev.mailflow.compiler.targets.javaclass;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Names of connectors as names of Java constants: {@code bank-in} becomes {@code BANK_IN}. */
final class Identifiers {
    private Identifiers() {}

    /** Distinct names for distinct connectors, in the order given. */
    static Map<String, String> of(Collection<String> connectors, Set<String> reserved) {
        Map<String, String> names = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>(reserved);
        for (String connector : connectors) {
            String base = constant(connector);
            String name = base;
            for (int number = 2; !taken.add(name); number++) {
                name = base + "_" + number;
            }
            names.put(connector, name);
        }
        return names;
    }

    private static String constant(String text) {
        String upper = text.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
        return upper.isEmpty() || upper.equals("_") || Character.isDigit(upper.charAt(0)) ? "C_" + upper : upper;
    }
}
