package dev.mailflow.compiler.type;

/**
 * A block of addresses of one family.
 *
 * @param base the first address: host bits are zero
 * @param prefix bits of the family's own length: 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record Network(IpAddress base, int prefix) {
    public Network {
        if (prefix < 0 || prefix > base.bits()) {
            throw new IllegalArgumentException("prefix " + prefix + " of " + base);
        }
        if (!mask(base, prefix).equals(base)) {
            throw new IllegalArgumentException("host bits set in " + base + "/" + prefix);
        }
    }

    /** That address alone. */
    public static Network of(IpAddress address) {
        return new Network(address, address.bits());
    }

    /** The network of that prefix in which the address lies. */
    public static Network around(IpAddress address, int prefix) {
        return new Network(mask(address, prefix), prefix);
    }

    private static IpAddress mask(IpAddress address, int prefix) {
        int bits = address.isV4() ? prefix + 96 : prefix;
        long high = bits >= 64 ? address.high() : address.high() & highMask(bits);
        long low = bits <= 64 ? 0 : address.low() & highMask(bits - 64);
        return new IpAddress(high, low);
    }

    private static long highMask(int bits) {
        return bits == 0 ? 0 : -1L << 64 - bits;
    }

    /** Whether it is one address. */
    public boolean isSingle() {
        return prefix == base.bits();
    }

    /** A network of IPv6 never contains an IPv4 address, not even {@code ::/0}. */
    public boolean contains(IpAddress address) {
        return address.isV4() == base.isV4() && mask(address, prefix).equals(base);
    }

    public boolean contains(Network other) {
        return other.prefix >= prefix && contains(other.base);
    }

    /** The last address of the block. */
    public IpAddress last() {
        int bits = base.isV4() ? prefix + 96 : prefix;
        long high = bits >= 64 ? base.high() : base.high() | ~highMask(bits);
        long low = bits <= 64 ? -1L : base.low() | ~highMask(bits - 64);
        return new IpAddress(high, low);
    }

    @Override
    public String toString() {
        return base + "/" + prefix;
    }
}
