package dev.mailflow.compiler.analysis.clause;

import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.analysis.space.Region;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;

/**
 * A row of regions by what they are narrowest in: recipients, client addresses, senders or names. A box is compared with those that it
 * can meet there, and with the few that are wide in everything. Questions keep nothing: one may be asked while another is answered.
 *
 * @param <T> kind of region
 */
final class ClauseIndex<T extends Region> {
    /** Dimensions in which regions can be narrow. */
    private static final List<Dimension> KEYS = List.of(Dimension.RECIPIENT, Dimension.CLIENT, Dimension.SENDER);

    private final List<T> regions;
    private final Map<Dimension, IntervalIndex> byDimension = new EnumMap<>(Dimension.class);
    private final IntervalIndex byName;
    private final int[] wide;
    private final MessageSpace space;
    private final Map<Place, Boolean> free = new ConcurrentHashMap<>();
    private final LongAdder looked = new LongAdder();

    private record Place(Dimension dimension, int atom) {}

    /** @param regions in the order of the row */
    ClauseIndex(List<T> regions, MessageSpace space) {
        this.regions = List.copyOf(regions);
        this.space = space;
        Map<Dimension, IntervalIndex.Builder> builders = new EnumMap<>(Dimension.class);
        IntervalIndex.Builder names = new IntervalIndex.Builder();
        List<Integer> rest = new ArrayList<>();
        for (int i = 0; i < regions.size(); i++) {
            Box box = regions.get(i).box();
            Dimension narrow = narrowest(box);
            if (share(box, narrow) < 0.5) {
                builders.computeIfAbsent(narrow, key -> new IntervalIndex.Builder())
                        .add(box.ranges(narrow), i);
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

    private Dimension narrowest(Box box) {
        Dimension narrowest = KEYS.get(0);
        for (Dimension key : KEYS) {
            narrowest = share(box, key) < share(box, narrowest) ? key : narrowest;
        }
        return narrowest;
    }

    private double share(Box box, Dimension dimension) {
        return (double) box.ranges(dimension).size() / space.all(dimension).size();
    }

    /** How many regions were looked at so far: unlike time, the same on every machine. */
    long looked() {
        return looked.sum();
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
        byDimension.forEach((key, intervals) -> intervals.meeting(box.ranges(key), end, region -> hand(region, to)));
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
