package dev.mailflow.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Decisions made so far, one object for each pair of a source and what becomes of its mail. What becomes of most mail is one
 * of a few outcomes without a connector, and for each of these a source has a place of its own; all else is looked up by hash.
 * Without lock or allocation; a look-up that misses what another thread has just added takes the lock and finds it.
 */
final class Decisions {
    /** Outcomes without a connector: from −1 down. */
    private static final int PLAIN = -RuleTables.UNKNOWN_RECIPIENT;

    /** Beyond so many the store begins anew: a decision costs little to make again. */
    private static final int MOST = 1 << 20;

    /** At a quarter full hardly a look-up has to go on to the next slot, which cannot be foretold and costs more than the memory. */
    private static final int SLOTS_PER_DECISION = 4;

    /** Makes what is not there yet. */
    interface Maker {
        /** How many sources there are. */
        int sources();

        /** Of a source, below {@link #sources}. */
        int number(int source);

        Decision make(int source, int what);
    }

    private final Maker maker;

    /** By outcome and number of the source; empty before there is one. Decisions are immutable: any thread may see them at any time. */
    private final @Nullable Decision[][] plain = new Decision[PLAIN + 1][0];

    private Table table = new Table(64);
    private int count;

    Decisions(Maker maker) {
        this.maker = maker;
    }

    Decision get(int source, int what) {
        return what < 0 && what >= -PLAIN ? plain(source, -what) : other(source, what);
    }

    private Decision plain(int source, int outcome) {
        @Nullable Decision[] ofAll = plain[outcome];
        int number = maker.number(source);
        Decision found = number < ofAll.length ? ofAll[number] : null;
        return found == null ? addPlain(source, outcome) : found;
    }

    private synchronized Decision addPlain(int source, int outcome) {
        if (plain[outcome].length == 0) {
            plain[outcome] = new Decision[maker.sources()];
        }
        int number = maker.number(source);
        Decision found = plain[outcome][number];
        if (found != null) {
            return found;
        }
        Decision made = maker.make(source, -outcome);
        plain[outcome][number] = made;
        return made;
    }

    private Decision other(int source, int what) {
        Decision found = table.find(key(source, what));
        return found == null ? add(source, what) : found;
    }

    /** Never 0: a source is at least −2. */
    private static long key(int source, int what) {
        return source + 3L << 32 | what & 0xFFFF_FFFFL;
    }

    private synchronized Decision add(int source, int what) {
        long key = key(source, what);
        Decision found = table.find(key);
        if (found != null) {
            return found;
        }
        Decision made = maker.make(source, what);
        if (count == MOST) {
            table = new Table(64);
            count = 0;
        } else if (SLOTS_PER_DECISION * (count + 1) > table.keys.length) {
            table = table.larger();
        }
        table.put(key, made);
        count++;
        return made;
    }

    /** Grows by being replaced. A key is written after its decision, so that whoever sees the one sees the other. */
    private static final class Table {
        private static final VarHandle KEYS = MethodHandles.arrayElementVarHandle(long[].class);

        private final long[] keys;
        private final @Nullable Decision[] decisions;

        Table(int capacity) {
            this.keys = new long[capacity];
            this.decisions = new Decision[capacity];
        }

        @Nullable
        Decision find(long key) {
            int mask = keys.length - 1;
            for (int slot = slot(key) & mask; ; slot = slot + 1 & mask) {
                long there = (long) KEYS.getAcquire(keys, slot);
                if (there == key) {
                    return decisions[slot];
                }
                if (there == 0) {
                    return null;
                }
            }
        }

        private static int slot(long key) {
            long mixed = key * 0x9E37_79B9_7F4A_7C15L;
            return (int) (mixed >>> 32 ^ mixed >>> 47);
        }

        void put(long key, @Nullable Decision decision) {
            int mask = keys.length - 1;
            int slot = slot(key) & mask;
            while (keys[slot] != 0) {
                slot = slot + 1 & mask;
            }
            decisions[slot] = decision;
            KEYS.setRelease(keys, slot, key);
        }

        Table larger() {
            Table larger = new Table(2 * keys.length);
            for (int slot = 0; slot < keys.length; slot++) {
                if (keys[slot] != 0) {
                    larger.put(keys[slot], decisions[slot]);
                }
            }
            return larger;
        }
    }
}
