package dev.mailflow.compiler.analysis.space;

import dev.mailflow.compiler.source.TextOrder;
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

    /** A name that patterns are about, or that such names lie below. */
    private static final class Node {
        private final String name;
        private final String label;
        /** How many labels more a name below it can have (RFC 1035 2.3.4); nothing lies below an address literal. */
        private final int room;

        /** Most names have none. */
        private List<Node> children = List.of();

        private Map<String, Integer> localParts = Map.of();
        /** The node's own name, with a local part that no pattern names. */
        private int exact = -1;

        private int lastExact = -1;
        private int below = 0;
        private int lastOneLabel = -1;
        private int lastBelow = -1;
        /** One label below the node, and no child of it. */
        private int oneLabel = -1;
        /** At least two labels below the node, and not below a child of it. */
        private int deeper = -1;

        Node(String name, String label) {
            this.name = name;
            this.label = label;
            boolean isLiteral = !name.isEmpty() && name.charAt(0) == '[';
            this.room = isLiteral ? 0 : (LONGEST_NAME - name.length()) / 2;
        }

        void add(Node child) {
            if (children.isEmpty()) {
                children = new ArrayList<>();
            }
            children.add(child);
        }
    }

    private final Node root = new Node("", "");
    /** All but the root. */
    private final Map<String, Node> byName;

    private final List<Node> nodes;

    AddressAtoms(Collection<AddressPattern> patterns) {
        byName = new HashMap<>(patterns.size() * 2);
        patterns.forEach(this::plant);
        nodes = new ArrayList<>(2 + 3 * byName.size());
        add(root);
        number(root);
    }

    private void plant(AddressPattern pattern) {
        if (pattern instanceof AddressPattern.Address address) {
            Node node = node(address.address().domain());
            if (node.localParts.isEmpty()) {
                node.localParts = new TreeMap<>();
            }
            node.localParts.put(address.address().localPart(), -1);
        } else if (pattern instanceof AddressPattern.Exact exact) {
            node(exact.domain());
        } else if (pattern instanceof AddressPattern.Suffix suffix) {
            node(suffix.domain());
        } else if (pattern instanceof AddressPattern.EveryAcceptedDomain every) {
            every.domains().forEach(this::plant);
        }
    }

    private Node node(DomainName domain) {
        return node(
                domain.text(), domain.isAddressLiteral() ? -1 : domain.text().indexOf('.'));
    }

    /** @param dot behind the first label; none if the name has no other */
    private Node node(String name, int dot) {
        Node known = byName.get(name);
        if (known != null) {
            return known;
        }
        Node node = new Node(name, dot < 0 ? name : name.substring(0, dot));
        byName.put(name, node);
        above(name, dot).add(node);
        return node;
    }

    private Node above(String name, int dot) {
        if (dot < 0) {
            return root;
        }
        String parent = name.substring(dot + 1);
        return node(parent, parent.indexOf('.'));
    }

    /** Of a name that a pattern was planted with. */
    private Node planted(DomainName domain) {
        Node node = byName.get(domain.text());
        if (node == null) {
            throw new IllegalArgumentException("no pattern names " + domain);
        }
        return node;
    }

    private int add(Node node) {
        nodes.add(node);
        return nodes.size() - 1;
    }

    private void number(Node node) {
        node.below = nodes.size();
        if (node.room >= 1) {
            node.oneLabel = add(node);
        }
        if (node.children.size() > 1) {
            TextOrder.sort(node.children, child -> child.label);
        }
        for (Node child : node.children) {
            child.exact = add(child);
            if (!child.localParts.isEmpty()) {
                child.localParts.replaceAll((part, none) -> add(child));
            }
            child.lastExact = nodes.size() - 1;
        }
        node.lastOneLabel = nodes.size() - 1;
        if (node.room >= 2) {
            node.deeper = add(node);
        }
        node.children.forEach(this::number);
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
        List<Ranges> parts = new ArrayList<>(patterns.size());
        patterns.forEach(pattern -> parts.add(of(pattern)));
        return Ranges.union(parts);
    }

    int of(Optional<MailAddress> address) {
        return address.map(this::of).orElse(0);
    }

    private int of(MailAddress address) {
        String name = address.domain().text();
        Node node = byName.get(name);
        if (node != null) {
            return node.localParts.getOrDefault(address.localPart(), node.exact);
        }
        if (address.domain().isAddressLiteral()) {
            return root.oneLabel;
        }
        int labels = 1;
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            Node above = byName.get(name.substring(dot + 1));
            if (above != null) {
                return labels == 1 ? above.oneLabel : above.deeper;
            }
            labels++;
        }
        return labels == 1 ? root.oneLabel : root.deeper;
    }

    /**
     * An address of that atom; empty for {@code <>}.
     *
     * @param localParts of whom one speaks, the first that will do
     */
    Optional<MailAddress> address(int atom, List<String> localParts) {
        Node node = nodes.get(atom);
        if (atom == 0) {
            return Optional.empty();
        }
        if (atom == node.oneLabel) {
            return Optional.of(new MailAddress(localParts.get(0), new DomainName(freshChild(node))));
        }
        if (atom == node.deeper) {
            return Optional.of(new MailAddress(localParts.get(0), new DomainName(freshBelow(node))));
        }
        if (atom == node.exact) {
            return Optional.of(new MailAddress(freshLocalPart(node, localParts), new DomainName(node.name)));
        }
        return node.localParts.entrySet().stream()
                .filter(part -> part.getValue() == atom)
                .map(part -> new MailAddress(part.getKey(), new DomainName(node.name)))
                .findFirst();
    }

    private static String freshLocalPart(Node node, List<String> wanted) {
        return Stream.concat(wanted.stream(), Stream.iterate(1, n -> n + 1).map(n -> "user" + n))
                .filter(part -> !node.localParts.containsKey(part))
                .findFirst()
                .orElseThrow();
    }

    private String freshLabel(Node node, int room) {
        Stream<String> wanted = node.name.indexOf('.') < 0
                ? Stream.of("example", "test", "mail", "intranet")
                : Stream.of("mail", "sub", "office", "x", "y", "z");
        return Stream.concat(wanted, Stream.iterate(0, n -> n + 1).map(n -> Integer.toString(n, 36)))
                .filter(label -> label.length() <= room && !byName.containsKey(child(node, label)))
                .findFirst()
                .orElseThrow();
    }

    private String freshChild(Node node) {
        return child(node, freshLabel(node, LONGEST_NAME - node.name.length() - 1));
    }

    private static String child(Node node, String label) {
        return node.name.isEmpty() ? label : label + "." + node.name;
    }

    private String freshBelow(Node node) {
        if (node.name.isEmpty()) {
            for (String reserved : List.of("example.com", "example.net", "example.org")) { // RFC 2606 3
                if (!byName.containsKey(reserved.substring(reserved.indexOf('.') + 1))) {
                    return reserved;
                }
            }
        }
        String child = child(node, freshLabel(node, LONGEST_NAME - node.name.length() - 3));
        return (child.length() <= LONGEST_NAME - 5 ? "mail" : "a") + "." + child;
    }
}
