package dev.mailflow.compiler.analysis.space;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A second engine, to check the first: which of some regions is the first to hold a point, as a decision diagram with numbers in its
 * leaves. Each node cuts one dimension at borders; behind the dimensions each name is a question of its own. Equal nodes are one
 * node, and there may be only so many.
 */
final class Diagram {
    static final int NONE = Integer.MAX_VALUE;

    /** The diagram grew beyond its budget. */
    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Lasts are the last numbers of the pieces; a leaf has none, and its value in {@code next}. */
    private record Node(int level, List<Integer> lasts, List<Integer> next) {}

    private record Pair(int a, int b) {}

    private final MessageSpace space;
    private final int budget;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Node, Integer> numbers = new HashMap<>();
    private final int levels;

    Diagram(MessageSpace space, int budget) {
        this.space = space;
        this.budget = budget;
        this.levels = Dimension.values().length + space.names();
    }

    /** The numbers of the regions that are first somewhere; {@link #NONE} if somewhere there is none. */
    Set<Integer> firsts(List<? extends Region> regions) {
        int all = leaf(NONE);
        for (int i = 0; i < regions.size(); i++) {
            all = least(all, of(regions.get(i).box(), i), new HashMap<>());
        }
        Set<Integer> leaves = new TreeSet<>();
        collect(all, leaves, new TreeSet<>());
        return leaves;
    }

    private void collect(int node, Set<Integer> leaves, Set<Integer> seen) {
        if (!seen.add(node)) {
            return;
        }
        if (isLeaf(node)) {
            leaves.add(nodes.get(node).next().get(0));
        } else {
            nodes.get(node).next().forEach(next -> collect(next, leaves, seen));
        }
    }

    private boolean isLeaf(int node) {
        return nodes.get(node).level() == levels;
    }

    private int leaf(int value) {
        return number(new Node(levels, List.of(), List.of(value)));
    }

    private int number(Node node) {
        return numbers.computeIfAbsent(node, fresh -> {
            if (nodes.size() >= budget) {
                throw new TooLarge();
            }
            nodes.add(fresh);
            return nodes.size() - 1;
        });
    }

    private int node(int level, List<Integer> lasts, List<Integer> next) {
        List<Integer> fewerLasts = new ArrayList<>();
        List<Integer> fewer = new ArrayList<>();
        for (int i = 0; i < next.size(); i++) {
            if (!fewer.isEmpty() && fewer.get(fewer.size() - 1).equals(next.get(i))) {
                fewerLasts.set(fewerLasts.size() - 1, lasts.get(i));
            } else {
                fewer.add(next.get(i));
                fewerLasts.add(lasts.get(i));
            }
        }
        return fewer.size() == 1 ? fewer.get(0) : number(new Node(level, List.copyOf(fewerLasts), List.copyOf(fewer)));
    }

    private int of(Box box, int value) {
        int inside = needs(box, box.needs(), 0, value);
        int outside = leaf(NONE);
        for (int level = Dimension.values().length - 1; level >= 0; level--) {
            Dimension dimension = Dimension.values()[level];
            Ranges ranges = box.ranges(dimension);
            List<Integer> lasts = new ArrayList<>();
            List<Integer> next = new ArrayList<>();
            int from = space.all(dimension).least();
            for (int i = 0; i < ranges.count(); i++) {
                if (ranges.first(i) > from) {
                    lasts.add(ranges.first(i) - 1);
                    next.add(outside);
                }
                lasts.add(ranges.last(i));
                next.add(inside);
                from = ranges.last(i) + 1;
            }
            if (from <= space.all(dimension).last(0)) {
                lasts.add(space.all(dimension).last(0));
                next.add(outside);
            }
            inside = node(level, lasts, next);
        }
        return inside;
    }

    /** One name after the other is there or not; needs that are met go, the last one to go leaves the value. */
    private int needs(Box box, List<Ranges> open, int name, int value) {
        if (open.isEmpty()) {
            return leaf(value);
        }
        if (name == space.names()) {
            return leaf(NONE);
        }
        List<Ranges> rest = open.stream().filter(need -> !need.contains(name)).toList();
        int without = needs(box, open, name + 1, value);
        int with = rest.size() == open.size() ? without : needs(box, rest, name + 1, value);
        return node(Dimension.values().length + name, List.of(0, 1), List.of(without, with));
    }

    private int least(int a, int b, Map<Pair, Integer> known) {
        if (a == b) {
            return a;
        }
        if (isLeaf(a) && isLeaf(b)) {
            return leaf(Math.min(nodes.get(a).next().get(0), nodes.get(b).next().get(0)));
        }
        Pair pair = new Pair(a, b);
        Integer before = known.get(pair);
        if (before != null) {
            return before;
        }
        int level = Math.min(nodes.get(a).level(), nodes.get(b).level());
        Node left = nodes.get(a);
        Node right = nodes.get(b);
        TreeSet<Integer> lasts = new TreeSet<>();
        lasts.addAll(left.level() == level ? left.lasts() : List.of());
        lasts.addAll(right.level() == level ? right.lasts() : List.of());
        List<Integer> next = new ArrayList<>();
        for (int last : lasts) {
            next.add(least(
                    left.level() == level ? at(left, last) : a, right.level() == level ? at(right, last) : b, known));
        }
        int least = node(level, List.copyOf(lasts), next);
        known.put(pair, least);
        return least;
    }

    private static int at(Node node, int number) {
        int i = 0;
        while (node.lasts().get(i) < number) {
            i++;
        }
        return node.next().get(i);
    }
}
