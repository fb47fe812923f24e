package dev.mailflow.compiler.analysis.sites;

import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.Ranges;
import java.util.ArrayList;
import java.util.List;

/** Boxes that are cut, not covered. */
final class Pieces {
    private Pieces() {}

    /** What of the box is not in the other, as disjoint boxes. The other forbids nothing. */
    static List<Box> outside(Box box, Box other) {
        List<Box> pieces = new ArrayList<>();
        Box rest = box;
        for (Dimension dimension : Dimension.values()) {
            Ranges inside = other.ranges(dimension);
            if (!inside.containsAll(rest.ranges(dimension))) {
                add(rest.except(dimension, inside), pieces);
                rest = rest.only(dimension, inside);
                if (rest.ranges(dimension).isEmpty()) {
                    return pieces;
                }
            }
        }
        for (Ranges need : other.needs()) {
            add(rest.without(need), pieces);
            rest = rest.needing(need);
        }
        return pieces;
    }

    private static void add(Box piece, List<Box> to) {
        if (!piece.isEmpty()) {
            to.add(piece);
        }
    }

    /** Whatever its recipients. */
    static Box anyRecipient(Box box, Box everything) {
        Box wide = everything;
        for (Dimension dimension : Dimension.values()) {
            if (dimension != Dimension.RECIPIENT) {
                wide = wide.only(dimension, box.ranges(dimension));
            }
        }
        for (Ranges need : box.needs()) {
            wide = wide.needing(need);
        }
        return box.forbidden().isEmpty() ? wide : wide.without(box.forbidden());
    }
}
