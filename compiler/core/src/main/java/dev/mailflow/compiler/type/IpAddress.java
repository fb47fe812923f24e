package dev.mailflow.compiler.type;

import java.util.Optional;

/**
 * An IPv4 or IPv6 address as 128 bits; IPv4 stands as IPv4-mapped IPv6 (RFC 4291 2.5.5.2), so that the two spellings of
 * one client are one value.
 *
 * @param high bits 0 to 63, the leftmost first
 * @param low bits 64 to 127
 */
public record IpAddress(long high, long low) implements Comparable<IpAddress> {
    private static final long MAPPED = 0xFFFFL << 32;

    public static IpAddress ofV4(int bits) {
        return new IpAddress(0, MAPPED | (bits & 0xFFFF_FFFFL));
    }

    /** The address that is spelled so, without brackets; empty if the text is no address, a host name for example. */
    public static Optional<IpAddress> parse(String text) {
        try {
            return Optional.of(AddressSyntax.parse(text));
        } catch (AddressSyntax.Malformed notAnAddress) {
            return Optional.empty();
        }
    }

    public boolean isV4() {
        return high == 0 && (low & 0xFFFF_FFFF_0000_0000L) == MAPPED;
    }

    /** How many bits an address of its family has. */
    public int bits() {
        return isV4() ? 32 : 128;
    }

    /** The one behind it; behind the last of all the first. */
    public IpAddress next() {
        return new IpAddress(low == -1L ? high + 1 : high, low + 1);
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
