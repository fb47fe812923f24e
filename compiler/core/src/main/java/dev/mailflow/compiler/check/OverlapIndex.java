package dev.mailflow.compiler.check;

import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.AddressPattern.Suffix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Patterns by the domains that they are written with. Of thousands, each question looks at those that are written with the same domain,
 * with one above it, or, for a suffix, with one below it: no others can have an address in common with a pattern ({@link Overlap}).
 */
final class OverlapIndex {
    private final NavigableMap<String, List<AddressPattern>> byDomain = new TreeMap<>();
    /** Those that name no domain. */
    private final List<AddressPattern> wide = new ArrayList<>();

    private final List<AddressPattern> all;

    OverlapIndex(Collection<AddressPattern> patterns) {
        this.all = List.copyOf(patterns);
        for (AddressPattern pattern : all) {
            pattern.namedDomain()
                    .map(domain -> byDomain.computeIfAbsent(fromTheTop(domain.text()), key -> new ArrayList<>(1)))
                    .orElse(wide)
                    .add(pattern);
        }
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Whether one message can be meant by the pattern and by one of these. */
    boolean meets(AddressPattern pattern) {
        Optional<String> domain = pattern.namedDomain().map(name -> fromTheTop(name.text()));
        if (domain.isEmpty()) {
            return isMet(pattern, all);
        }
        String key = domain.get();
        // A domain's key begins with the key of each domain above it.
        for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
            if (isMet(pattern, byDomain.getOrDefault(key.substring(0, dot + 1), List.of()))) {
                return true;
            }
        }
        return isMet(pattern, wide) || pattern instanceof Suffix && isMetBelow(pattern, key);
    }

    private boolean isMetBelow(AddressPattern pattern, String key) {
        for (var entry : byDomain.tailMap(key, false).entrySet()) {
            if (!entry.getKey().startsWith(key)) {
                return false;
            }
            if (isMet(pattern, entry.getValue())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMet(AddressPattern pattern, List<AddressPattern> others) {
        for (AddressPattern other : others) {
            if (Overlap.of(pattern, other)) {
                return true;
            }
        }
        return false;
    }

    /** {@code com.contoso.} of {@code contoso.com}: domains below one another stand side by side. */
    private static String fromTheTop(String domain) {
        StringBuilder key = new StringBuilder(domain.length() + 1);
        int end = domain.length();
        for (int dot = domain.lastIndexOf('.'); dot >= 0; dot = domain.lastIndexOf('.', dot - 1)) {
            key.append(domain, dot + 1, end).append('.');
            end = dot;
        }
        return key.append(domain, 0, end).append('.').toString();
    }
}
