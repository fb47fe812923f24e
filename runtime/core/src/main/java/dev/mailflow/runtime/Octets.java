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

    /** The next octets up to {@code end}, at most eight, zeros behind them; never reads beyond the array. */
    static long upTo(byte[] octets, int offset, int end) {
        int left = end - offset;
        if (left >= 8) {
            return eight(octets, offset);
        }
        if (offset + 8 <= octets.length) {
            return eight(octets, offset) & ~(-1L << left * 8);
        }
        if (end >= 8) {
            return eight(octets, end - 8) >>> (8 - left) * 8;
        }
        long value = 0;
        for (int i = end - 1; i >= offset; i--) {
            value = value << 8 | octets[i] & 0xFF;
        }
        return value;
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

    /** A bit 7 for each octet that is no printable ASCII, or a quotation mark or a backslash, so that it needs reading with care. */
    static long odd(long octets) {
        long printable = octets + 0x5F * ONES & ~(octets + ONES);
        return (octets | ~printable | equal(octets, '"') | equal(octets, '\\')) & HIGH;
    }

    /** One label more, read from the right, in the hash of a name. */
    static long hash(long above, byte[] octets, int start, int end) {
        long hash = (above + end - start + 1) * MULTIPLIER;
        for (int i = start; i < end; i += 8) {
            hash = (hash ^ hash >>> 29 ^ upTo(octets, i, end)) * MULTIPLIER;
        }
        return hash ^ hash >>> 32;
    }

    static boolean same(byte[] left, int leftAt, byte[] right, int rightAt, int length) {
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            if (eight(left, leftAt + i) != eight(right, rightAt + i)) {
                return false;
            }
        }
        return i == length || upTo(left, leftAt + i, leftAt + length) == upTo(right, rightAt + i, rightAt + length);
    }
}
