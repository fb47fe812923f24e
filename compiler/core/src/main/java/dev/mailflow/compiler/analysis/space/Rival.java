package dev.mailflow.compiler.analysis.space;

/**
 * A region that a question has to do with.
 *
 * @param held dimensions in which it holds all that is asked about, one bit each
 * @param number among all of the question
 */
record Rival(Region region, Box box, int held, int number) {
    private static final Dimension[] DIMENSIONS = Dimension.values();

    /** All bits. */
    static final int EVERYTHING = (1 << DIMENSIONS.length) - 1;

    static Rival of(Region region, Box asked, int number) {
        Box box = region.box();
        int held = 0;
        for (Dimension dimension : DIMENSIONS) {
            if (box.ranges(dimension).containsAll(asked.ranges(dimension))) {
                held |= 1 << dimension.ordinal();
            }
        }
        return new Rival(region, box, held, number);
    }

    /** Whether it holds all from that dimension on. */
    boolean holdsFrom(int dimension) {
        return (held >> dimension) == (EVERYTHING >> dimension);
    }
}
