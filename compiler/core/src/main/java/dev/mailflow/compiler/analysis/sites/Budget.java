package dev.mailflow.compiler.analysis.sites;

/**
 * How many clauses a walk may look at. Their number, unlike time, is the same on every machine.
 */
public final class Budget {
    /** Some ten seconds; three times what ten thousand connectors between eight sites take. */
    public static final long USUAL = 8_000_000;

    private final long most;
    private long taken;

    public Budget(long most) {
        this.most = most;
    }

    public static Budget usual() {
        return new Budget(USUAL);
    }

    public long taken() {
        return taken;
    }

    void take() {
        if (++taken > most) {
            throw new UsedUp();
        }
    }

    /** Caught by whoever began the walk. */
    static final class UsedUp extends RuntimeException {
        private static final long serialVersionUID = 1;

        UsedUp() {
            super("steps are used up", null, false, false);
        }
    }
}
