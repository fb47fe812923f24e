package dev.mailflow.compiler.analysis.clause;

import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.analysis.space.Region;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
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

    private static final int NONE = -1;

    private final List<T> regions;
    private final List<Shelf> shelves = new ArrayList<>();
    /** Number of the shelf of each region, {@code NONE} for those that are narrow in nothing. */
    private final int[] shelfOf;

    private final IntervalIndex byName;
    /** Those of that index. */
    private final int[] named;

    private final int[] wide;
    private final MessageSpace space;
    private final long[] sizes;
    /** Of the atoms that hardly any pattern holds, those of which every region that holds one holds the whole dimension. */
    private final Map<Dimension, Set<Integer>> free = new EnumMap<>(Dimension.class);
    /** Dimensions of which every region holds the whole. */
    private final Set<Dimension> undivided = EnumSet.copyOf(KEYS);

    private final AtomicLong looked;

    /**
     * Regions that are narrow in the same dimensions, by each of these.
     *
     * @param keys indexes of dimensions among all in which regions can be narrow
     * @param apart of these keys one in which no two of the regions meet, or {@code NONE}
     */
    private record Shelf(int[] keys, IntervalIndex[] intervals, int apart) {
        static Shelf of(int[] keys, IntervalIndex[] intervals) {
            for (int i = 0; i < keys.length; i++) {
                if (intervals[i].isApart()) {
                    return new Shelf(keys, intervals, keys[i]);
                }
            }
            return new Shelf(keys, intervals, NONE);
        }
    }

    /** Numbers one after the other. */
    private static final class Numbers {
        private int[] numbers = new int[4];
        private int size;

        void add(int number) {
            if (size == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * size);
            }
            numbers[size++] = number;
        }

        int[] all() {
            return Arrays.copyOf(numbers, size);
        }
    }

    /**
     * @param regions in the order of the row
     * @param looked counts the regions that are looked at: unlike time, the same on every machine
     */
    ClauseIndex(List<T> regions, MessageSpace space, AtomicLong looked) {
        this.looked = looked;
        this.regions = List.copyOf(regions);
        this.space = space;
        this.sizes = new long[KEYS.size()];
        for (int key = 0; key < sizes.length; key++) {
            sizes[key] = space.all(KEYS.get(key)).size();
        }
        // By the dimensions in which they are narrow, one bit each.
        Map<Integer, Numbers> alike = new LinkedHashMap<>();
        Numbers byNeed = new Numbers();
        Numbers rest = new Numbers();
        IntervalIndex.Builder names = new IntervalIndex.Builder(
                number -> regions.get(number).box().needs().get(0));
        for (int i = 0; i < regions.size(); i++) {
            Box box = regions.get(i).box();
            int keys = narrowKeys(box);
            if (keys != 0) {
                alike.computeIfAbsent(keys, k -> new Numbers()).add(i);
            } else if (!box.needs().isEmpty()) {
                byNeed.add(i);
                names.add(i);
            } else {
                rest.add(i);
            }
        }
        shelfOf = new int[regions.size()];
        Arrays.fill(shelfOf, NONE);
        alike.forEach((keys, numbers) -> {
            for (int number : numbers.all()) {
                shelfOf[number] = shelves.size();
            }
            shelves.add(shelf(keys, numbers.all()));
        });
        byName = names.build();
        named = byNeed.all();
        wide = rest.all();
        KEYS.forEach(key -> free.put(key, freeAtoms(key)));
    }

    private Shelf shelf(int narrow, int[] numbers) {
        Numbers keyNumbers = new Numbers();
        for (int key = 0; key < KEYS.size(); key++) {
            if ((narrow >> key & 1) != 0) {
                keyNumbers.add(key);
            }
        }
        int[] keys = keyNumbers.all();
        IntervalIndex[] intervals = new IntervalIndex[keys.length];
        for (int i = 0; i < keys.length; i++) {
            Dimension dimension = KEYS.get(keys[i]);
            IntervalIndex.Builder builder = new IntervalIndex.Builder(
                    number -> regions.get(number).box().ranges(dimension));
            for (int number : numbers) {
                builder.add(number);
            }
            intervals[i] = builder.build();
        }
        return Shelf.of(keys, intervals);
    }

    private int narrowKeys(Box box) {
        int keys = 0;
        for (int key = 0; key < KEYS.size(); key++) {
            if (share(box, key) < NARROW) {
                keys |= 1 << key;
            }
        }
        return keys;
    }

    private double share(Box box, int key) {
        return (double) box.ranges(KEYS.get(key)).size() / sizes[key];
    }

    private Set<Integer> freeAtoms(Dimension dimension) {
        Set<Integer> atoms = new LinkedHashSet<>(space.unlisted(dimension));
        Ranges all = space.all(dimension);
        for (T region : regions) {
            Ranges ranges = region.box().ranges(dimension);
            if (!ranges.containsAll(all)) {
                undivided.remove(dimension);
                atoms.removeIf(ranges::contains);
                if (atoms.isEmpty()) {
                    break;
                }
            }
        }
        return Set.copyOf(atoms);
    }

    /**
     * Those that a message of the box can be in that brings only names that the box needs; numbered as in the row.
     *
     * @param section only what stands there is looked at
     */
    void coveringIn(Box box, Section section, IntConsumer to) {
        IntConsumer counting = counting(to);
        narrow(box, section, counting);
        List<Ranges> needs = box.needs();
        for (int i = 0; i < needs.size(); i++) {
            int number = i;
            byName.meeting(needs.get(i), section, region -> {
                if (number == 0 || isFirst(needs, number, region)) {
                    counting.accept(region);
                }
            });
        }
        among(wide, section, counting);
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
     * @param section only what stands there is looked at
     */
    void meeting(Box box, Section section, IntConsumer to) {
        IntConsumer counting = counting(to);
        narrow(box, section, counting);
        among(named, section, counting);
        among(wide, section, counting);
    }

    private void narrow(Box box, Section section, IntConsumer to) {
        int passed = passed(box, section.end());
        for (int number = 0; number < shelves.size(); number++) {
            if (number == passed) {
                continue;
            }
            Shelf shelf = shelves.get(number);
            int[] keys = shelf.keys();
            int best = 0;
            for (int i = 1; i < keys.length; i++) {
                best = share(box, keys[i]) < share(box, keys[best]) ? i : best;
            }
            shelf.intervals()[best].meeting(box.ranges(KEYS.get(keys[best])), section, to);
        }
    }

    /**
     * Number of the shelf of which no other region meets the box, if the box is within that region and the regions are apart: what goes before
     * a region is mostly asked about a part of its own box, and in most policies no two connectors are about the same party.
     *
     * @param number of the region behind the section that is asked about
     */
    private int passed(Box box, int number) {
        int shelf = number < regions.size() ? shelfOf[number] : NONE;
        int apart = shelf == NONE ? NONE : shelves.get(shelf).apart();
        if (apart == NONE) {
            return NONE;
        }
        Dimension key = KEYS.get(apart);
        return regions.get(number).box().ranges(key).containsAll(box.ranges(key)) ? shelf : NONE;
    }

    /** Whether all that stands there is on one shelf of regions of which no two meet: for all it is known at one look. */
    boolean isApart(Section section) {
        int shelf = shelfOf[section.start()];
        if (shelf == NONE || shelves.get(shelf).apart() == NONE) {
            return false;
        }
        for (int i = section.start(); i < section.end(); i++) {
            if (shelfOf[i] != shelf) {
                return false;
            }
        }
        return true;
    }

    private static void among(int[] numbers, Section section, IntConsumer to) {
        int found = Arrays.binarySearch(numbers, section.start());
        for (int i = found < 0 ? -found - 1 : found; i < numbers.length && numbers[i] < section.end(); i++) {
            to.accept(numbers[i]);
        }
    }

    private IntConsumer counting(IntConsumer to) {
        return region -> {
            looked.incrementAndGet();
            to.accept(region);
        };
    }

    /** Whether every region that holds the atom holds the whole dimension. */
    boolean isFree(Dimension dimension, int atom) {
        if (undivided.contains(dimension)) {
            return true;
        }
        if (space.unlisted(dimension).contains(atom)) {
            return free.getOrDefault(dimension, Set.of()).contains(atom);
        }
        Ranges all = space.all(dimension);
        for (T region : regions) {
            Ranges ranges = region.box().ranges(dimension);
            if (ranges.contains(atom) && !ranges.containsAll(all)) {
                return false;
            }
        }
        return true;
    }
}
