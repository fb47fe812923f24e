package dev.mailflow.runtime;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A slot for each of many hashes, none for two of them: a look-up never walks. Hashes are dealt to groups of a few, and for each
 * group stands a number with which all of it fall into free slots (hash and displace). What a hash that is not among them is
 * given is some slot: whoever looks up compares what stands there.
 */
final class PerfectHash {
    private static final long MULTIPLIER = 0xD6E8_FEB8_6659_FD93L;

    /** Where the bits of a group's number are laid over those of a hash. */
    private static final int DISPLACED = 40;

    private static final int OF_A_GROUP = 2;
    private static final int TRIES = 256;

    /** Numbers of slots that are tried, each twice the one before. */
    private static final int SIZES = 3;

    private final byte[] displacements;
    private final int groupShift;
    private final int slotShift;

    private PerfectHash(int groups, int slots) {
        this.displacements = new byte[groups];
        this.groupShift = Long.numberOfLeadingZeros(groups) + 1;
        this.slotShift = Long.numberOfLeadingZeros(slots) + 1;
    }

    /** Null where two of the hashes are equal: other hashes of the same things are needed. */
    static @Nullable PerfectHash of(long[] hashes) {
        int count = Math.max(2, hashes.length);
        int slots = powerOfTwo(count + count / 4);
        // Four fifths full it is hardly ever that it cannot be done, half as full never, but for equal hashes.
        for (int tried = 0; tried < SIZES; tried++, slots *= 2) {
            PerfectHash hash = new PerfectHash(powerOfTwo(count / OF_A_GROUP), slots);
            if (hash.isFilled(hashes)) {
                return hash;
            }
        }
        return null;
    }

    private static int powerOfTwo(int least) {
        int power = 2;
        while (power < least) {
            power *= 2;
        }
        return power;
    }

    /** Slots in all, some of them free. */
    int slots() {
        return 1 << 64 - slotShift;
    }

    int slot(long hash) {
        return slot(hash, displacements[group(hash)]);
    }

    private int group(long hash) {
        return (int) (hash >>> groupShift);
    }

    private int slot(long hash, byte displacement) {
        return (int) ((hash ^ hash >>> 32 ^ (long) displacement << DISPLACED) * MULTIPLIER >>> slotShift);
    }

    /** Large groups first, as long as there is room. */
    private boolean isFilled(long[] hashes) {
        int groups = displacements.length;
        int[] ends = new int[groups + 1];
        for (long hash : hashes) {
            ends[group(hash) + 1]++;
        }
        int largest = 0;
        for (int group = 0; group < groups; group++) {
            largest = Math.max(largest, ends[group + 1]);
            ends[group + 1] += ends[group];
        }
        long[] byGroup = new long[hashes.length];
        int[] next = Arrays.copyOf(ends, groups);
        for (long hash : hashes) {
            byGroup[next[group(hash)]++] = hash;
        }
        boolean[] taken = new boolean[slots()];
        for (int size = largest; size > 0; size--) {
            for (int group = 0; group < groups; group++) {
                if (ends[group + 1] - ends[group] == size && !isPlaced(byGroup, ends[group], ends[group + 1], taken)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isPlaced(long[] byGroup, int from, int to, boolean[] taken) {
        for (int number = 0; number < TRIES; number++) {
            byte displacement = (byte) number;
            int placed = from;
            while (placed < to && !taken[slot(byGroup[placed], displacement)]) {
                taken[slot(byGroup[placed++], displacement)] = true;
            }
            if (placed == to) {
                displacements[group(byGroup[from])] = displacement;
                return true;
            }
            while (placed > from) {
                taken[slot(byGroup[--placed], displacement)] = false;
            }
        }
        return false;
    }
}
