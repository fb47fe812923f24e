package dev.mailflow.compiler.analysis.space;

import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.MailAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Addresses, numbered so that every pattern is one or two intervals.
 *
 * <p>Domains are a tree of labels. What lies below a name x is numbered in this order: other names of one label, the exact name of
 * each child (its other local parts, then each one that a pattern names), other deeper names, then what lies below each child.
 * Number 0 is {@code <>}; a recipient never has it. An address literal is one label (RFC 5321 4.1.3) and nothing lies below it.
 */
final class AddressAtoms {
    private static final int LONGEST_NAME = 253;

    private enum Kind {
        EMPTY,
        /** One label below the node, and no child of it. */
        ONE_LABEL,
        /** At least two labels below the node, and not below a child of it. */
        DEEPER,
        /** The node's own name, with a local part that no pattern names. */
        EXACT,
        /** The node's own name, with one that a pattern names. */
        ADDRESS
    }

    private static final class Node {
        private final String name;
        private final Map<String, Node> children = new HashMap<>();
        private final Map<String, Integer> localParts = new TreeMap<>();
        private List<Node> sorted = List.of();
        private int exact = -1;
        private int lastExact = -1;
        private int below = 0;
        private int lastOneLabel = -1;
        private int lastBelow = -1;
        private int oneLabel = -1;
        private int deeper = -1;

        Node(String name) {
            this.name = name;
        }

        boolean isLiteral() {
            return name.startsWith("[");
        }

        /** Whether a name of that many labels more can exist (RFC 1035 2.3.4). */
        boolean hasBelow(int labels) {
            return !isLiteral() && name.length() + 2 * labels <= LONGEST_NAME;
        }
    }

    private final Node root = new Node("");
    /** By the names that patterns were planted with. */
    private final Map<DomainName, Node> planted = new HashMap<>();

    private final List<Node> nodes = new ArrayList<>();
    private final List<Kind> kinds = new ArrayList<>();

    AddressAtoms(Collection<AddressPattern> patterns) {
        patterns.forEach(this::plant);
        add(root, Kind.EMPTY);
        number(root);
    }

    private void plant(AddressPattern pattern) {
        if (pattern instanceof AddressPattern.Address address) {
            node(address.address().domain()).localParts.put(address.address().localPart(), -1);
        } else if (pattern instanceof AddressPattern.Exact exact) {
            node(exact.domain());
        } else if (pattern instanceof AddressPattern.Suffix suffix) {
            node(suffix.domain());
        } else if (pattern instanceof AddressPattern.EveryAcceptedDomain every) {
            every.domains().forEach(this::plant);
        }
    }

    private Node node(DomainName domain) {
        Node known = planted.get(domain);
        if (known != null) {
            return known;
        }
        Node node = root;
        for (String label : labels(domain)) {
            Node parent = node;
            node = parent.children.computeIfAbsent(
                    label, l -> new Node(parent.name.isEmpty() ? l : l + "." + parent.name));
        }
        planted.put(domain, node);
        return node;
    }

    /** Of a name that a pattern was planted with. */
    private Node planted(DomainName domain) {
        Node node = planted.get(domain);
        if (node == null) {
            throw new IllegalArgumentException("no pattern names " + domain);
        }
        return node;
    }

    /** From the root down. */
    private static List<String> labels(DomainName domain) {
        if (domain.isAddressLiteral()) {
            return List.of(domain.text());
        }
        List<String> labels = new ArrayList<>();
        String text = domain.text();
        int end = text.length();
        while (end > 0) {
            int dot = text.lastIndexOf('.', end - 1);
            labels.add(text.substring(dot + 1, end));
            end = dot;
        }
        return labels;
    }

    private int add(Node node, Kind kind) {
        nodes.add(node);
        kinds.add(kind);
        return nodes.size() - 1;
    }

    private void number(Node node) {
        node.below = nodes.size();
        if (node.hasBelow(1)) {
            node.oneLabel = add(node, Kind.ONE_LABEL);
        }
        node.sorted = node.children.isEmpty()
                ? List.of()
                : node.children.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(Map.Entry::getValue)
                        .toList();
        for (Node child : node.sorted) {
            child.exact = add(child, Kind.EXACT);
            child.localParts.replaceAll((part, none) -> add(child, Kind.ADDRESS));
            child.lastExact = nodes.size() - 1;
        }
        node.lastOneLabel = nodes.size() - 1;
        if (node.hasBelow(2)) {
            node.deeper = add(node, Kind.DEEPER);
        }
        node.sorted.forEach(this::number);
        node.lastBelow = nodes.size() - 1;
    }

    int count() {
        return nodes.size();
    }

    /** All but {@code <>}. */
    Ranges addresses() {
        return Ranges.of(1, count() - 1);
    }

    /** An atom that only {@code *} holds, if there is one: a domain that the policy does not name. */
    int unlisted() {
        return root.deeper;
    }

    Ranges of(AddressPattern pattern) {
        if (pattern instanceof AddressPattern.Any) {
            return Ranges.of(0, count() - 1);
        }
        if (pattern instanceof AddressPattern.EmptySender) {
            return Ranges.of(0);
        }
        if (pattern instanceof AddressPattern.EveryAcceptedDomain every) {
            return of(every.domains());
        }
        if (pattern instanceof AddressPattern.Address address) {
            Integer atom = planted(address.address().domain())
                    .localParts
                    .get(address.address().localPart());
            return atom == null ? Ranges.NONE : Ranges.of(atom);
        }
        if (pattern instanceof AddressPattern.Exact exact) {
            Node node = planted(exact.domain());
            return Ranges.of(node.exact, node.lastExact);
        }
        AddressPattern.Suffix suffix = (AddressPattern.Suffix) pattern;
        Node node = planted(suffix.domain());
        return switch (suffix.depth()) {
            case ONE_LABEL -> Ranges.of(node.below, node.lastOneLabel);
            case BELOW -> Ranges.of(node.below, node.lastBelow);
            case AT_OR_BELOW ->
                Ranges.union(List.of(Ranges.of(node.exact, node.lastExact), Ranges.of(node.below, node.lastBelow)));
        };
    }

    Ranges of(Collection<AddressPattern> patterns) {
        if (patterns.size() == 1) {
            return of(patterns.iterator().next());
        }
        return Ranges.union(patterns.stream().map(this::of).toList());
    }

    int of(Optional<MailAddress> address) {
        return address.map(this::of).orElse(0);
    }

    private int of(MailAddress address) {
        List<String> labels = labels(address.domain());
        Node node = root;
        for (int i = 0; i < labels.size(); i++) {
            Node child = node.children.get(labels.get(i));
            if (child == null) {
                return i == labels.size() - 1 ? node.oneLabel : node.deeper;
            }
            node = child;
        }
        return node.localParts.getOrDefault(address.localPart(), node.exact);
    }

    /**
     * An address of that atom; empty for {@code <>}.
     *
     * @param localParts of whom one speaks, the first that will do
     */
    Optional<MailAddress> address(int atom, List<String> localParts) {
        Node node = nodes.get(atom);
        return switch (kinds.get(atom)) {
            case EMPTY -> Optional.empty();
            case ONE_LABEL -> Optional.of(new MailAddress(localParts.get(0), new DomainName(freshChild(node))));
            case DEEPER -> Optional.of(new MailAddress(localParts.get(0), new DomainName(freshBelow(node))));
            case EXACT -> Optional.of(new MailAddress(freshLocalPart(node, localParts), new DomainName(node.name)));
            case ADDRESS ->
                node.localParts.entrySet().stream()
                        .filter(part -> part.getValue() == atom)
                        .map(part -> new MailAddress(part.getKey(), new DomainName(node.name)))
                        .findFirst();
        };
    }

    private static String freshLocalPart(Node node, List<String> wanted) {
        return Stream.concat(wanted.stream(), Stream.iterate(1, n -> n + 1).map(n -> "user" + n))
                .filter(part -> !node.localParts.containsKey(part))
                .findFirst()
                .orElseThrow();
    }

    private static String freshLabel(Node node, int room) {
        Stream<String> wanted = node.name.indexOf('.') < 0
                ? Stream.of("example", "test", "mail", "intranet")
                : Stream.of("mail", "sub", "office", "x", "y", "z");
        return Stream.concat(wanted, Stream.iterate(0, n -> n + 1).map(n -> Integer.toString(n, 36)))
                .filter(label -> label.length() <= room && !node.children.containsKey(label))
                .findFirst()
                .orElseThrow();
    }

    private static String freshChild(Node node) {
        String label = freshLabel(node, LONGEST_NAME - node.name.length() - 1);
        return node.name.isEmpty() ? label : label + "." + node.name;
    }

    private static String freshBelow(Node node) {
        if (node.name.isEmpty()) {
            for (String reserved : List.of("example.com", "example.net", "example.org")) { // RFC 2606 3
                if (!node.children.containsKey(reserved.substring(reserved.indexOf('.') + 1))) {
                    return reserved;
                }
            }
        }
        String label = freshLabel(node, LONGEST_NAME - node.name.length() - 3);
        String child = node.name.isEmpty() ? label : label + "." + node.name;
        return (child.length() <= LONGEST_NAME - 5 ? "mail" : "a") + "." + child;
    }
}
