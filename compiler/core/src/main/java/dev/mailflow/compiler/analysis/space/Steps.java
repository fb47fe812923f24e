package dev.mailflow.compiler.analysis.space;

/**
 * How many steps searches may take. One step is one region looked at in one place, so that their number, unlike time, is the same
 * on every machine.
 */
public final class Steps {
    /** More than any question about a policy that was seen takes, by a factor of a hundred and more. */
    public static final long OF_A_QUESTION = 5_000_000;

    /** Some ten seconds. */
    public static final long OF_AN_ANALYSIS = 4_000_000_000L;

    private final long ofAQuestion;
    private final long inAll;
    private long taken;
    private long mostInAQuestion;
    private long questions;
    private long end;

    public Steps(long ofAQuestion, long inAll) {
        this.ofAQuestion = ofAQuestion;
        this.inAll = inAll;
    }

    public static Steps usual() {
        return new Steps(OF_A_QUESTION, OF_AN_ANALYSIS);
    }

    /** How many one question may take. */
    public long ofAQuestion() {
        return ofAQuestion;
    }

    /** So many so far. */
    public long taken() {
        return taken;
    }

    public long questions() {
        return questions;
    }

    public long mostInAQuestion() {
        return mostInAQuestion;
    }

    void begin() {
        questions++;
        end = Math.min(taken + ofAQuestion, inAll);
        start = taken;
    }

    private long start;

    void take(long steps) {
        taken += steps;
        mostInAQuestion = Math.max(mostInAQuestion, taken - start);
        if (taken > end) {
            throw new UsedUp();
        }
    }

    /** Caught by the search that began the question. */
    static final class UsedUp extends RuntimeException {
        private static final long serialVersionUID = 1;

        UsedUp() {
            super("steps are used up", null, false, false);
        }
    }
}
