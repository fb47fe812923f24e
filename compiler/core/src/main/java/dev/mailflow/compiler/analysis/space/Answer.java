package dev.mailflow.compiler.analysis.space;

import java.util.List;

/** What a search found. */
public sealed interface Answer {
    /**
     * @param region every message of it that brings exactly the names is in the box and outside of the cover
     * @param names the fewest that the box needs
     */
    record Found(Box region, List<Integer> names) implements Answer {
        public Found {
            names = List.copyOf(names);
        }
    }

    /**
     * There is none: proved.
     *
     * @param by regions that together cover the box; empty if the box is empty by itself
     */
    record Covered(List<Region> by) implements Answer {
        public Covered {
            by = List.copyOf(by);
        }
    }

    /** The steps are used up. */
    record Undecided() implements Answer {}
}
