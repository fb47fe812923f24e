package dev.mailflow.runtime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The octets of a domain, an address or a certificate's name in the form in which all comparison is done. Filled once by whoever holds it as a value; filled again and again in a {@link TransactionBuffer}.
 */
final class Name {
    private static final int SHORT = 64;

    /** Octets of a domain that are at hand as numbers. */
    static final int TAIL = 24;

    /** {@link Octets#ROOM} behind the last. */
    private byte[] octets;

    /** Whether they are in lower case: in a buffer they are not before somebody asks for them. */
    private boolean isLower = true;

    private int length;
    /** Where the domain begins: behind the last {@code @}, or at 0. */
    private int domain;

    /**
     * The last 24 octets of the domain, in each number the last one highest; nothing of what stands before the domain. Letters
     * are lower case by {@link Octets#FOLD}, unless it is an address literal.
     */
    private long last;

    private long middle;
    private long first;

    /** To be filled from the wire. */
    Name() {
        this(new byte[SHORT + Octets.ROOM]);
    }

    private Name(byte[] octets) {
        this.octets = octets;
    }

    /** A domain, or the name of a certificate: text that is lower case already. */
    static Name of(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        Name name = new Name(Arrays.copyOf(octets, octets.length + Octets.ROOM));
        name.length = octets.length;
        name.split(0);
        return name;
    }

    /** An address of which both parts are lower case already. */
    static Name of(String localPart, Name domain) {
        byte[] local = localPart.getBytes(StandardCharsets.UTF_8);
        int length = local.length + 1 + domain.length - domain.domain;
        Name name = new Name(Arrays.copyOf(local, length + Octets.ROOM));
        name.length = length;
        name.octets[local.length] = '@';
        System.arraycopy(domain.octets(), domain.domain, name.octets, local.length + 1, domain.length - domain.domain);
        name.split(local.length + 1);
        return name;
    }

    Name copy() {
        Name copy = new Name(octets().clone());
        copy.length = length;
        copy.split(domain);
        return copy;
    }

    private void split(int from) {
        domain = from;
        int size = length - from;
        last = word(size, 0);
        middle = word(size, 1);
        first = word(size, 2);
    }

    /**
     * Takes an address as it came from the wire, without allocating.
     *
     * @return false where it needs reading with care: quoted, not ASCII, with a final dot, or no address at all
     */
    boolean readAddress(byte[] wire, int from, int to) {
        int size = to - from;
        if (size < 16 || size > SHORT) {
            return isRead(wire, from, size);
        }
        byte[] into = roomy();
        // What stands before the last 24: up to sixteen octets at once, for how many there are cannot be foretold.
        int next = Math.max(0, Math.min(8, size - TAIL - 8));
        long head = Octets.eight(wire, from);
        Octets.eight(into, 0, head);
        long neck = Octets.eight(wire, from + next);
        Octets.eight(into, next, neck);
        long printable = Octets.printable(head) & Octets.printable(neck);
        for (int i = 16; i < size - TAIL; i += 8) {
            long more = Octets.eight(wire, from + i);
            Octets.eight(into, i, more);
            printable &= Octets.printable(more);
        }
        // The end, for most domains are in it; of a short address its third part is read from the second.
        int before = Math.max(0, TAIL - size);
        long left = Octets.eight(wire, to - TAIL + before);
        Octets.eight(into, size - TAIL + before, left);
        printable &= Octets.printable(left);
        left <<= 8 * before;
        long centre = Octets.eight(wire, to - 16);
        Octets.eight(into, size - 16, centre);
        printable &= Octets.printable(centre);
        long right = Octets.eight(wire, to - 8);
        Octets.eight(into, size - 8, right);
        printable &= Octets.printable(right);
        int ofRight = Octets.behind(Octets.equal(right, '@'));
        int ofCentre = Octets.behind(Octets.equal(centre, '@')) & -(ofRight >>> 3);
        int ofLeft = Octets.behind(Octets.equal(left, '@')) & -(ofCentre >>> 3);
        last = (right | Octets.FOLD) & Octets.lastOf(ofRight);
        middle = (centre | Octets.FOLD) & Octets.lastOf(ofCentre);
        first = (left | Octets.FOLD) & Octets.lastOf(ofLeft);
        int of = ofRight + ofCentre + ofLeft;
        length = size;
        domain = of < TAIL ? size - of : behindSign(wire, from, size - TAIL);
        isLower = false;
        if (domain == size || into[domain] == '[') {
            return isRead(wire, from, size);
        }
        return Octets.isPrintable(printable) && domain > 1 && into[0] != '"' && right >>> 56 != '.';
    }

    /** Behind the last sign among so many octets, and some more that are none; 0 without. */
    private static int behindSign(byte[] wire, int from, int count) {
        int behind = 0;
        for (int i = 0; i < count; i += 8) {
            long signs = Octets.equal(Octets.eight(wire, from + i), '@');
            behind = signs == 0 ? behind : i + 8 - Octets.behind(signs);
        }
        return behind;
    }

    private boolean isRead(byte[] wire, int from, int size) {
        return readOther(wire, from, size) && domain > 1 && octets[length - 1] != '.';
    }

    /** Takes a certificate's name, of which the domain is never asked; false as above. */
    boolean readName(byte[] wire, int from, int to) {
        int size = to - from;
        if (size < 16 || size > SHORT) {
            return size > 0 && readOther(wire, from, size) && domain == 0;
        }
        byte[] into = roomy();
        // Eight octets by eight from the first on, as they are read again: what is written in one piece and read
        // in another has to wait for the memory.
        long first = Octets.eight(wire, from);
        Octets.eight(into, 0, Octets.lower(first));
        long second = Octets.eight(wire, from + 8);
        Octets.eight(into, 8, Octets.lower(second));
        long all = first | second;
        for (int i = 16; i < size; i += 8) {
            int missing = Math.max(0, i + 8 - size);
            long more = Octets.eight(wire, from + i - missing) >>> 8 * missing;
            Octets.eight(into, i, Octets.lower(more));
            all |= more;
        }
        length = size;
        domain = 0;
        isLower = true;
        return Octets.isAscii(all);
    }

    /** The octets with room for every short name: a name that was made of a text has only its own. */
    private byte[] roomy() {
        if (octets.length < SHORT + Octets.ROOM) {
            octets = new byte[SHORT + Octets.ROOM];
        }
        return octets;
    }

    private boolean readOther(byte[] wire, int from, int size) {
        if (size + Octets.ROOM > octets.length) {
            octets = new byte[size + SHORT];
        }
        int at = 0;
        for (int i = 0; i < size; i++) {
            byte b = wire[from + i];
            if (b <= 0x20 || b == 0x7F || b == '"' && i == 0) {
                return false;
            }
            if (b == '@') {
                at = i + 1;
            }
            octets[i] = (byte) (b >= 'A' && b <= 'Z' ? b + 0x20 : b);
        }
        length = size;
        isLower = true;
        if (at == size) {
            return false;
        }
        split(at);
        return true;
    }

    /** In lower case. */
    byte[] octets() {
        if (!isLower) {
            for (int i = 0; i < length; i += 8) {
                Octets.eight(octets, i, Octets.lower(Octets.eight(octets, i)));
            }
            isLower = true;
        }
        return octets;
    }

    int length() {
        return length;
    }

    /** Octets of the domain. */
    int domainLength() {
        return length - domain;
    }

    /** The last eight octets of the domain as a number, the last one highest; the eight before them, and those before. */
    long last() {
        return last;
    }

    long middle() {
        return middle;
    }

    long first() {
        return first;
    }

    /** Of the last {@code size} octets the eight that end {@code 8 * number} before the end; where there are fewer, zeros before them. */
    long word(int size, int number) {
        int count = size - 8 * number;
        int end = length - 8 * number;
        if (count <= 0) {
            return 0;
        }
        long word = end >= 8 ? Octets.eight(octets, end - 8) : Octets.eight(octets, 0) << 64 - 8 * end;
        return (isLiteral() ? Octets.lower(word) : word | Octets.FOLD) & Octets.lastOf(Math.min(count, 8));
    }

    /** Labels of the domain; an address literal is one. */
    int labels() {
        int count = 1;
        for (int i = domain; i < length && !isLiteral(); i++) {
            count += octets[i] == '.' ? 1 : 0;
        }
        return count;
    }

    /** Octets of the domain without its first label, of the last {@code size} of them; 0 if they are one label. */
    int parentLength(int size) {
        if (!isLiteral()) {
            for (int i = length - size; i < length; i++) {
                if (octets[i] == '.') {
                    return length - i - 1;
                }
            }
        }
        return 0;
    }

    /** Octets of the local part. */
    int localLength() {
        return domain == 0 ? 0 : domain - 1;
    }

    boolean isLiteral() {
        return octets[domain] == '[';
    }

    /** Whether the domain is exactly that one. */
    boolean isAt(Name other) {
        return domainLength() == other.domainLength() && endsWith(other);
    }

    /** Whether the domain is below that one, at any depth. */
    boolean isBelow(Name ancestor) {
        int cut = length - ancestor.domainLength() - 1;
        return cut > domain && octets[cut] == '.' && !isLiteral() && endsWith(ancestor);
    }

    /** Whether the domain is that one or below it. */
    boolean isAtOrBelow(Name ancestor) {
        int cut = length - ancestor.domainLength() - 1;
        return (cut == domain - 1 || cut > domain && octets[cut] == '.' && !isLiteral()) && endsWith(ancestor);
    }

    /** Whether the domain is one label below that one. */
    boolean isChildOf(Name parent) {
        return isBelow(parent) && parentLength(domainLength()) == parent.domainLength();
    }

    /** Whether the domain, which is no shorter than the other, has that one as its last octets. */
    private boolean endsWith(Name other) {
        int size = other.domainLength();
        int tail = Math.min(size, TAIL);
        long differing = last & Octets.lastOf(tail) ^ other.last
                | middle & Octets.lastOf(tail - 8) ^ other.middle
                | first & Octets.lastOf(tail - 16) ^ other.first;
        return differing == 0 && (size <= TAIL || isAlikeBeforeTail(other, size));
    }

    private boolean isAlikeBeforeTail(Name other, int size) {
        long differing = 0;
        for (int i = 0; i < size - TAIL; i += 8) {
            differing |= Octets.eight(octets, length - size + i) ^ Octets.eight(other.octets, other.length - size + i);
        }
        // What lower case lacks where nobody asked for it yet; exact, for all is printable and the other one that a
        // policy states.
        return (differing & ~Octets.FOLD) == 0;
    }

    /** Whether the local part is exactly that. */
    boolean isLocal(String localPart) {
        if (localPart.length() > localLength()) {
            return false;
        }
        byte[] lower = octets();
        for (int i = 0; i < localPart.length(); i++) {
            char c = localPart.charAt(i);
            if (c >= 0x80) {
                return localPart().equals(localPart);
            }
            if (lower[i] != c) {
                return false;
            }
        }
        return localPart.length() == localLength();
    }

    /** Whether it is the same name, as the name of a certificate. */
    boolean isName(Name other) {
        return length == other.length && Octets.same(octets(), 0, other.octets(), 0, length);
    }

    /** Whether it is one label below that name, as the name of a certificate. */
    boolean isNameBelow(Name parent) {
        int from = length - parent.length;
        return from > 1 && firstDot() == from - 1 && Octets.same(octets(), from, parent.octets(), 0, parent.length);
    }

    /** As a certificate's name: whether the pattern covers it (RFC 9525 6.3). */
    boolean isCovered(String pattern) {
        int skipped = pattern.startsWith("*.") ? 1 : 0;
        int from = skipped == 0 ? 0 : firstDot();
        if (from < skipped || length - from != pattern.length() - skipped) {
            return false;
        }
        byte[] lower = octets();
        for (int i = skipped; i < pattern.length(); i++) {
            if (lower[from + i - skipped] != pattern.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The same of a pattern that stands as octets in an array. */
    boolean isCovered(byte[] pattern, int at, int size) {
        if (size < 2 || pattern[at] != '*' || pattern[at + 1] != '.') {
            return length == size && Octets.same(octets(), 0, pattern, at, size);
        }
        int dot = length - size + 1;
        return dot > 0 && Octets.same(octets(), dot, pattern, at + 1, size - 1) && firstDot() == dot;
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
        return new String(octets(), 0, localLength(), StandardCharsets.UTF_8);
    }

    String domain() {
        return new String(octets(), domain, length - domain, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Name name
                && name.length == length
                && name.domain == domain
                && Octets.same(octets(), 0, name.octets(), 0, length);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(Octets.hash(domain, octets(), 0, length));
    }

    @Override
    public String toString() {
        return new String(octets(), 0, length, StandardCharsets.UTF_8);
    }
}
