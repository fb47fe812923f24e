package dev.mailflow.compiler.analysis.sites;

import dev.mailflow.compiler.analysis.sites.Recipients.Route;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Ranges;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Connectors of one site in the order in which it prefers them; found by sender, if many differ in nothing else.
 *
 * @param distinct one of each that differ only in senders, headers and names
 */
record Row(List<Route> routes, List<Route> distinct, int[] borders, List<int[]> members, int[] wide) {
    /** Fewer are looked at one by one. */
    private static final int MANY = 16;

    /** A connector with senders in more pieces than this counts as one for every sender. */
    private static final int MOST_PIECES = 8;

    static final Row NONE = new Row(List.of(), List.of(), new int[0], List.of(), new int[0]);

    static Row of(List<Route> routes, MessageSpace space) {
        if (routes.isEmpty()) {
            return NONE;
        }
        Map<Object, Route> distinct = new LinkedHashMap<>();
        for (Route route : routes) {
            distinct.putIfAbsent(
                    List.of(
                            route.onward(),
                            route.clause().names(),
                            route.clause().rule().connector().peer(),
                            route.clause().rule().centralization()),
                    route);
        }
        if (routes.size() < MANY) {
            return new Row(List.copyOf(routes), List.copyOf(distinct.values()), new int[0], List.of(), new int[0]);
        }
        return indexed(routes, List.copyOf(distinct.values()), space);
    }

    private static Row indexed(List<Route> routes, List<Route> distinct, MessageSpace space) {
        TreeSet<Integer> cuts =
                new TreeSet<>(List.of(space.all(Dimension.SENDER).least()));
        for (Route route : routes) {
            Ranges senders = senders(route);
            for (int i = 0; i < senders.count() && senders.count() <= MOST_PIECES; i++) {
                cuts.add(senders.first(i));
                cuts.add(senders.last(i) + 1);
            }
        }
        int[] borders = cuts.stream().mapToInt(Integer::intValue).toArray();
        List<List<Integer>> members = new ArrayList<>();
        for (int ignored : borders) {
            members.add(new ArrayList<>());
        }
        List<Integer> wide = new ArrayList<>();
        for (int number = 0; number < routes.size(); number++) {
            BitSet pieces = pieces(senders(routes.get(number)), borders);
            if (pieces.cardinality() > MOST_PIECES) {
                wide.add(number);
            } else {
                int one = number;
                pieces.stream().forEach(piece -> members.get(piece).add(one));
            }
        }
        return new Row(
                List.copyOf(routes),
                distinct,
                borders,
                members.stream().map(Row::array).toList(),
                array(wide));
    }

    private static Ranges senders(Route route) {
        return route.box().ranges(Dimension.SENDER);
    }

    private static int[] array(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Which pieces between two borders the senders meet; after more than enough it stops counting. */
    private static BitSet pieces(Ranges senders, int[] borders) {
        BitSet pieces = new BitSet();
        for (int i = 0; i < senders.count(); i++) {
            int piece = piece(senders.first(i), borders);
            while (piece < borders.length && borders[piece] <= senders.last(i)) {
                pieces.set(piece++);
                if (pieces.cardinality() > MOST_PIECES) {
                    return pieces;
                }
            }
        }
        return pieces;
    }

    private static int piece(int sender, int[] borders) {
        int at = java.util.Arrays.binarySearch(borders, sender);
        return at >= 0 ? at : Math.max(-at - 2, 0);
    }

    /** How many of them a site prefers to the clause of that place in its row. */
    int before(int order) {
        int low = 0;
        int high = routes.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (routes.get(middle).clause().order() < order) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Those that can take something of the box, in order. It may be more. */
    List<Route> meeting(Box box) {
        if (borders.length == 0) {
            return routes;
        }
        BitSet pieces = pieces(box.ranges(Dimension.SENDER), borders);
        if (pieces.cardinality() > MOST_PIECES) {
            return routes;
        }
        BitSet numbers = new BitSet();
        for (int number : wide) {
            numbers.set(number);
        }
        pieces.stream().forEach(piece -> {
            for (int number : members.get(piece)) {
                numbers.set(number);
            }
        });
        return numbers.stream().mapToObj(routes::get).toList();
    }
}
