package dev.mailflow.compiler.analysis.space;

import java.util.List;
import java.util.function.Consumer;

/** Regions that take messages away from a box. */
public interface Covering {
    /**
     * Hands over every region that has a point in the box, each once; it may hand over more.
     */
    void meeting(Box box, Consumer<Region> to);

    /**
     * Whether every region that holds the atom holds the whole dimension: then a point outside of the regions can be moved to that
     * atom and stays outside.
     */
    boolean isFree(Dimension dimension, int atom);

    static Covering of(List<? extends Region> regions, MessageSpace space) {
        return new Covering() {
            @Override
            public void meeting(Box box, Consumer<Region> to) {
                regions.forEach(to);
            }

            @Override
            public boolean isFree(Dimension dimension, int atom) {
                return regions.stream()
                        .map(region -> region.box().ranges(dimension))
                        .allMatch(ranges -> !ranges.contains(atom) || space.isAll(dimension, ranges));
            }
        };
    }
}
