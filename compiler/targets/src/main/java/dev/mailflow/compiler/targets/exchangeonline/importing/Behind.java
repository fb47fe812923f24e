package dev.mailflow.compiler.targets.exchangeonline.importing;

import dev.mailflow.compiler.targets.exchangeonline.importing.RulePrecedence.Care;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/**
 * What connectors of a policy name that have to come after a rule, and what the rule names then. It is filled again for each rule and each
 * try.
 */
final class Behind {
    /** A rule names so many patterns of others at most; beyond, the comparison tells what they take from it. */
    private static final int MOST_PATTERNS = 20;

    private final RecipientPatterns patterns;
    private boolean sender;

    /** By patterns; negative where there is none. */
    private final int[] highest;

    private final boolean[] equal;
    private final int[] inOrder;
    private int size;

    private final BitSet isNamed = new BitSet();
    private final BitSet others = new BitSet();
    private final int[] named;
    private int names;

    Behind(RecipientPatterns patterns) {
        int count = patterns.count();
        this.patterns = patterns;
        this.highest = new int[count];
        this.equal = new boolean[count];
        this.inOrder = new int[count];
        this.named = new int[count];
    }

    /**
     * Begins with nothing.
     *
     * @param sender whether the rule has a criterion on the sender
     */
    void clear(boolean sender) {
        this.sender = sender;
        Arrays.fill(highest, -1);
        Arrays.fill(equal, false);
        isNamed.clear();
        size = 0;
        names = 0;
    }

    /** @param before whether the rule has to go before it; else either may go first, but one of them has to */
    void add(int pattern, int rank, boolean before) {
        equal[pattern] |= rank == patterns.rank(pattern, sender);
        if (before) {
            if (highest[pattern] < 0) {
                inOrder[size++] = pattern;
            }
            highest[pattern] = Math.max(highest[pattern], rank);
        }
    }

    /**
     * What the rule has to name to go before all of it, or {@code x} and {@code *.x} in place of {@code .x}.
     *
     * @param own the recipients of the rule
     * @return empty if nothing would go first at its own recipients
     */
    Optional<int[]> preceded(int[] own, Care care) {
        for (int i = 0; i < size; i++) {
            if (!goesFirst(inOrder[i])
                    && !doHalvesGoFirst(inOrder[i])
                    && (care != Care.AS_FAR_AS_POSSIBLE || isOneOf(own, inOrder[i]))) {
                return Optional.empty();
            }
        }
        for (int pattern : own) {
            if (highest[pattern] < 0 || goesFirst(pattern)) {
                name(pattern, isNamed);
            }
        }
        for (int i = 0; i < size; i++) {
            if (isOneOf(own, inOrder[i])) {
                precede(inOrder[i], isNamed);
            }
        }
        int least = names;
        others.clear();
        for (int i = 0; i < size; i++) {
            if (!isOneOf(own, inOrder[i])) {
                precede(inOrder[i], others);
            }
        }
        int all = others.cardinality() <= MOST_PATTERNS ? names : least;
        for (int i = 0; i < all; i++) {
            // Where two lead to one connector either may go first, but one of them has to.
            if (equal[named[i]]) {
                return Optional.empty();
            }
        }
        return Optional.of(Arrays.copyOf(named, all));
    }

    static boolean isOneOf(int[] own, int pattern) {
        for (int one : own) {
            if (one == pattern) {
                return true;
            }
        }
        return false;
    }

    private boolean goesFirst(int pattern) {
        return patterns.rank(pattern, sender) > highest[pattern];
    }

    private boolean doHalvesGoFirst(int pattern) {
        int[] halves = patterns.halves(pattern);
        return halves.length > 0 && patterns.rank(halves[1], sender) > highest[pattern];
    }

    private void precede(int pattern, BitSet counted) {
        if (goesFirst(pattern)) {
            name(pattern, counted);
        } else if (doHalvesGoFirst(pattern)) {
            for (int half : patterns.halves(pattern)) {
                name(half, counted);
            }
        }
    }

    private void name(int pattern, BitSet counted) {
        if (!isNamed.get(pattern)) {
            named[names++] = pattern;
        }
        isNamed.set(pattern);
        counted.set(pattern);
    }
}
