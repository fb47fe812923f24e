package dev.mailflow.compiler.analysis.clause;

import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.analysis.space.Region;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Regions by what they are narrowest in: recipients, client addresses, senders or names. A box is compared with those that it can
 * meet there, and with the few that are wide in everything. Not for use by several threads at once.
 *
 * @param <T> kind of region
 */
final class ClauseIndex<T extends Region> {
    /** Dimensions in which regions can be narrow. */
    private static final List<Dimension> KEYS = List.of(Dimension.RECIPIENT, Dimension.CLIENT, Dimension.SENDER);

    private final List<T> regions;
    private final Map<Dimension, Intervals> byDimension = new EnumMap<>(Dimension.class);
    private final Intervals byName;
    private final int[] wide;
    private final int[] seen;
    private final MessageSpace space;
    private final Map<Dimension, Map<Integer, Boolean>> free = new HashMap<>();
    private int round;

    ClauseIndex(List<T> regions, MessageSpace space) {
        this.regions = List.copyOf(regions);
        this.space = space;
        this.seen = new int[regions.size()];
        Map<Dimension, Intervals.Builder> builders = new EnumMap<>(Dimension.class);
        KEYS.forEach(key -> builders.put(key, new Intervals.Builder()));
        Intervals.Builder names = new Intervals.Builder();
        List<Integer> rest = new ArrayList<>();
        for (int i = 0; i < regions.size(); i++) {
            Box box = regions.get(i).box();
            Dimension narrow = KEYS.stream()
                    .min(Comparator.comparingDouble(key -> share(box, key)))
                    .orElseThrow();
            if (share(box, narrow) < 0.5) {
                builders.computeIfAbsent(narrow, key -> new Intervals.Builder()).add(box.ranges(narrow), i);
            } else if (!box.needs().isEmpty()) {
                names.add(box.needs().get(0), i);
            } else {
                rest.add(i);
            }
        }
        builders.forEach((key, builder) -> byDimension.put(key, builder.build()));
        byName = names.build();
        wide = rest.stream().mapToInt(Integer::intValue).toArray();
    }

    private double share(Box box, Dimension dimension) {
        return (double) box.ranges(dimension).size() / space.all(dimension).size();
    }

    List<T> regions() {
        return regions;
    }

    /** Those that a message of the box can be in that brings only names that the box needs. */
    void coveringIn(Box box, Consumer<T> to) {
        begin();
        narrow(box, to);
        for (Ranges need : box.needs()) {
            byName.meeting(need, i -> hand(i, to));
        }
        for (int i : wide) {
            hand(i, to);
        }
    }

    /** Those that have a message in common with the box, whatever names it brings. */
    void meeting(Box box, Consumer<T> to) {
        begin();
        narrow(box, to);
        byName.all(i -> hand(i, to));
        for (int i : wide) {
            hand(i, to);
        }
    }

    private void narrow(Box box, Consumer<T> to) {
        byDimension.forEach((key, intervals) -> intervals.meeting(box.ranges(key), i -> hand(i, to)));
    }

    private void begin() {
        round++;
    }

    private void hand(int region, Consumer<T> to) {
        if (seen[region] != round) {
            seen[region] = round;
            to.accept(regions.get(region));
        }
    }

    /** Whether every region that holds the atom holds the whole dimension. */
    boolean isFree(Dimension dimension, int atom) {
        return free.computeIfAbsent(dimension, d -> new HashMap<>())
                .computeIfAbsent(
                        atom,
                        a -> regions.stream()
                                .map(region -> region.box().ranges(dimension))
                                .allMatch(ranges -> !ranges.contains(a) || ranges.containsAll(space.all(dimension))));
    }

    /** Intervals by their beginning, with the greatest end of each part of the row. */
    private static final class Intervals {
        interface Hit {
            void region(int number);
        }

        static final class Builder {
            private final List<int[]> intervals = new ArrayList<>();

            void add(Ranges ranges, int region) {
                for (int i = 0; i < ranges.count(); i++) {
                    intervals.add(new int[] {ranges.first(i), ranges.last(i), region});
                }
            }

            Intervals build() {
                intervals.sort(Comparator.comparingInt((int[] interval) -> interval[0])
                        .thenComparingInt(interval -> interval[2]));
                return new Intervals(intervals);
            }
        }

        private final int[] first;
        private final int[] last;
        private final int[] region;
        private final int[] greatest;
        private final int leaves;

        private Intervals(List<int[]> intervals) {
            first = intervals.stream().mapToInt(interval -> interval[0]).toArray();
            last = intervals.stream().mapToInt(interval -> interval[1]).toArray();
            region = intervals.stream().mapToInt(interval -> interval[2]).toArray();
            leaves = Math.max(1, Integer.highestOneBit(Math.max(1, first.length - 1)) * 2);
            greatest = new int[2 * leaves];
            Arrays.fill(greatest, -1);
            System.arraycopy(last, 0, greatest, leaves, last.length);
            for (int i = leaves - 1; i > 0; i--) {
                greatest[i] = Math.max(greatest[2 * i], greatest[2 * i + 1]);
            }
        }

        void all(Hit hit) {
            for (int one : region) {
                hit.region(one);
            }
        }

        void meeting(Ranges ranges, Hit hit) {
            for (int i = 0; i < ranges.count(); i++) {
                meeting(1, 0, leaves, ranges.first(i), ranges.last(i), hit);
            }
        }

        private void meeting(int node, int from, int width, int low, int high, Hit hit) {
            if (from >= first.length || greatest[node] < low || first[from] > high) {
                return;
            }
            if (width == 1) {
                hit.region(region[from]);
                return;
            }
            meeting(2 * node, from, width / 2, low, high, hit);
            meeting(2 * node + 1, from + width / 2, width / 2, low, high, hit);
        }
    }
}
