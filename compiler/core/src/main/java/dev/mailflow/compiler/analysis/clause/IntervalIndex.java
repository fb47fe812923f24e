package dev.mailflow.compiler.analysis.clause;

import dev.mailflow.compiler.analysis.space.Ranges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Numbered ranges by their intervals: by their beginning, and for each part of that row the greatest end and the least number in
 * it. Immutable.
 */
final class IntervalIndex {
    /** One interval of one of the ranges. */
    private record Interval(Ranges of, int index, int number) {
        int first() {
            return of.first(index);
        }
    }

    static final class Builder {
        private final List<Interval> intervals = new ArrayList<>();

        void add(Ranges ranges, int number) {
            for (int i = 0; i < ranges.count(); i++) {
                intervals.add(new Interval(ranges, i, number));
            }
        }

        IntervalIndex build() {
            intervals.sort(Comparator.comparingInt(Interval::first).thenComparingInt(Interval::number));
            return new IntervalIndex(intervals.toArray(Interval[]::new));
        }
    }

    private final Interval[] intervals;
    private final int[] first;
    private final int[] greatestEnd;
    private final int[] leastNumber;
    private final int leaves;

    private IntervalIndex(Interval[] intervals) {
        this.intervals = intervals;
        first = Arrays.stream(intervals).mapToInt(Interval::first).toArray();
        leaves = Math.max(1, Integer.highestOneBit(Math.max(1, intervals.length - 1)) * 2);
        greatestEnd = new int[2 * leaves];
        leastNumber = new int[2 * leaves];
        Arrays.fill(greatestEnd, -1);
        Arrays.fill(leastNumber, Integer.MAX_VALUE);
        for (int i = 0; i < intervals.length; i++) {
            greatestEnd[leaves + i] = intervals[i].of().last(intervals[i].index());
            leastNumber[leaves + i] = intervals[i].number();
        }
        for (int i = leaves - 1; i > 0; i--) {
            greatestEnd[i] = Math.max(greatestEnd[2 * i], greatestEnd[2 * i + 1]);
            leastNumber[i] = Math.min(leastNumber[2 * i], leastNumber[2 * i + 1]);
        }
    }

    /** Every number below the end, each once. */
    void all(int end, IntConsumer to) {
        for (Interval interval : intervals) {
            if (interval.index() == 0 && interval.number() < end) {
                to.accept(interval.number());
            }
        }
    }

    /**
     * Numbers of the ranges that meet these, each once.
     *
     * @param end only numbers below
     */
    void meeting(Ranges ranges, int end, IntConsumer to) {
        for (int i = 0; i < ranges.count(); i++) {
            meeting(new Asked(ranges, i, end, to), 1, 0, leaves);
        }
    }

    private record Asked(Ranges ranges, int index, int end, IntConsumer to) {}

    private void meeting(Asked asked, int node, int from, int width) {
        if (from >= first.length
                || greatestEnd[node] < asked.ranges().first(asked.index())
                || first[from] > asked.ranges().last(asked.index())
                || leastNumber[node] >= asked.end()) {
            return;
        }
        if (width == 1) {
            Interval interval = intervals[from];
            if (interval.of().isFirstMeeting(interval.index(), asked.ranges(), asked.index())) {
                asked.to().accept(interval.number());
            }
            return;
        }
        meeting(asked, 2 * node, from, width / 2);
        meeting(asked, 2 * node + 1, from + width / 2, width / 2);
    }
}
