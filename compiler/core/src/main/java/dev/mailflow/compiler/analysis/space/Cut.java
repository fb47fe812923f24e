package dev.mailflow.compiler.analysis.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Ranges cut at the borders of others. A border is one number, for a box that 100 000 regions meet is cut at twice as many: where it
 * is, and in the last two bits what it is.
 */
final class Cut {
    private static final int OF_WHOLE = 1;
    private static final int BEGINS = 2;

    private final Ranges whole;
    private long[] borders;
    private int count;

    /** @param others about how many it will be cut by */
    Cut(Ranges whole, int others) {
        this.whole = whole;
        this.borders = new long[2 * (whole.count() + others)];
        add(whole, OF_WHOLE);
    }

    /**
     * One piece.
     *
     * @param weight how many of the others hold it
     */
    record Piece(int first, int last, int weight) {
        /** What fewest hold, and then what begins first. */
        private static int compare(Piece one, Piece other) {
            return one.weight != other.weight
                    ? Integer.compare(one.weight, other.weight)
                    : Integer.compare(one.first, other.first);
        }
    }

    void by(Ranges other) {
        add(other.and(whole), 0);
    }

    private void add(Ranges ranges, int whose) {
        int size = count + 2 * ranges.count();
        if (borders.length < size) {
            borders = Arrays.copyOf(borders, 2 * size);
        }
        for (int i = 0; i < ranges.count(); i++) {
            borders[count++] = (long) ranges.first(i) << 2 | BEGINS | whose;
            borders[count++] = ranges.last(i) + 1L << 2 | whose;
        }
    }

    /** How many borders there are, those of the whole included. */
    int count() {
        return count;
    }

    /** What fewest hold comes first. */
    List<Piece> pieces() {
        Arrays.sort(borders, 0, count);
        List<Piece> pieces = new ArrayList<>();
        int weight = 0;
        int inside = 0;
        for (int i = 0; i + 1 < count; i++) {
            int change = (borders[i] & BEGINS) != 0 ? 1 : -1;
            if ((borders[i] & OF_WHOLE) != 0) {
                inside += change;
            } else {
                weight += change;
            }
            long at = borders[i] >> 2;
            long next = borders[i + 1] >> 2;
            if (next > at && inside > 0) {
                pieces.add(new Piece((int) at, (int) (next - 1), weight));
            }
        }
        pieces.sort(Piece::compare);
        return pieces;
    }
}
