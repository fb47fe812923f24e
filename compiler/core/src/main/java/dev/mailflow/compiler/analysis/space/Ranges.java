package dev.mailflow.compiler.analysis.space;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A set of numbers as sorted intervals that neither meet nor touch. Immutable. */
public final class Ranges {
    public static final Ranges NONE = new Ranges(new int[0]);

    /** First and last number of each interval in turn, both inclusive. */
    private final int[] bounds;

    private Ranges(int[] bounds) {
        this.bounds = bounds;
    }

    public static Ranges of(int first, int last) {
        return first > last ? NONE : new Ranges(new int[] {first, last});
    }

    public static Ranges of(int only) {
        return of(only, only);
    }

    /** All that one of them holds. */
    public static Ranges union(Collection<Ranges> parts) {
        int[][] intervals = parts.stream()
                .flatMap(part ->
                        IntStream.range(0, part.count()).mapToObj(i -> new int[] {part.first(i), part.last(i)}))
                .sorted((a, b) -> Integer.compare(a[0], b[0]))
                .toArray(int[][]::new);
        int[] merged = new int[2 * intervals.length];
        int size = 0;
        for (int[] interval : intervals) {
            if (size > 0 && interval[0] - 1 <= merged[size - 1]) {
                merged[size - 1] = Math.max(merged[size - 1], interval[1]);
            } else {
                merged[size++] = interval[0];
                merged[size++] = interval[1];
            }
        }
        return new Ranges(Arrays.copyOf(merged, size));
    }

    public boolean isEmpty() {
        return bounds.length == 0;
    }

    /** How many intervals. */
    public int count() {
        return bounds.length / 2;
    }

    /** First number of the interval of that index. */
    public int first(int interval) {
        return bounds[2 * interval];
    }

    /** Last number of the interval of that index. */
    public int last(int interval) {
        return bounds[2 * interval + 1];
    }

    /** The least number. */
    public int least() {
        return bounds[0];
    }

    /** How many numbers. */
    public long size() {
        long size = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            size += (long) bounds[i + 1] - bounds[i] + 1;
        }
        return size;
    }

    public boolean contains(int number) {
        if (bounds.length == 2) {
            return bounds[0] <= number && number <= bounds[1];
        }
        int at = Arrays.binarySearch(bounds, number);
        return at >= 0 || (-at - 1) % 2 == 1;
    }

    public boolean meets(Ranges other) {
        int i = 0;
        int j = 0;
        while (i < bounds.length && j < other.bounds.length) {
            if (bounds[i + 1] < other.bounds[j]) {
                i += 2;
            } else if (other.bounds[j + 1] < bounds[i]) {
                j += 2;
            } else {
                return true;
            }
        }
        return false;
    }

    /** Of two intervals that meet, one of each: whether no earlier ones do. */
    public boolean isFirstMeeting(int interval, Ranges other, int otherInterval) {
        int i = 0;
        int j = 0;
        while (i < interval || j < otherInterval) {
            if (last(i) < other.first(j)) {
                i++;
            } else if (other.last(j) < first(i)) {
                j++;
            } else {
                return false;
            }
        }
        return true;
    }

    public boolean containsAll(Ranges other) {
        if (bounds.length == 2) {
            int end = other.bounds.length;
            return end == 0 || bounds[0] <= other.bounds[0] && other.bounds[end - 1] <= bounds[1];
        }
        int i = 0;
        for (int j = 0; j < other.bounds.length; j += 2) {
            while (i < bounds.length && bounds[i + 1] < other.bounds[j]) {
                i += 2;
            }
            if (i == bounds.length || bounds[i] > other.bounds[j] || bounds[i + 1] < other.bounds[j + 1]) {
                return false;
            }
        }
        return true;
    }

    public Ranges and(Ranges other) {
        if (containsAll(other)) {
            return other;
        }
        int[] common = new int[bounds.length + other.bounds.length];
        int size = 0;
        int i = 0;
        int j = 0;
        while (i < bounds.length && j < other.bounds.length) {
            int first = Math.max(bounds[i], other.bounds[j]);
            int last = Math.min(bounds[i + 1], other.bounds[j + 1]);
            if (first <= last) {
                common[size++] = first;
                common[size++] = last;
            }
            if (bounds[i + 1] < other.bounds[j + 1]) {
                i += 2;
            } else {
                j += 2;
            }
        }
        return size == 0 ? NONE : new Ranges(Arrays.copyOf(common, size));
    }

    public Ranges minus(Ranges other) {
        if (!meets(other)) {
            return this;
        }
        int[] rest = new int[bounds.length + other.bounds.length];
        int size = 0;
        int j = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            int from = bounds[i];
            while (j < other.bounds.length && other.bounds[j + 1] < from) {
                j += 2;
            }
            int k = j;
            boolean isOver = false;
            while (!isOver && k < other.bounds.length && other.bounds[k] <= bounds[i + 1]) {
                if (other.bounds[k] > from) {
                    rest[size++] = from;
                    rest[size++] = other.bounds[k] - 1;
                }
                isOver = other.bounds[k + 1] >= bounds[i + 1];
                from = other.bounds[k + 1] + 1;
                k += 2;
            }
            if (!isOver) {
                rest[size++] = from;
                rest[size++] = bounds[i + 1];
            }
        }
        return size == 0 ? NONE : new Ranges(Arrays.copyOf(rest, size));
    }

    /** Every number moved, without those that become negative. */
    public Ranges moved(int by) {
        int[] moved = new int[bounds.length];
        int size = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            long last = Math.min((long) bounds[i + 1] + by, Integer.MAX_VALUE - 1);
            if (last >= 0) {
                moved[size++] = Math.max(bounds[i] + by, 0);
                moved[size++] = (int) last;
            }
        }
        return size == 0 ? NONE : new Ranges(Arrays.copyOf(moved, size));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ranges ranges && Arrays.equals(bounds, ranges.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    @Override
    public String toString() {
        return IntStream.range(0, count())
                .mapToObj(i -> first(i) == last(i) ? "" + first(i) : first(i) + "-" + last(i))
                .collect(Collectors.joining(" ", "{", "}"));
    }
}
