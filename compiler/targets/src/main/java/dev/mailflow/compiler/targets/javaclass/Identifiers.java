package dev.mailflow.compiler.targets.javaclass;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Names of connectors and domains as names of Java constants: {@code bank-in} becomes {@code BANK_IN}. */
final class Identifiers {
    private Identifiers() {}

    /** Distinct names for distinct connectors, in the order given. */
    static Map<String, String> of(Collection<String> connectors, Set<String> reserved) {
        Map<String, String> names = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>(reserved);
        for (String connector : connectors) {
            String name = distinct(constant(connector), taken);
            taken.add(name);
            names.put(connector, name);
        }
        return names;
    }

    /** The name, with a number behind it if it is taken. */
    static String distinct(String name, Collection<String> taken) {
        String distinct = name;
        for (int number = 2; taken.contains(distinct); number++) {
            distinct = name + "_" + number;
        }
        return distinct;
    }

    /** The words of a text, upper case, with an underscore between them. */
    static String words(String text) {
        return text.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
    }

    private static String constant(String text) {
        String upper = words(text);
        return upper.isEmpty() || upper.equals("_") || Character.isDigit(upper.charAt(0)) ? "C_" + upper : upper;
    }
}
