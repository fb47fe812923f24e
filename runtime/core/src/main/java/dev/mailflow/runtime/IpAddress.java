package dev.mailflow.runtime;

/**
 * An IPv4 or IPv6 address as 128 bits; IPv4 stands as IPv4-mapped IPv6 (RFC 4291 2.5.5.2), so that the two spellings of
 * one client are one value.
 *
 * @param high bits 0 to 63, the leftmost first
 * @param low bits 64 to 127
 */
public record IpAddress(long high, long low) implements Comparable<IpAddress> {
    static final long MAPPED = 0xFFFFL << 32;

    /** An IPv4 address, its first octet the highest of the number. */
    public static IpAddress ofV4(int bits) {
        return new IpAddress(0, MAPPED | (bits & 0xFFFF_FFFFL));
    }

    /**
     * Reads dotted decimal or IPv6 (RFC 4291 2.2), never a name.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static IpAddress of(String text) {
        return AddressText.parse(text);
    }

    /** From the 4 or 16 octets that {@code InetAddress.getAddress()} gives. */
    public static IpAddress of(byte[] octets) {
        if (octets.length == 4) {
            return ofV4(
                    (octets[0] & 0xFF) << 24 | (octets[1] & 0xFF) << 16 | (octets[2] & 0xFF) << 8 | octets[3] & 0xFF);
        }
        if (octets.length != 16) {
            throw new IllegalArgumentException(octets.length + " octets");
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < 8; i++) {
            high = high << 8 | octets[i] & 0xFF;
            low = low << 8 | octets[i + 8] & 0xFF;
        }
        return new IpAddress(high, low);
    }

    /** The first {@code bits} of 128, the rest zero. */
    IpAddress truncated(int bits) {
        return new IpAddress(truncatedHigh(high, bits), truncatedLow(low, bits));
    }

    static long truncatedHigh(long high, int bits) {
        return bits >= 64 ? high : bits == 0 ? 0 : high & -1L << 64 - bits;
    }

    static long truncatedLow(long low, int bits) {
        return bits >= 128 ? low : bits <= 64 ? 0 : low & -1L << 128 - bits;
    }

    /** Whether it is IPv4, also as IPv4-mapped IPv6 (RFC 4291 2.5.5.2). */
    public boolean isV4() {
        return isV4(high, low);
    }

    static boolean isV4(long high, long low) {
        return high == 0 && (low & 0xFFFF_FFFF_0000_0000L) == MAPPED;
    }

    @Override
    public int compareTo(IpAddress other) {
        int first = Long.compareUnsigned(high, other.high);
        return first != 0 ? first : Long.compareUnsigned(low, other.low);
    }

    /** Dotted decimal, or IPv6 as RFC 5952 writes it. */
    @Override
    public String toString() {
        if (isV4()) {
            return (low >> 24 & 0xFF) + "." + (low >> 16 & 0xFF) + "." + (low >> 8 & 0xFF) + "." + (low & 0xFF);
        }
        int[] groups = new int[8];
        for (int i = 0; i < 4; i++) {
            groups[i] = (int) (high >>> 48 - 16 * i) & 0xFFFF;
            groups[i + 4] = (int) (low >>> 48 - 16 * i) & 0xFFFF;
        }
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int length = 0;
            while (i + length < 8 && groups[i + length] == 0) {
                length++;
            }
            if (length > bestLength) {
                bestStart = i;
                bestLength = length;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
                continue;
            }
            if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
