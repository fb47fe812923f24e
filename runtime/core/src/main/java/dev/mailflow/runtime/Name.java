package dev.mailflow.runtime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The octets of a domain, an address or a certificate's name in the form in which all comparison is done, and where its
 * labels begin. Filled once by whoever holds it as a value; filled again and again in a {@link TransactionBuffer}.
 */
final class Name {
    private static final int FEW = 8;

    /** Lower case; eight octets of room behind the last. */
    private byte[] octets;

    private int length;
    /** Where the domain begins: behind the last {@code @}, or at 0. */
    private int domain;

    private int labels;
    private int[] starts = new int[FEW];

    /** To be filled from the wire. */
    Name() {
        this(new byte[72]);
    }

    private Name(byte[] octets) {
        this.octets = octets;
    }

    /** A domain, or the name of a certificate: text that is lower case already. */
    static Name of(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        Name name = new Name(Arrays.copyOf(octets, octets.length + 8));
        name.length = octets.length;
        name.split(0);
        return name;
    }

    /** An address of which both parts are lower case already. */
    static Name of(String localPart, Name domain) {
        byte[] local = localPart.getBytes(StandardCharsets.UTF_8);
        int length = local.length + 1 + domain.length - domain.domain;
        Name name = new Name(Arrays.copyOf(local, length + 8));
        name.length = length;
        name.octets[local.length] = '@';
        System.arraycopy(domain.octets, domain.domain, name.octets, local.length + 1, domain.length - domain.domain);
        name.split(local.length + 1);
        return name;
    }

    Name copy() {
        Name copy = new Name(octets.clone());
        copy.length = length;
        copy.domain = domain;
        copy.labels = labels;
        copy.starts = starts.clone();
        return copy;
    }

    private void split(int from) {
        domain = from;
        labels = 0;
        begin(from);
        for (int i = from; i < length && octets[from] != '['; i++) {
            if (octets[i] == '.') {
                begin(i + 1);
            }
        }
    }

    private void begin(int offset) {
        if (labels == starts.length) {
            starts = Arrays.copyOf(starts, 2 * labels);
        }
        starts[labels++] = offset;
    }

    /**
     * Takes an address as it came from the wire, without allocating.
     *
     * @return false, with nothing taken, where it needs reading with care: quoted, not ASCII, or no address at all
     */
    boolean readAddress(byte[] wire, int from, int to) {
        return read(wire, from, to) && domain > 1 && domain < length;
    }

    /** Takes a certificate's name; false as above. */
    boolean readName(byte[] wire, int from, int to) {
        return to > from && wire[to - 1] != '.' && read(wire, from, to) && domain == 0;
    }

    private boolean read(byte[] wire, int from, int to) {
        int size = to - from;
        if (size + 16 > octets.length) {
            octets = new byte[size + 64];
        }
        byte[] into = octets;
        int at = 0;
        int found = 1;
        int[] begins = starts;
        begins[0] = 0;
        for (int i = 0; i < size; i += 8) {
            long eight = Octets.upTo(wire, from + i, to);
            long odd = Octets.odd(eight);
            if (size - i < 8) {
                odd &= ~(-1L << (size - i) * 8);
            }
            if (odd != 0) {
                return false;
            }
            long lower = Octets.lower(eight);
            Octets.eight(into, i, lower);
            long signs = Octets.equal(lower, '@');
            long dots = Octets.equal(lower, '.');
            if (signs != 0) {
                int last = 63 - Long.numberOfLeadingZeros(signs) >>> 3;
                at = i + last + 1;
                begins[0] = at;
                found = 1;
                dots = last == 7 ? 0 : dots & -1L << (last + 1) * 8;
            }
            while (dots != 0) {
                if (found == begins.length) {
                    begins = Arrays.copyOf(begins, 2 * found);
                    starts = begins;
                }
                begins[found++] = i + (Long.numberOfTrailingZeros(dots) >>> 3) + 1;
                dots &= dots - 1;
            }
        }
        if (found > 1 && begins[found - 1] == size) {
            // A final dot says nothing.
            size--;
            found--;
        }
        length = size;
        domain = at;
        labels = into[at] == '[' ? 1 : found;
        return true;
    }

    byte[] octets() {
        return octets;
    }

    int length() {
        return length;
    }

    int labels() {
        return labels;
    }

    /** Where a label begins; the first from the left is 0. */
    int start(int label) {
        return starts[label];
    }

    int domainStart() {
        return domain;
    }

    /** Octets of the local part. */
    int localLength() {
        return domain == 0 ? 0 : domain - 1;
    }

    boolean isLiteral() {
        return octets[domain] == '[';
    }

    /** Whether the domain is exactly that. */
    boolean isAt(String other) {
        return length - domain == other.length() && endsWith(other);
    }

    /** Whether the domain is below that one, at any depth. */
    boolean isBelow(String ancestor) {
        int cut = length - ancestor.length() - 1;
        return cut > domain && octets[cut] == '.' && !isLiteral() && endsWith(ancestor);
    }

    /** Whether the domain is one label below that one. */
    boolean isChildOf(String parent) {
        return labels > 1 && starts[1] == length - parent.length() && isBelow(parent);
    }

    private boolean endsWith(String end) {
        int at = length - end.length();
        for (int i = 0; i < end.length(); i++) {
            if (octets[at + i] != end.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the local part is exactly that. */
    boolean isLocal(String localPart) {
        if (localPart.length() > localLength()) {
            return false;
        }
        for (int i = 0; i < localPart.length(); i++) {
            char c = localPart.charAt(i);
            if (c >= 0x80) {
                return localPart().equals(localPart);
            }
            if (octets[i] != c) {
                return false;
            }
        }
        return localPart.length() == localLength();
    }

    /** As a certificate's name: whether the pattern covers it (RFC 9525 6.3). */
    boolean isCovered(String pattern) {
        if (!pattern.startsWith("*.")) {
            return isAt(pattern);
        }
        int dot = firstDot();
        if (dot <= 0 || length - dot != pattern.length() - 1) {
            return false;
        }
        for (int i = 1; i < pattern.length(); i++) {
            if (octets[dot + i - 1] != pattern.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The same of a pattern that stands as octets in an array. */
    boolean isCovered(byte[] pattern, int at, int size) {
        if (size < 2 || pattern[at] != '*' || pattern[at + 1] != '.') {
            return length == size && Octets.same(octets, 0, pattern, at, size);
        }
        int dot = firstDot();
        return dot > 0 && length - dot == size - 1 && Octets.same(octets, dot, pattern, at + 1, size - 1);
    }

    /** Offset of the first dot, or −1. */
    int firstDot() {
        for (int i = 0; i < length; i++) {
            if (octets[i] == '.') {
                return i;
            }
        }
        return -1;
    }

    String localPart() {
        return new String(octets, 0, localLength(), StandardCharsets.UTF_8);
    }

    String domain() {
        return new String(octets, domain, length - domain, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Name name
                && name.length == length
                && name.domain == domain
                && Octets.same(octets, 0, name.octets, 0, length);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(Octets.hash(domain, octets, 0, length));
    }

    @Override
    public String toString() {
        return new String(octets, 0, length, StandardCharsets.UTF_8);
    }
}
