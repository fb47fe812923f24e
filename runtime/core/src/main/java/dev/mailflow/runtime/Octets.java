package dev.mailflow.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight octets at a time: the arithmetic that normalises, compares and hashes names. */
final class Octets {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH = 0x8080_8080_8080_8080L;
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private static final long SECOND_MULTIPLIER = 0xC2B2_AE3D_27D4_EB4FL;

    /** Octets that every array has behind the last that counts. */
    static final int ROOM = 16;

    private static final int STRAIGHT = 16;
    /** Of so many octets, those that stand in the first eight, and in the second. */
    private static final long[] FIRST = new long[STRAIGHT + 1];

    private static final long[] SECOND = new long[STRAIGHT + 1];

    static {
        for (int length = 0; length <= STRAIGHT; length++) {
            FIRST[length] = length >= 8 ? -1L : ~(-1L << 8 * length);
            SECOND[length] = length <= 8 ? 0 : length == STRAIGHT ? -1L : ~(-1L << 8 * (length - 8));
        }
    }

    private Octets() {}

    static long eight(byte[] octets, int offset) {
        return (long) LONGS.get(octets, offset);
    }

    static void eight(byte[] octets, int offset, long value) {
        LONGS.set(octets, offset, value);
    }

    static int four(byte[] octets, int offset) {
        return (int) INTS.get(octets, offset);
    }

    static void four(byte[] octets, int offset, int value) {
        INTS.set(octets, offset, value);
    }

    /** A bit 7 for each octet that equals {@code wanted}; exact where all octets are ASCII. */
    static long equal(long octets, char wanted) {
        return ~((octets ^ wanted * ONES) + 0x7F * ONES) & HIGH;
    }

    /** A to Z become a to z; exact where all octets are ASCII. */
    static long lower(long octets) {
        long upper = octets + 0x3F * ONES & ~(octets + 0x25 * ONES) & HIGH;
        return octets | upper >>> 2;
    }

    /** A bit 7 for each octet that is printable ASCII and no space; exact where all octets are ASCII. */
    static long printable(long octets) {
        return octets + 0x5F * ONES & ~(octets + ONES);
    }

    /** Whether of gathered octets all were printable ASCII: {@code all} their disjunction, {@code printable} the conjunction of {@link #printable}. */
    static boolean isPlain(long all, long printable) {
        return ((all | ~printable) & HIGH) == 0;
    }

    /** Bits 7 of the eight octets in one, the first octet's lowest. */
    static long gathered(long highBits) {
        return (highBits >>> 7) * 0x0102_0408_1020_4080L >>> 56;
    }

    /**
     * One label more, read from the right, in the hash of a name. Without branches up to 16 octets, for the lengths of
     * labels cannot be foretold.
     *
     * @param octets with {@link #ROOM} behind the label
     */
    static long hash(long above, byte[] octets, int start, int length) {
        if (length > STRAIGHT) {
            return longHash(above, octets, start, length);
        }
        long hash = (above + (eight(octets, start) & FIRST[length])) * MULTIPLIER;
        hash = ((hash ^ hash >>> 29) + (eight(octets, start + 8) & SECOND[length])) * SECOND_MULTIPLIER;
        return hash ^ hash >>> 32;
    }

    private static long longHash(long above, byte[] octets, int start, int length) {
        long hash = above;
        int done = 0;
        for (; length - done > STRAIGHT; done += STRAIGHT) {
            hash = hash(hash, octets, start + done, STRAIGHT);
        }
        return hash(hash, octets, start + done, length - done);
    }

    /** Both arrays with {@link #ROOM} behind what is compared. */
    static boolean same(byte[] left, int leftAt, byte[] right, int rightAt, int length) {
        int done = 0;
        for (; length - done > STRAIGHT; done += STRAIGHT) {
            if (((eight(left, leftAt + done) ^ eight(right, rightAt + done))
                            | (eight(left, leftAt + done + 8) ^ eight(right, rightAt + done + 8)))
                    != 0) {
                return false;
            }
        }
        int rest = length - done;
        long first = (eight(left, leftAt + done) ^ eight(right, rightAt + done)) & FIRST[rest];
        long second = (eight(left, leftAt + done + 8) ^ eight(right, rightAt + done + 8)) & SECOND[rest];
        return (first | second) == 0;
    }
}
