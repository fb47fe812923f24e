package dev.mailflow.runtime;

/**
 * A block of addresses of one family.
 *
 * @param base the first address: host bits are zero
 * @param prefix bits of the family's own length: 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record Network(IpAddress base, int prefix) {
    public Network {
        if (prefix < 0 || prefix > (base.isV4() ? 32 : 128)) {
            throw new IllegalArgumentException("prefix " + prefix + " of " + base);
        }
        if (!base.truncated(base.isV4() ? prefix + 96 : prefix).equals(base)) {
            throw new IllegalArgumentException("host bits set in " + base + "/" + prefix);
        }
    }

    /**
     * Reads {@code 192.0.2.0/24}, {@code 2001:db8::/32} or a single address.
     *
     * @throws IllegalArgumentException for anything else, or where host bits are set
     */
    public static Network of(String text) {
        int slash = text.indexOf('/');
        IpAddress base = IpAddress.of(slash < 0 ? text : text.substring(0, slash));
        int prefix = slash < 0 ? (base.isV4() ? 32 : 128) : Integer.parseInt(text.substring(slash + 1));
        return new Network(base, prefix);
    }

    /** A network of IPv6 never contains an IPv4 address, not even {@code ::/0}. */
    public boolean contains(IpAddress address) {
        return contains(address.high(), address.low());
    }

    boolean contains(long high, long low) {
        boolean v4 = base.isV4();
        int bits = v4 ? prefix + 96 : prefix;
        return IpAddress.isV4(high, low) == v4
                && IpAddress.truncatedHigh(high, bits) == base.high()
                && IpAddress.truncatedLow(low, bits) == base.low();
    }

    @Override
    public String toString() {
        return base + "/" + prefix;
    }
}
