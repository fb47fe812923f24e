package dev.mailflow.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Decisions made so far, one object for each pair of a source and what becomes of its mail. Looked up without lock or
 * allocation; a look-up that misses what another thread has just added takes the lock and finds it.
 */
final class Decisions {
    /** Beyond so many the store begins anew: a decision costs little to make again. */
    private static final int MOST = 1 << 20;

    /** Final fields alone, so that a thread which sees the object sees it whole (JLS 17.5). */
    private record Made(int source, int what, Decision decision) {}

    /** Makes what is not there yet. */
    interface Maker {
        Decision make(int source, int what);
    }

    private final Maker maker;

    @SuppressWarnings("NullAway") // free slots are null
    private Made[] table = new Made[64];

    private int count;

    Decisions(Maker maker) {
        this.maker = maker;
    }

    Decision get(int source, int what) {
        Decision found = find(table, source, what);
        return found == null ? add(source, what) : found;
    }

    private static @Nullable Decision find(@Nullable Made[] table, int source, int what) {
        int mask = table.length - 1;
        for (int slot = slot(source, what) & mask; ; slot = slot + 1 & mask) {
            Made made = table[slot];
            if (made == null) {
                return null;
            }
            if (made.source == source && made.what == what) {
                return made.decision;
            }
        }
    }

    private static int slot(int source, int what) {
        long mixed = ((long) source << 32 ^ what) * 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed >>> 32 ^ mixed >>> 47);
    }

    private synchronized Decision add(int source, int what) {
        Decision found = find(table, source, what);
        if (found != null) {
            return found;
        }
        Made made = new Made(source, what, maker.make(source, what));
        if (count == MOST) {
            table = new Made[64];
            count = 0;
        } else if (2 * (count + 1) > table.length) {
            Made[] larger = new Made[2 * table.length];
            for (Made old : table) {
                if (old != null) {
                    put(larger, old);
                }
            }
            table = larger;
        }
        put(table, made);
        count++;
        return made.decision;
    }

    private static void put(Made[] table, Made made) {
        int mask = table.length - 1;
        int slot = slot(made.source, made.what) & mask;
        while (table[slot] != null) {
            slot = slot + 1 & mask;
        }
        table[slot] = made;
    }
}
