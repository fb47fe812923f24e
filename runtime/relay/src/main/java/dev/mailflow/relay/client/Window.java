package dev.mailflow.relay.client;

/**
 * How many connections a destination has at once, by how it fares, in the manner of Postfix' scheduler: an attempt that reached
 * nobody takes one away, for a hop with as many connections as it wants refuses the next one and is well; attempts that reach
 * somebody add one for each round of them, slower the more were in vain. Only as many failures in a row as there may be
 * connections at once, with no success among them, say that the destination is dead. Not for several threads.
 */
final class Window {
    /** Rounds of successes that one more connection can take. */
    private static final int MOST_CAUTION = 16;
    /** So few failures in a row are chance, however few connections there are at once. */
    private static final int LEAST_COHORT = 5;

    private final int most;
    private double width;
    private int caution = 1;
    private int failed;
    private int cohort;
    private boolean probing;
    /** Whether it was made wider since the last failure. */
    private boolean widened;

    /** @param most connections at once, with which it begins */
    Window(int most) {
        this.most = most;
        this.width = most;
    }

    /** Connections at once. */
    int width() {
        return (int) width;
    }

    /**
     * An attempt reached nobody.
     *
     * @param used connections at this moment, the one that failed included
     * @return whether a whole cohort failed, so that there is no use in trying on
     */
    boolean failed(int used) {
        if (failed++ == 0) {
            cohort = probing ? 1 : Math.max(width(), Math.min(most, LEAST_COHORT));
        }
        width = Math.max(1, Math.min(width(), used) - 1);
        caution = Math.min(MOST_CAUTION, 2 * caution);
        widened = false;
        return failed >= cohort;
    }

    /** An attempt reached somebody; true if there may be more connections now. */
    boolean succeeded() {
        failed = 0;
        probing = false;
        if (width >= most) {
            return false;
        }
        int before = width();
        width = Math.min(most, width + 1.0 / (before * caution));
        // Sums of fractions fall a little short of what they should be.
        if (Math.rint(width) > width && Math.rint(width) - width < 1e-6) {
            width = Math.rint(width);
        }
        if (width() == before) {
            return false;
        }
        if (widened) {
            // The last one more was taken.
            caution = Math.max(1, caution / 2);
        }
        widened = true;
        return true;
    }

    /** After a time without an answer one more finds out: what is on its way may be long, and the hop well. */
    void widen() {
        if (!probing) {
            width = Math.min(most, width() + 1);
        }
    }

    /** Whether one connection is finding out if the destination is back. */
    boolean isProbing() {
        return probing;
    }

    /** After a time in which nothing was tried one connection finds out whether the destination is back. */
    void probe() {
        width = 1;
        caution = 1;
        failed = 0;
        probing = true;
    }

    /** What was is too long ago to count. */
    void forget() {
        width = most;
        caution = 1;
        failed = 0;
        probing = false;
    }

    /** Whether there is nothing to be remembered. */
    boolean isWhole() {
        return width >= most && failed == 0 && !probing;
    }
}
