package dev.mailflow.compiler.analysis.space;

import java.util.List;

/**
 * One kind of message: all that have these atoms and names are treated alike.
 *
 * @param atoms one for each dimension, in their order
 * @param names of certificates and header fields
 */
public record Point(List<Integer> atoms, List<Integer> names) {
    public Point {
        atoms = List.copyOf(atoms);
        names = List.copyOf(names);
    }

    public int atom(Dimension dimension) {
        return atoms.get(dimension.ordinal());
    }
}
