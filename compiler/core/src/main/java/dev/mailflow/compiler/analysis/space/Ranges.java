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
        int count = 0;
        Ranges only = NONE;
        for (Ranges part : parts) {
            count += part.count();
            only = part.isEmpty() ? only : part;
        }
        if (count == only.count()) {
            return only;
        }
        // One number sorts by the beginning first and keeps the end.
        long[] intervals = new long[count];
        int next = 0;
        for (Ranges part : parts) {
            for (int i = 0; i < part.bounds.length; i += 2) {
                intervals[next++] = (long) part.bounds[i] << 32 | part.bounds[i + 1] & 0xFFFF_FFFFL;
            }
        }
        Arrays.sort(intervals);
        int[] merged = new int[2 * count];
        int size = 0;
        for (long interval : intervals) {
            int first = (int) (interval >> 32);
            int last = (int) interval;
            if (size > 0 && first - 1 <= merged[size - 1]) {
                merged[size - 1] = Math.max(merged[size - 1], last);
            } else {
                merged[size++] = first;
                merged[size++] = last;
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

    /** The very same: most boxes have what a space holds in most of their dimensions. */
    private boolean isSame(Ranges other) {
        return bounds == other.bounds;
    }

    public boolean meets(Ranges other) {
        if (isEmpty() || other.isEmpty()) {
            return false;
        }
        if (isSame(other)) {
            return true;
        }
        int i = firstReaching(other.bounds[0]);
        int j = other.firstReaching(bounds[0]);
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

    /** Where in the bounds the first interval stands that ends at the number or later. */
    private int firstReaching(int number) {
        int low = 0;
        int high = bounds.length / 2;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (bounds[2 * middle + 1] < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return 2 * low;
    }

    /** Where in the bounds the first interval stands that begins behind the number. */
    private int firstBeyond(int number) {
        int low = 0;
        int high = bounds.length / 2;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (bounds[2 * middle] <= number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return 2 * low;
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
        int end = other.bounds.length;
        if (isSame(other)) {
            return true;
        }
        if (end == 0 || bounds.length <= 2) {
            return end == 0 || bounds.length == 2 && bounds[0] <= other.bounds[0] && other.bounds[end - 1] <= bounds[1];
        }
        int i = firstReaching(other.bounds[0]);
        for (int j = 0; j < end; j += 2) {
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
        if (other.containsAll(this)) {
            return this;
        }
        if (isEmpty() || other.isEmpty()) {
            return NONE;
        }
        int i = firstReaching(other.bounds[0]);
        int j = other.firstReaching(bounds[0]);
        int end = firstBeyond(other.bounds[other.bounds.length - 1]);
        int otherEnd = other.firstBeyond(bounds[bounds.length - 1]);
        int[] common = new int[Math.max(0, end - i) + Math.max(0, otherEnd - j)];
        int size = 0;
        while (i < end && j < otherEnd) {
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
        int j = other.firstReaching(bounds[0]);
        int[] rest = new int[bounds.length + other.firstBeyond(bounds[bounds.length - 1]) - j];
        int size = 0;
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
        return other instanceof Ranges ranges && (isSame(ranges) || Arrays.equals(bounds, ranges.bounds));
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
