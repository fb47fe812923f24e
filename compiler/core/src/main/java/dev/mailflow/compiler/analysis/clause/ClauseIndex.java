package dev.mailflow.compiler.analysis.clause;

import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.analysis.space.Region;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;

/**
 * A row of regions by what they are narrow in: recipients, client addresses, senders or names. A box is compared with those that it
 * can meet where it is narrow itself, and with the few that are wide in everything. Questions keep nothing: one may be asked while
 * another is answered.
 *
 * @param <T> kind of region
 */
final class ClauseIndex<T extends Region> {
    /** Dimensions in which regions can be narrow. */
    private static final List<Dimension> KEYS = List.of(Dimension.RECIPIENT, Dimension.CLIENT, Dimension.SENDER);

    /** What is less than so much of a dimension is narrow in it. */
    private static final double NARROW = 0.5;

    private final List<T> regions;
    private final List<Shelf> shelves = new ArrayList<>();
    private final IntervalIndex byName;
    private final int[] wide;
    private final MessageSpace space;
    private final long[] sizes;
    private final Map<Place, Boolean> free = new ConcurrentHashMap<>();
    private final LongAdder looked;

    private record Place(Dimension dimension, int atom) {}

    /**
     * Regions that are narrow in the same dimensions, by each of these.
     *
     * @param keys indexes of dimensions among all in which regions can be narrow
     */
    private record Shelf(List<Integer> keys, List<IntervalIndex> intervals) {}

    /**
     * @param regions in the order of the row
     * @param looked counts the regions that are looked at: unlike time, the same on every machine
     */
    ClauseIndex(List<T> regions, MessageSpace space, LongAdder looked) {
        this.looked = looked;
        this.regions = List.copyOf(regions);
        this.space = space;
        this.sizes = KEYS.stream().mapToLong(key -> space.all(key).size()).toArray();
        Map<List<Integer>, List<Integer>> alike = new LinkedHashMap<>();
        IntervalIndex.Builder names = new IntervalIndex.Builder();
        List<Integer> rest = new ArrayList<>();
        for (int i = 0; i < regions.size(); i++) {
            Box box = regions.get(i).box();
            List<Integer> keys = narrowKeys(box);
            if (!keys.isEmpty()) {
                alike.computeIfAbsent(keys, k -> new ArrayList<>()).add(i);
            } else if (!box.needs().isEmpty()) {
                names.add(box.needs().get(0), i);
            } else {
                rest.add(i);
            }
        }
        alike.forEach((keys, numbers) -> shelves.add(shelf(keys, numbers)));
        byName = names.build();
        wide = rest.stream().mapToInt(Integer::intValue).toArray();
    }

    private Shelf shelf(List<Integer> keys, List<Integer> numbers) {
        List<IntervalIndex> intervals = new ArrayList<>();
        for (int key : keys) {
            IntervalIndex.Builder builder = new IntervalIndex.Builder();
            numbers.forEach(number -> builder.add(regions.get(number).box().ranges(KEYS.get(key)), number));
            intervals.add(builder.build());
        }
        return new Shelf(keys, List.copyOf(intervals));
    }

    private List<Integer> narrowKeys(Box box) {
        List<Integer> keys = new ArrayList<>(KEYS.size());
        for (int key = 0; key < KEYS.size(); key++) {
            if (share(box, key) < NARROW) {
                keys.add(key);
            }
        }
        return keys;
    }

    private double share(Box box, int key) {
        return (double) box.ranges(KEYS.get(key)).size() / sizes[key];
    }

    /**
     * Those that a message of the box can be in that brings only names that the box needs; numbered as in the row.
     *
     * @param end only what stands before that in the row is looked at
     */
    void coveringIn(Box box, int end, IntConsumer to) {
        narrow(box, end, to);
        List<Ranges> needs = box.needs();
        for (int i = 0; i < needs.size(); i++) {
            int number = i;
            byName.meeting(needs.get(i), end, region -> {
                if (number == 0 || isFirst(needs, number, region)) {
                    hand(region, to);
                }
            });
        }
        wide(end, to);
    }

    /** Whether no need before that one is met by the region. */
    private boolean isFirst(List<Ranges> needs, int number, int region) {
        Ranges key = regions.get(region).box().needs().get(0);
        for (int i = 0; i < number; i++) {
            if (needs.get(i).meets(key)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Those that have a message in common with the box, whatever names it brings; numbered as in the row.
     *
     * @param end only what stands before that in the row is looked at
     */
    void meeting(Box box, int end, IntConsumer to) {
        narrow(box, end, to);
        byName.all(end, region -> hand(region, to));
        wide(end, to);
    }

    private void narrow(Box box, int end, IntConsumer to) {
        for (Shelf shelf : shelves) {
            int best = 0;
            for (int i = 1; i < shelf.keys().size(); i++) {
                best = share(box, shelf.keys().get(i)) < share(box, shelf.keys().get(best)) ? i : best;
            }
            shelf.intervals()
                    .get(best)
                    .meeting(box.ranges(KEYS.get(shelf.keys().get(best))), end, region -> hand(region, to));
        }
    }

    private void wide(int end, IntConsumer to) {
        for (int i = 0; i < wide.length && wide[i] < end; i++) {
            hand(wide[i], to);
        }
    }

    private void hand(int region, IntConsumer to) {
        looked.increment();
        to.accept(region);
    }

    /** Whether every region that holds the atom holds the whole dimension. */
    boolean isFree(Dimension dimension, int atom) {
        return free.computeIfAbsent(
                new Place(dimension, atom),
                place -> regions.stream()
                        .map(region -> region.box().ranges(dimension))
                        .allMatch(ranges -> !ranges.contains(atom) || ranges.containsAll(space.all(dimension))));
    }
}
