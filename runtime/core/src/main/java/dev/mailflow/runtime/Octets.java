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

    private static final long THIRD_MULTIPLIER = 0x1656_67B1_9E37_79F9L;

    /**
     * Laid over eight octets this makes lower case of letters and leaves digits, the hyphen and the dot. The underscore becomes
     * what no domain has, and a few others that no domain has become one another.
     */
    static final long FOLD = 0x20 * ONES;

    /** Octets that every array has behind the last that counts. */
    static final int ROOM = 16;

    private static final int STRAIGHT = 16;

    /** Masks of the first {@code count} of eight octets, by {@code count & 63}: from −32 to 31 no count needs a check. */
    private static final long[] FIRST = new long[64];

    /** The same of the last. */
    private static final long[] LAST = new long[64];

    static {
        for (int count = 1; count < LAST.length / 2; count++) {
            FIRST[count] = -1L >>> Math.max(0, 64 - 8 * count);
            LAST[count] = -1L << Math.max(0, 64 - 8 * count);
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

    /**
     * A bit 7 for each octet that is printable ASCII and no space. Exact up to the first that is not, and so for all of them
     * whether there is one.
     */
    static long printable(long octets) {
        return octets + 0x5F * ONES & ~(octets + ONES);
    }

    /** Whether all are, of which {@link #printable} said so: one such number, or several of them laid over one another by and. */
    static boolean isPrintable(long printable) {
        return (printable & HIGH) == HIGH;
    }

    /** Whether all octets are ASCII, of one such number, or several of them laid over one another by or. */
    static boolean isAscii(long octets) {
        return (octets & HIGH) == 0;
    }

    /** Octets behind the last one with a bit 7, up to eight where there is none. */
    static int behind(long highBits) {
        return Long.numberOfLeadingZeros(highBits) >>> 3;
    }

    /** Bits 7 of the eight octets in one, the first octet's lowest. */
    static long gathered(long highBits) {
        return (highBits >>> 7) * 0x0102_0408_1020_4080L >>> 56;
    }

    /**
     * Hash of so many octets, on top of another. Without branches up to 16 of them, for lengths cannot be foretold.
     *
     * @param octets with {@link #ROOM} behind them
     */
    static long hash(long above, byte[] octets, int start, int length) {
        if (length > STRAIGHT) {
            return longHash(above, octets, start, length);
        }
        long hash = (above + (eight(octets, start) & firstOf(length))) * MULTIPLIER;
        hash = ((hash ^ hash >>> 29) + (eight(octets, start + 8) & firstOf(length - 8))) * SECOND_MULTIPLIER;
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
        if (length < 2 * STRAIGHT) {
            return isAlike(left, leftAt, right, rightAt, length)
                    && (length <= STRAIGHT
                            || isAlike(left, leftAt + STRAIGHT, right, rightAt + STRAIGHT, length - STRAIGHT));
        }
        // The last sixteen may have been compared in part: that costs less than to ask how many are left.
        int end = length - STRAIGHT;
        long differing = differing(left, leftAt, right, rightAt) | differing(left, leftAt + end, right, rightAt + end);
        return differing == 0 && (end <= STRAIGHT || isAlikeBetween(left, leftAt, right, rightAt, end));
    }

    /** Of the first sixteen octets, or as many as there are. */
    private static boolean isAlike(byte[] left, int leftAt, byte[] right, int rightAt, int length) {
        long first = (eight(left, leftAt) ^ eight(right, rightAt)) & firstOf(length);
        long second = (eight(left, leftAt + 8) ^ eight(right, rightAt + 8)) & firstOf(length - 8);
        return (first | second) == 0;
    }

    private static boolean isAlikeBetween(byte[] left, int leftAt, byte[] right, int rightAt, int end) {
        long differing = 0;
        for (int done = STRAIGHT; done < end; done += STRAIGHT) {
            differing |= differing(left, leftAt + done, right, rightAt + done);
        }
        return differing == 0;
    }

    private static long differing(byte[] left, int leftAt, byte[] right, int rightAt) {
        return eight(left, leftAt) ^ eight(right, rightAt) | eight(left, leftAt + 8) ^ eight(right, rightAt + 8);
    }

    /** Of eight octets the first so many: all from 8 on, none below 1; from −32 to 31. */
    static long firstOf(int count) {
        return FIRST[count & FIRST.length - 1];
    }

    /** Of eight octets the last so many: all from 8 on, none below 1; from −32 to 31. */
    static long lastOf(int count) {
        return LAST[count & LAST.length - 1];
    }

    /** Hash of a domain of at most 24 octets, in numbers as {@link Name} has them. */
    static long hash(long seed, long last, long middle, long first, int length) {
        return ((last ^ seed) + length) * MULTIPLIER
                + (middle ^ seed) * SECOND_MULTIPLIER
                + (first ^ seed) * THIRD_MULTIPLIER;
    }

    /** A bit for each octet that equals {@code wanted} among 24, the first octet's lowest; exact where all are ASCII. */
    static int where(char wanted, long last, long middle, long first) {
        return (int) (gathered(equal(first, wanted))
                | gathered(equal(middle, wanted)) << 8
                | gathered(equal(last, wanted)) << 16);
    }

    /** Twelve bits of the last two of eight octets. */
    static int end(long last) {
        return (int) ((last >>> 48) * MULTIPLIER >>> 52);
    }
}
