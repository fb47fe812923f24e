package dev.mailflow.compiler.analysis.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Messages by what they have in each dimension and by the names that they must and must not bring. Immutable.
 *
 * <p>A message brings a set of names: those of its verified certificate and its header fields. A need is met by any one of
 * its names. A box that others are covered by has no forbidden names.
 */
public final class Box implements Region {
    private static final Dimension[] DIMENSIONS = Dimension.values();

    private final Ranges[] ranges;
    private final List<Ranges> needs;
    private final Ranges forbidden;

    private Box(Ranges[] ranges, List<Ranges> needs, Ranges forbidden) {
        this.ranges = ranges;
        this.needs = needs;
        this.forbidden = forbidden;
    }

    /** @param ranges one for each dimension, in their order */
    static Box of(List<Ranges> ranges) {
        return new Box(ranges.toArray(Ranges[]::new), List.of(), Ranges.NONE);
    }

    @Override
    public Box box() {
        return this;
    }

    public Ranges ranges(Dimension dimension) {
        return ranges[dimension.ordinal()];
    }

    /** One name of each must be there. */
    public List<Ranges> needs() {
        return needs;
    }

    /** No name of these may be there. */
    public Ranges forbidden() {
        return forbidden;
    }

    /** What of it lies within those ranges too. */
    public Box only(Dimension dimension, Ranges only) {
        Ranges old = ranges[dimension.ordinal()];
        Ranges now = old.and(only);
        return now.equals(old) ? this : with(dimension, now);
    }

    /** Those ranges in place of its own. */
    Box with(Dimension dimension, Ranges other) {
        Ranges[] changed = ranges.clone();
        changed[dimension.ordinal()] = other;
        return new Box(changed, needs, forbidden);
    }

    public Box except(Dimension dimension, Ranges out) {
        return only(dimension, ranges(dimension).minus(out));
    }

    public Box needing(Ranges names) {
        if (needs.contains(names)) {
            return this;
        }
        List<Ranges> more = new ArrayList<>(needs);
        more.add(names);
        return new Box(ranges, List.copyOf(more), forbidden);
    }

    /** Whatever names are brought. */
    public Box withoutNeeds() {
        return needs.isEmpty() ? this : new Box(ranges, List.of(), forbidden);
    }

    public Box without(Ranges names) {
        return new Box(ranges, needs, Ranges.union(List.of(forbidden, names)));
    }

    public Box and(Box other) {
        Ranges[] both = new Ranges[ranges.length];
        for (int i = 0; i < ranges.length; i++) {
            both[i] = ranges[i].and(other.ranges[i]);
        }
        List<Ranges> all = needs;
        if (needs.isEmpty()) {
            all = other.needs;
        } else if (!other.needs.isEmpty()) {
            all = new ArrayList<>(needs);
            for (Ranges need : other.needs) {
                if (!all.contains(need)) {
                    all.add(need);
                }
            }
            all = List.copyOf(all);
        }
        return new Box(
                both, all, other.forbidden.isEmpty() ? forbidden : Ranges.union(List.of(forbidden, other.forbidden)));
    }

    /** Whether no message is in it. */
    public boolean isEmpty() {
        for (Ranges range : ranges) {
            if (range.isEmpty()) {
                return true;
            }
        }
        for (Ranges need : needs) {
            if (forbidden.containsAll(need)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the two have a common part in every dimension; names are not looked at. */
    public boolean meets(Box other) {
        for (int i = 0; i < ranges.length; i++) {
            if (!ranges[i].meets(other.ranges[i])) {
                return false;
            }
        }
        return true;
    }

    /** Whether a message of those atoms and names is in it. */
    public boolean contains(Point point) {
        for (Dimension dimension : DIMENSIONS) {
            if (!ranges(dimension).contains(point.atom(dimension))) {
                return false;
            }
        }
        return needs.stream().allMatch(need -> point.names().stream().anyMatch(need::contains))
                && point.names().stream().noneMatch(forbidden::contains);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Box box
                && Arrays.equals(ranges, box.ranges)
                && needs.equals(box.needs)
                && forbidden.equals(box.forbidden);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(ranges) + needs.hashCode()) + forbidden.hashCode();
    }

    @Override
    public String toString() {
        return Arrays.toString(ranges) + " needs " + needs + " without " + forbidden;
    }
}
