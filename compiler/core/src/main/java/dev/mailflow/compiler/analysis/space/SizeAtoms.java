package dev.mailflow.compiler.analysis.space;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Sizes in octets: what lies between two limits is one atom. */
final class SizeAtoms {
    /** Of a message whose size nobody states. */
    private static final long USUAL = 1024;

    /** The limits, each the last size of its atom; behind the last limit lies one more atom. */
    private final long[] limits;

    SizeAtoms(Collection<Long> limits) {
        Set<Long> ascending = new TreeSet<>(limits);
        this.limits = new long[ascending.size()];
        int next = 0;
        for (long limit : ascending) {
            this.limits[next++] = limit;
        }
    }

    int count() {
        return limits.length + 1;
    }

    int of(long size) {
        int atom = 0;
        while (atom < limits.length && size > limits[atom]) {
            atom++;
        }
        return atom;
    }

    /** Sizes up to a limit, inclusive. */
    Ranges upTo(long limit) {
        return Ranges.of(0, of(limit));
    }

    long size(int atom) {
        if (of(USUAL) == atom) {
            return USUAL;
        }
        return atom == 0 ? limits[0] : limits[atom - 1] + 1;
    }
}
