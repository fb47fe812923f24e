package dev.mailflow.compiler.analysis.clause;

import dev.mailflow.compiler.analysis.space.Ranges;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/**
 * Numbered ranges by their intervals: in the order of their beginnings, and for each part of that row the greatest end and the least
 * and greatest number in it. Immutable.
 */
final class IntervalIndex {
    /** So many intervals are looked at one by one: a tree above single ones takes more memory than they do. */
    private static final int BLOCK = 8;

    private static final int GREATEST_END = 1;
    private static final int LEAST_NUMBER = 2;
    private static final int GREATEST_NUMBER = 3;
    private static final int BOUNDS = 4;

    /** Collects intervals; the numbers ascend. */
    static final class Builder {
        private final IntFunction<Ranges> ranges;
        private int[] bounds = new int[64];
        private int[] numbers = new int[32];
        private long[] alone = new long[1];
        private int size;

        /** @param ranges of a number */
        Builder(IntFunction<Ranges> ranges) {
            this.ranges = ranges;
        }

        void add(int number) {
            Ranges whole = ranges.apply(number);
            for (int i = 0; i < whole.count(); i++) {
                if (size == numbers.length) {
                    numbers = Arrays.copyOf(numbers, 2 * size);
                    bounds = Arrays.copyOf(bounds, 4 * size);
                    alone = Arrays.copyOf(alone, (2 * size + 63) / 64);
                }
                if (whole.count() == 1) {
                    alone[size >> 6] |= 1L << size;
                }
                bounds[2 * size] = whole.first(i);
                bounds[2 * size + 1] = whole.last(i);
                numbers[size++] = number;
            }
        }

        IntervalIndex build() {
            // One number sorts by the beginning first and then by when it was added.
            long[] order = new long[size];
            for (int i = 0; i < size; i++) {
                order[i] = (long) bounds[2 * i] << 32 | i;
            }
            Arrays.sort(order);
            int[] sortedBounds = new int[2 * size];
            int[] sortedNumbers = new int[size];
            long[] sortedAlone = new long[alone.length];
            for (int i = 0; i < size; i++) {
                int from = (int) order[i];
                sortedBounds[2 * i] = bounds[2 * from];
                sortedBounds[2 * i + 1] = bounds[2 * from + 1];
                sortedNumbers[i] = numbers[from];
                sortedAlone[i >> 6] |= (alone[from >> 6] >>> from & 1) << i;
            }
            return new IntervalIndex(ranges, sortedBounds, sortedNumbers, sortedAlone);
        }
    }

    private final IntFunction<Ranges> ranges;
    /** Beginning and end of each interval in turn. */
    private final int[] bounds;

    private final int[] numbers;
    /** Of which intervals the range has no other, one bit each. */
    private final long[] alone;

    private final int leaves;
    /**
     * Of each part of the row the least beginning, the greatest end, the least and the greatest number: side by side, for a
     * question looks at all four, and at both halves of a part.
     */
    private final int[] parts;

    private IntervalIndex(IntFunction<Ranges> ranges, int[] bounds, int[] numbers, long[] alone) {
        this.ranges = ranges;
        this.alone = alone;
        this.bounds = bounds;
        this.numbers = numbers;
        int blocks = (numbers.length + BLOCK - 1) / BLOCK;
        leaves = Math.max(1, Integer.highestOneBit(Math.max(1, blocks - 1)) * 2);
        parts = new int[BOUNDS * 2 * leaves];
        for (int at = 0; at < parts.length; at += BOUNDS) {
            parts[at] = Integer.MAX_VALUE;
            parts[at + GREATEST_END] = -1;
            parts[at + LEAST_NUMBER] = Integer.MAX_VALUE;
            parts[at + GREATEST_NUMBER] = -1;
        }
        for (int i = 0; i < numbers.length; i++) {
            int leaf = leaves + i / BLOCK;
            widen(leaf, bounds[2 * i], bounds[2 * i + 1], numbers[i], numbers[i]);
        }
        for (int part = 2 * leaves - 1; part > 1; part--) {
            int at = BOUNDS * part;
            widen(part / 2, parts[at], parts[at + GREATEST_END], parts[at + LEAST_NUMBER], parts[at + GREATEST_NUMBER]);
        }
    }

    private void widen(int part, int beginning, int end, int leastNumber, int greatestNumber) {
        int at = BOUNDS * part;
        parts[at] = Math.min(parts[at], beginning);
        parts[at + GREATEST_END] = Math.max(parts[at + GREATEST_END], end);
        parts[at + LEAST_NUMBER] = Math.min(parts[at + LEAST_NUMBER], leastNumber);
        parts[at + GREATEST_NUMBER] = Math.max(parts[at + GREATEST_NUMBER], greatestNumber);
    }

    /** Whether no two of the ranges meet. */
    boolean isApart() {
        for (int i = 1; i < numbers.length; i++) {
            if (bounds[2 * i] <= bounds[2 * i - 1]) {
                return false;
            }
        }
        return true;
    }

    /** Numbers of the ranges that meet these and lie in the section, each once. */
    void meeting(Ranges asked, Section section, IntConsumer to) {
        if (numbers.length > 0) {
            for (int i = 0; i < asked.count(); i++) {
                new Question(asked, i, section, to).node(1, 0, leaves);
            }
        }
    }

    private final class Question {
        private final Ranges asked;
        private final int index;
        private final int first;
        private final int last;
        private final Section section;
        private final IntConsumer to;

        Question(Ranges asked, int index, Section section, IntConsumer to) {
            this.asked = asked;
            this.index = index;
            this.first = asked.first(index);
            this.last = asked.last(index);
            this.section = section;
            this.to = to;
        }

        void node(int node, int block, int blocks) {
            int at = BOUNDS * node;
            if (parts[at] > last
                    || parts[at + GREATEST_END] < first
                    || parts[at + LEAST_NUMBER] >= section.end()
                    || parts[at + GREATEST_NUMBER] < section.start()) {
                return;
            }
            if (blocks > 1) {
                int half = blocks / 2;
                node(2 * node, block, half);
                node(2 * node + 1, block + half, half);
                return;
            }
            int begin = block * BLOCK;
            int end = Math.min(begin + BLOCK, numbers.length);
            for (int i = begin; i < end && bounds[2 * i] <= last; i++) {
                if (bounds[2 * i + 1] >= first && section.contains(numbers[i]) && isFirstMeeting(i)) {
                    to.accept(numbers[i]);
                }
            }
        }

        /** Whether no earlier interval of both has handed the number over. */
        private boolean isFirstMeeting(int interval) {
            if (index == 0 && (alone[interval >> 6] >>> interval & 1) != 0) {
                return true;
            }
            Ranges whole = ranges.apply(numbers[interval]);
            int own = 0;
            while (whole.first(own) != bounds[2 * interval]) {
                own++;
            }
            return whole.isFirstMeeting(own, asked, index);
        }
    }
}
