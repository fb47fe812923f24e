package dev.mailflow.compiler.analysis.space;

import dev.mailflow.compiler.decision.Criteria.HeaderCriterion;
import dev.mailflow.compiler.decision.Message.Header;
import dev.mailflow.compiler.source.TextOrder;
import dev.mailflow.compiler.type.CertificatePattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Of what a message can bring any number: names of its certificate and header fields. Names that the same patterns cover are one
 * atom, fields that the same criteria hold of too; what none speaks of has no atom.
 */
final class NameAtoms {
    private static final int LONGEST_NAME = 253;

    /** Of whom one speaks, before names that are counted. */
    private static final List<String> LABELS = List.of("mail", "mx", "smtp");

    /** Names of certificates, which come first, and fields behind them. */
    private final List<String> names;

    private final List<Header> headers = new ArrayList<>();
    private final Map<String, Integer> certificates;
    private final Map<String, Ranges> wildcards = new HashMap<>();
    /** Names at least two labels below, by the parent that is asked about in every depth. */
    private final Map<String, Integer> deeper = new HashMap<>();
    /** All names below a parent that is asked about in every depth. */
    private final Map<String, Ranges> belowDeep = new HashMap<>();

    private final Map<String, Ranges> fields = new HashMap<>();
    private final Map<Header, Integer> values = new HashMap<>();

    /** @param deep of the patterns, wildcards that are asked about in every depth */
    NameAtoms(Set<CertificatePattern> patterns, Set<CertificatePattern> deep, Collection<HeaderCriterion> criteria) {
        names = new ArrayList<>(patterns.size());
        certificates = new HashMap<>(patterns.size() * 2);
        Map<String, List<String>> byParent = new TreeMap<>();
        List<String> exact = new ArrayList<>(patterns.size());
        for (CertificatePattern pattern : patterns) {
            if (pattern.isWildcard()) {
                byParent.computeIfAbsent(pattern.text().substring(2), parent -> new ArrayList<>());
            } else {
                exact.add(pattern.text());
            }
        }
        TextOrder.sort(exact, name -> name);
        if (!byParent.isEmpty()) {
            for (String name : exact) {
                int dot = name.indexOf('.');
                List<String> named = byParent.get(dot > 0 ? name.substring(dot + 1) : "");
                if (named != null) {
                    named.add(name);
                }
            }
        }
        Set<String> deepParents = new TreeSet<>();
        deep.forEach(pattern -> deepParents.add(parent(pattern.text())));
        byParent.forEach((parent, named) ->
                underOneWildcard(parent, named, ancestor(parent, deepParents).isPresent()));
        for (String name : exact) {
            if (!certificates.containsKey(name)) {
                certificates.put(name, add(name));
            }
        }
        for (String parent : deepParents) {
            addDeeper(parent, byParent.keySet(), exact);
        }
        gatherBelow(deepParents);
        Map<String, Set<String>> byField = new TreeMap<>();
        for (HeaderCriterion header : criteria) {
            byField.computeIfAbsent(header.name(), name -> new TreeSet<>()).addAll(header.values());
        }
        byField.forEach(this::field);
    }

    private void gatherBelow(Set<String> parents) {
        if (parents.isEmpty()) {
            return;
        }
        Map<String, List<Ranges>> below = new HashMap<>(parents.size() * 2);
        parents.forEach(parent -> below.put(parent, new ArrayList<>()));
        for (int atom = 0; atom < names.size(); atom++) {
            String name = names.get(atom);
            boolean wildcard = name.startsWith("*.");
            for (String above = name; above.indexOf('.') >= 0; ) {
                above = parent(above);
                List<Ranges> there = below.get(above);
                if (there != null) {
                    there.add(Ranges.of(atom));
                }
                if (wildcard) {
                    break;
                }
            }
        }
        below.forEach((parent, all) -> belowDeep.put(parent, Ranges.union(all)));
    }

    private static String parent(String name) {
        return name.substring(name.indexOf('.') + 1);
    }

    /** The name itself or the nearest above it that is one of those. */
    private static Optional<String> ancestor(String name, Set<String> of) {
        for (String above = name; ; above = parent(above)) {
            if (of.contains(above)) {
                return Optional.of(above);
            }
            if (above.indexOf('.') < 0) {
                return Optional.empty();
            }
        }
    }

    /** @param literal whether {@code *.parent} as a name is told apart from other names there */
    private void underOneWildcard(String parent, List<String> named, boolean literal) {
        int first = names.size();
        if (parent.length() + 2 <= LONGEST_NAME) {
            add(fresh(parent, named));
        }
        for (String name : named) {
            certificates.put(name, add(name));
        }
        if (literal) {
            String name = "*." + parent;
            certificates.put(name, add(name));
        }
        wildcards.put(parent, Ranges.of(first, names.size() - 1));
    }

    /** A name of one label more that is not named. */
    private static String fresh(String parent, List<String> named) {
        for (int number = -LABELS.size(); ; number++) {
            String label = number < 0 ? LABELS.get(LABELS.size() + number) : Integer.toString(number, 36);
            String name = label + "." + parent;
            if (name.length() <= LONGEST_NAME && Collections.binarySearch(named, name) < 0) {
                return name;
            }
        }
    }

    /** A name two labels below that lies below no other wildcard and is not named itself. */
    private void addDeeper(String parent, Set<String> parents, List<String> exact) {
        if (parent.length() + 4 > LONGEST_NAME) {
            return;
        }
        String above = Stream.concat(
                        Stream.of("eu", "dc"), Stream.iterate(0, n -> n + 1).map(n -> Integer.toString(n, 36)))
                .map(label -> label + "." + parent)
                .filter(name -> name.length() + 2 <= LONGEST_NAME)
                .filter(name -> Stream.concat(parents.stream(), exact.stream())
                        .noneMatch(other -> other.equals(name) || other.endsWith("." + name)))
                .findFirst()
                .orElseThrow();
        String label = above.length() + 5 <= LONGEST_NAME ? "mail" : "a";
        deeper.put(parent, add(label + "." + above));
    }

    private void field(String name, Set<String> named) {
        String other = Stream.concat(
                        Stream.of("yes", "other"), Stream.iterate(1, n -> n + 1).map(n -> "value-" + n))
                .filter(value -> !named.contains(value))
                .findFirst()
                .orElseThrow();
        int first = add(new Header(name, other));
        for (String value : named) {
            Header header = new Header(name, value);
            values.put(header, add(header));
        }
        fields.put(name, Ranges.of(first, count() - 1));
    }

    private int add(String name) {
        names.add(name);
        return names.size() - 1;
    }

    private int add(Header field) {
        headers.add(field);
        return count() - 1;
    }

    int count() {
        return names.size() + headers.size();
    }

    /** The atoms of header fields. */
    Ranges headers() {
        return Ranges.of(names.size(), count() - 1);
    }

    /** The first atom of the header that this one is a field of. */
    int fieldOf(int atom) {
        return fields.values().stream()
                .filter(all -> all.contains(atom))
                .findFirst()
                .orElseThrow()
                .least();
    }

    Ranges of(CertificatePattern pattern) {
        if (pattern.isWildcard()) {
            return wildcards.getOrDefault(pattern.text().substring(2), Ranges.NONE);
        }
        Integer atom = certificates.get(pattern.text());
        return atom == null ? Ranges.NONE : Ranges.of(atom);
    }

    /** Names below a wildcard at any depth, and the wildcard as a name; of wildcards that were named as such. */
    Ranges ofAnyDepth(CertificatePattern pattern) {
        return pattern.isWildcard() ? belowDeep.getOrDefault(pattern.text().substring(2), Ranges.NONE) : of(pattern);
    }

    Ranges of(Collection<CertificatePattern> patterns) {
        if (patterns.size() == 1) {
            return of(patterns.iterator().next());
        }
        return Ranges.union(patterns.stream().map(this::of).toList());
    }

    Ranges of(HeaderCriterion header) {
        if (header.values().isEmpty()) {
            return fields.getOrDefault(header.name(), Ranges.NONE);
        }
        return Ranges.union(header.values().stream()
                .map(value -> values.get(new Header(header.name(), value)))
                .map(atom -> atom == null ? Ranges.NONE : Ranges.of(atom))
                .toList());
    }

    /** The atom of a certificate's name; empty if no pattern covers it. */
    Optional<Integer> ofCertificate(String name) {
        Integer exact = certificates.get(name);
        if (exact != null) {
            return Optional.of(exact);
        }
        int dot = name.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        Ranges child = wildcards.get(name.substring(dot + 1));
        if (child != null) {
            return Optional.of(child.least());
        }
        return deeper.isEmpty() || name.startsWith("*.")
                ? Optional.empty()
                : ancestor(name.substring(dot + 1), deeper.keySet())
                        .flatMap(above -> Optional.ofNullable(deeper.get(above)));
    }

    /** The atom of a header field; empty if no criterion names the field. */
    Optional<Integer> ofField(Header header) {
        Integer named = values.get(header);
        return named != null
                ? Optional.of(named)
                : Optional.ofNullable(fields.get(header.name())).map(Ranges::least);
    }

    Optional<String> certificate(int atom) {
        return atom < names.size() ? Optional.of(names.get(atom)) : Optional.empty();
    }

    Optional<Header> field(int atom) {
        return atom < names.size() ? Optional.empty() : Optional.of(headers.get(atom - names.size()));
    }
}
