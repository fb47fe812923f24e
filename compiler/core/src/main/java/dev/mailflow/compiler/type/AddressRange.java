package dev.mailflow.compiler.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A range of IPv4 addresses as the networks that hold the same ones (RFC 4632 3.1). */
final class AddressRange {
    /** A longer list is no way out that anyone would write down. */
    private static final int MOST = 6;

    private AddressRange() {}

    /**
     * {@code 203.0.113.40} and {@code 203.0.113.47} are {@code 203.0.113.40/29}.
     *
     * @param last an address, or its last octet
     * @return empty if it is none, runs backwards or would take too many networks
     */
    static Optional<String> networks(String first, String last) {
        long low;
        long high;
        try {
            low = number(first);
            high = number(last.indexOf('.') < 0 ? first.substring(0, first.lastIndexOf('.') + 1) + last : last);
        } catch (AddressSyntax.Malformed | StringIndexOutOfBoundsException notAnAddress) {
            return Optional.empty();
        }
        List<String> networks = new ArrayList<>();
        while (low <= high && networks.size() <= MOST) {
            int bits = Math.min(low == 0 ? 32 : Long.numberOfTrailingZeros(low), 32);
            while (low + (1L << bits) - 1 > high) {
                bits--;
            }
            networks.add(text(low) + (bits == 0 ? "" : "/" + (32 - bits)));
            low += 1L << bits;
        }
        return networks.isEmpty() || networks.size() > MOST
                ? Optional.empty()
                : Optional.of(String.join(", ", networks));
    }

    private static long number(String text) throws AddressSyntax.Malformed {
        IpAddress address = AddressSyntax.parse(text);
        return address.low() & 0xFFFF_FFFFL;
    }

    private static String text(long address) {
        return (address >> 24 & 255) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }
}
