package dev.mailflow.compiler.targets.exchangeonline.importing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Patterns of recipients as a policy writes them, in lower case. Each has a number: they are compared often, and there are few. */
final class RecipientPatterns {
    private final List<String> texts = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final int[] specificities;
    private final int[][] halves;

    /** Of these, and of the halves of what can be taken apart. */
    RecipientPatterns(Collection<String> patterns) {
        patterns.forEach(this::add);
        specificities = new int[texts.size()];
        halves = new int[texts.size()][];
        for (int pattern = 0; pattern < texts.size(); pattern++) {
            specificities[pattern] = specificity(texts.get(pattern));
            halves[pattern] = numbers(halves(texts.get(pattern)));
        }
    }

    private void add(String pattern) {
        if (!numbers.containsKey(pattern)) {
            numbers.put(pattern, texts.size());
            texts.add(pattern);
            halves(pattern).forEach(this::add);
        }
    }

    private static List<String> halves(String pattern) {
        return pattern.startsWith(".") ? List.of(Words.domain(pattern.substring(1)), "*" + pattern) : List.of();
    }

    int number(String pattern) {
        return Objects.requireNonNull(numbers.get(pattern));
    }

    int[] numbers(List<String> patterns) {
        return patterns.stream().mapToInt(this::number).toArray();
    }

    String text(int pattern) {
        return texts.get(pattern);
    }

    int count() {
        return texts.size();
    }

    /** Among connectors that have a criterion on the sender, or among those that have none. */
    int rank(int pattern, boolean sender) {
        return 2 * specificities[pattern] + (sender ? 1 : 0);
    }

    /** {@code x} and {@code *.x} of {@code .x}; empty if it cannot be taken apart. */
    int[] halves(int pattern) {
        return halves[pattern];
    }

    /** In the order of {@code AddressPattern.specificity}. */
    private static int specificity(String pattern) {
        if (pattern.equals("*")) {
            return 0;
        }
        if (pattern.indexOf('@') >= 0) {
            return 4_000;
        }
        boolean below = pattern.startsWith("*.");
        return below || pattern.startsWith(".")
                ? 10 + 3 * Collections.frequency(List.of(pattern.split("")), ".") + (below ? 1 : 0)
                : 3_000;
    }

    /** Tenants write domains in any case, and each is one with that in another. */
    static List<String> lower(List<String> patterns) {
        return patterns.stream()
                .map(pattern -> pattern.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }

    static boolean isWithin(String pattern, String of) {
        if (of.equals("*") || pattern.equals(of)) {
            return true;
        }
        int sign = pattern.lastIndexOf('@');
        String name = sign >= 0
                ? pattern.substring(sign + 1)
                : pattern.startsWith("*.")
                        ? pattern.substring(2)
                        : pattern.startsWith(".") ? pattern.substring(1) : Words.withoutFinalDot(pattern);
        return of.startsWith(".") && ("." + name).endsWith(of);
    }
}
