package dev.mailflow.compiler.analysis.space;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A set of numbers as sorted intervals that neither meet nor touch. Immutable. */
public final class Ranges {
    public static final Ranges NONE = new Ranges(0, -1, null);

    private final int least;
    /** Less than the least where there is no number. */
    private final int greatest;
    /** First and last number of each interval in turn, both inclusive; most sets are one interval and have none. */
    private final int @Nullable [] several;

    private Ranges(int least, int greatest, int @Nullable [] several) {
        this.least = least;
        this.greatest = greatest;
        this.several = several;
    }

    public static Ranges of(int first, int last) {
        return first > last ? NONE : new Ranges(first, last, null);
    }

    public static Ranges of(int only) {
        return of(only, only);
    }

    /** @param bounds as many of them as the size says */
    private static Ranges of(int[] bounds, int size) {
        if (size <= 2) {
            return size == 0 ? NONE : of(bounds[0], bounds[1]);
        }
        return new Ranges(bounds[0], bounds[size - 1], Arrays.copyOf(bounds, size));
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
            for (int i = 0; i < part.count(); i++) {
                intervals[next++] = (long) part.first(i) << 32 | part.last(i) & 0xFFFF_FFFFL;
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
        return of(merged, size);
    }

    public boolean isEmpty() {
        return least > greatest;
    }

    /** How many intervals. */
    public int count() {
        return several != null ? several.length / 2 : least > greatest ? 0 : 1;
    }

    /** First number of the interval of that index. */
    public int first(int interval) {
        return several == null ? least : several[2 * interval];
    }

    /** Last number of the interval of that index. */
    public int last(int interval) {
        return several == null ? greatest : several[2 * interval + 1];
    }

    /** The least number. */
    public int least() {
        if (isEmpty()) {
            throw new IllegalStateException("there is no number");
        }
        return least;
    }

    /** How many numbers. */
    public long size() {
        long size = 0;
        for (int i = 0; i < count(); i++) {
            size += (long) last(i) - first(i) + 1;
        }
        return size;
    }

    public boolean contains(int number) {
        if (number < least || number > greatest) {
            return false;
        }
        if (several == null) {
            return true;
        }
        int at = Arrays.binarySearch(several, number);
        return at >= 0 || (-at - 1) % 2 == 1;
    }

    public boolean meets(Ranges other) {
        if (least > other.greatest || other.least > greatest) {
            return false;
        }
        if (several == null && other.several == null) {
            return !isEmpty() && !other.isEmpty();
        }
        int i = firstReaching(other.least);
        int j = other.firstReaching(least);
        while (i < count() && j < other.count()) {
            if (last(i) < other.first(j)) {
                i++;
            } else if (other.last(j) < first(i)) {
                j++;
            } else {
                return true;
            }
        }
        return false;
    }

    /** The first interval that ends at the number or later. */
    private int firstReaching(int number) {
        int low = 0;
        int high = count();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (last(middle) < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The first interval that begins behind the number. */
    private int firstBeyond(int number) {
        int low = 0;
        int high = count();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (first(middle) <= number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
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
        if (other.isEmpty() || this == other) {
            return true;
        }
        if (other.least < least || greatest < other.greatest) {
            return false;
        }
        if (several == null) {
            return true;
        }
        int i = firstReaching(other.least);
        for (int j = 0; j < other.count(); j++) {
            while (i < count() && last(i) < other.first(j)) {
                i++;
            }
            if (i == count() || first(i) > other.first(j) || last(i) < other.last(j)) {
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
        if (several == null && other.several == null) {
            return of(Math.max(least, other.least), Math.min(greatest, other.greatest));
        }
        int i = firstReaching(other.least);
        int j = other.firstReaching(least);
        int end = firstBeyond(other.greatest);
        int otherEnd = other.firstBeyond(greatest);
        int[] common = new int[2 * (Math.max(0, end - i) + Math.max(0, otherEnd - j))];
        int size = 0;
        while (i < end && j < otherEnd) {
            int first = Math.max(first(i), other.first(j));
            int last = Math.min(last(i), other.last(j));
            if (first <= last) {
                common[size++] = first;
                common[size++] = last;
            }
            if (last(i) < other.last(j)) {
                i++;
            } else {
                j++;
            }
        }
        return of(common, size);
    }

    public Ranges minus(Ranges other) {
        if (!meets(other)) {
            return this;
        }
        int j = other.firstReaching(least);
        int[] rest = new int[2 * (count() + other.firstBeyond(greatest) - j)];
        int size = 0;
        for (int i = 0; i < count(); i++) {
            int from = first(i);
            while (j < other.count() && other.last(j) < from) {
                j++;
            }
            int k = j;
            boolean isOver = false;
            while (!isOver && k < other.count() && other.first(k) <= last(i)) {
                if (other.first(k) > from) {
                    rest[size++] = from;
                    rest[size++] = other.first(k) - 1;
                }
                isOver = other.last(k) >= last(i);
                from = other.last(k) + 1;
                k++;
            }
            if (!isOver) {
                rest[size++] = from;
                rest[size++] = last(i);
            }
        }
        return of(rest, size);
    }

    /** Every number moved, without those that become negative. */
    public Ranges moved(int by) {
        int[] moved = new int[2 * count()];
        int size = 0;
        for (int i = 0; i < count(); i++) {
            long last = Math.min((long) last(i) + by, Integer.MAX_VALUE - 1);
            if (last >= 0) {
                moved[size++] = Math.max(first(i) + by, 0);
                moved[size++] = (int) last;
            }
        }
        return of(moved, size);
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Ranges ranges
                        && least == ranges.least
                        && greatest == ranges.greatest
                        && Arrays.equals(several, ranges.several);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * least + greatest) + Arrays.hashCode(several);
    }

    @Override
    public String toString() {
        return IntStream.range(0, count())
                .mapToObj(i -> first(i) == last(i) ? "" + first(i) : first(i) + "-" + last(i))
                .collect(Collectors.joining(" ", "{", "}"));
    }
}
