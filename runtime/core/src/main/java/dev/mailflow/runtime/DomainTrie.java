package dev.mailflow.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Every pattern of addresses of a site by its domain: one look-up finds the place of a domain, or of the nearest one above it
 * that there is, and from there the way up passes all patterns that can match, the most specific first. Each pattern has a role:
 * what it is asked for.
 *
 * <p>A place is a row of numbers in one array. The first tells all about it: where the place above is (26 bits), the roles of its
 * patterns (6), of its addresses (6), of its patterns and of all above it (6), octets of its domain (8), number of patterns (12).
 * Then the domain, eight octets a number from its end, and the patterns: each its role and kind above, its value below. Where
 * there are more patterns than twelve bits can say, a number before the first tells how many. Places are found by a perfect hash
 * of their domain and verified by the domain.
 *
 * <p>Where an address stands is its place and, in the two lowest bits, how many labels it is below: 0, 1, or 2 for more.
 */
final class DomainTrie {
    static final int ACCEPTED = 0;
    static final int MAILBOXES = 1;
    static final int PARTNERS = 2;
    static final int FOREIGNERS = 3;
    static final int WAYS = 4;
    /** The first of the roles that stand for one group of one connector. */
    static final int GROUPS = 5;

    /** Where no labels are: above all domains, and of the empty sender. */
    static final int ROOT = 0;

    static final int PLACE_BITS = 26;
    static final int ADDRESSES = 6;
    static final int ABOVE = 12;
    static final int LENGTH = 44;
    static final int COUNT = 52;
    /** Stands for a count that is told in a number of its own. */
    static final int MANY = 0xFFF;

    /** A search reads three numbers of a domain even where there is one. */
    static final int ROOM = 4;

    private static final int PLACE = (1 << PLACE_BITS) - 1;
    private static final int FEW = 8;
    private static final int DISTANCE_BITS = 2;
    private static final int DISTANCE = (1 << DISTANCE_BITS) - 1;
    private static final int FAR_BELOW = 2;

    private static final int EMPTY = 1 << AddressPattern.Kind.EMPTY.ordinal();
    private static final int ANY = 1 << AddressPattern.Kind.ANY.ordinal();
    private static final int HERE =
            1 << AddressPattern.Kind.EXACT.ordinal() | 1 << AddressPattern.Kind.AT_OR_BELOW.ordinal();
    private static final int FAR =
            1 << AddressPattern.Kind.BELOW.ordinal() | 1 << AddressPattern.Kind.AT_OR_BELOW.ordinal();
    private static final int NEXT = FAR | 1 << AddressPattern.Kind.ONE_BELOW.ordinal();
    private static final int OF_ACCEPTED = AddressPattern.Kind.ACCEPTED.ordinal();

    private final long[] places;
    private final PerfectHash hashes;
    private final long seed;
    /** Octets of the longest domain. */
    private final int longest;

    /** A place below, bits of its hash above; 0 is free, for the root needs no finding. */
    private final int[] slots;

    /** A bit for each {@link Octets#end} of a domain: many that are nowhere end as none of these does. */
    private final long[] ends;

    private final AddressTable addresses;

    /**
     * @param places with {@link #ROOM} numbers behind the last that counts
     * @param seed of the hashes
     * @param longest octets of the longest domain
     */
    DomainTrie(
            long[] places,
            PerfectHash hashes,
            long seed,
            int longest,
            int[] slots,
            long[] ends,
            AddressTable addresses) {
        this.places = places;
        this.hashes = hashes;
        this.seed = seed;
        this.longest = longest;
        this.slots = slots;
        this.ends = ends;
        this.addresses = addresses;
    }

    /** What else has to hold for a value to be the one; asked in the order of the contract. */
    interface Judge {
        /** @param question what the search is for, in the terms of whoever searches */
        boolean accepts(int question, int value, Transaction transaction, long at, int source);
    }

    /** The mark of a role in a place's first number; those of groups share one. */
    static long mark(int role) {
        return 1L << PLACE_BITS + Math.min(role, GROUPS);
    }

    /** Where the domain stands: at or below the deepest place that it can. */
    int locate(Name name) {
        int length = name.domainLength();
        if (length <= Name.TAIL) {
            long last = name.last();
            if (!isEnd(last)) {
                return ROOT;
            }
            int place = place(last, name.middle(), name.first(), length);
            if (place >= 0) {
                return place << DISTANCE_BITS;
            }
        }
        return locateAbove(name, length);
    }

    /** Apart, so that the JVM takes the usual case into its callers. */
    private int locateAbove(Name name, int length) {
        int labels = 1;
        if (length > Name.TAIL) {
            int found = locateLong(name);
            if (found >= 0) {
                return found;
            }
            labels = ~found;
        }
        return name.isLiteral() ? ROOT : locateInTail(name, labels);
    }

    private static int position(int place, int distance) {
        return place << DISTANCE_BITS | Math.min(distance, FAR_BELOW);
    }

    private boolean isEnd(long last) {
        int end = Octets.end(last);
        return (ends[end >>> 6] >>> end & 1) != 0;
    }

    /**
     * Of the domains behind each dot of the last octets, the longest that is a place.
     *
     * @param labels that stand before the first of them
     */
    private int locateInTail(Name name, int labels) {
        long last = name.last();
        long middle = name.middle();
        long left = name.first();
        int distance = labels;
        for (int dots = Octets.where('.', last, middle, left); dots != 0; dots &= dots - 1) {
            int length = Name.TAIL - 1 - Integer.numberOfTrailingZeros(dots);
            int place = place(
                    last & Octets.lastOf(length),
                    middle & Octets.lastOf(length - 8),
                    left & Octets.lastOf(length - 16),
                    length);
            if (place >= 0) {
                return position(place, distance);
            }
            distance++;
        }
        return ROOT;
    }

    /** Of a domain longer than its last octets: the longest place that is so too, or the labels before these octets, inverted. */
    private int locateLong(Name name) {
        if (name.isLiteral()) {
            return Math.max(ROOT, longPlace(name, name.domainLength()) << DISTANCE_BITS);
        }
        int distance = 0;
        // Seldom is there a place so long: whoever writes policies writes short domains.
        for (int length = name.domainLength(); length >= Name.TAIL; length = name.parentLength(length), distance++) {
            int place = length > longest ? -1 : longPlace(name, length);
            if (place >= 0) {
                return position(place, distance);
            }
        }
        return ~distance;
    }

    private int place(long last, long middle, long first, int length) {
        long hash = Octets.hash(seed, last, middle, first, length);
        int found = slots[hashes.slot(hash)];
        int place = found & PLACE;
        if ((found & ~PLACE) != tag(hash)) {
            return -1;
        }
        // All in one, for how many numbers a domain has cannot be foretold.
        long differing = places[place + 1] ^ last
                | (places[place + 2] ^ middle) & 8 - length >> 31
                | (places[place + 3] ^ first) & 16 - length >> 31
                | (places[place] >>> LENGTH & 0xFF) - length;
        return differing == 0 ? place : -1;
    }

    private int longPlace(Name name, int length) {
        int place = slots[hashes.slot(hash(seed, name, length))] & PLACE;
        return (places[place] >>> LENGTH & 0xFF) == length && isText(place, name, length) ? place : -1;
    }

    private boolean isText(int place, Name name, int length) {
        for (int i = 0; 8 * i < length; i++) {
            if (places[place + 1 + i] != name.word(length, i)) {
                return false;
            }
        }
        return true;
    }

    /** Of the last {@code length} octets of a name. */
    static long hash(long seed, Name name, int length) {
        long hash = Octets.hash(seed, name.word(length, 0), name.word(length, 1), name.word(length, 2), length);
        for (int i = 3; 8 * i < length; i++) {
            hash = Octets.hash(hash, name.word(length, i), 0, 0, length);
        }
        return hash;
    }

    static int tag(long hash) {
        return (int) (hash ^ hash >>> 32) & ~PLACE;
    }

    /** Numbers that a domain takes. */
    static int words(int length) {
        return length + 7 >>> 3;
    }

    /** Whether there may be a partner or a foreigner there. */
    boolean hasSource(int position) {
        long mark = mark(PARTNERS) | mark(FOREIGNERS);
        return (places[position >>> DISTANCE_BITS] & (mark << ABOVE | mark << ADDRESSES)) != 0;
    }

    /** Whether a pattern of the role matches. */
    boolean matches(int role, @Nullable Name name, int position) {
        return find(role, name, position, null, 0, null, 0, 0) >= 0;
    }

    /**
     * The first value of a matching pattern that the judge accepts, or −1.
     *
     * @param name null for the empty sender
     * @param position of the name
     * @param judge null where every match is good
     */
    int find(
            int role,
            @Nullable Name name,
            int position,
            @Nullable Judge judge,
            int question,
            @Nullable Transaction transaction,
            long at,
            int source) {
        long mark = mark(role);
        int place = position >>> DISTANCE_BITS;
        int distance = position & DISTANCE;
        long head = places[place];
        if (distance == 0 && name != null && (head & mark << ADDRESSES) != 0) {
            int found = addresses.find(role, name, place, judge, question, transaction, at, source);
            if (found >= 0) {
                return found;
            }
        }
        while (place != ROOT) {
            if ((head & mark << ABOVE) == 0) {
                return -1;
            }
            if ((head & mark) != 0) {
                int kinds = distance == 0 ? HERE : distance == 1 ? NEXT : FAR;
                int found = scan(role, kinds, place, judge, question, transaction, at, source);
                if (found >= 0) {
                    return found;
                }
            }
            // Every suffix of a domain has its place, so the one above is one label shorter.
            distance++;
            place = (int) head & PLACE;
            head = places[place];
        }
        if ((head & mark) == 0) {
            return -1;
        }
        int kinds = name == null
                ? EMPTY | ANY
                : role == ACCEPTED || !matches(ACCEPTED, name, position) ? ANY : ANY | 1 << OF_ACCEPTED;
        return scan(role, kinds, ROOT, judge, question, transaction, at, source);
    }

    /** As {@link #find}, of patterns that are the whole address alone. */
    int findNamed(
            int role,
            Name name,
            int position,
            Judge judge,
            int question,
            Transaction transaction,
            long at,
            int source) {
        int place = position >>> DISTANCE_BITS;
        boolean whole = (position & DISTANCE) == 0;
        return whole && (places[place] & mark(role) << ADDRESSES) != 0
                ? addresses.find(role, name, place, judge, question, transaction, at, source)
                : -1;
    }

    private int scan(
            int role,
            int kinds,
            int place,
            @Nullable Judge judge,
            int question,
            @Nullable Transaction transaction,
            long at,
            int source) {
        long head = places[place];
        int count = (int) (head >>> COUNT);
        int entry = place + 1 + words((int) (head >>> LENGTH) & 0xFF);
        if (count > FEW) {
            count = count == MANY ? (int) places[entry++] : count;
            int left = firstOf(role, entry, count);
            entry += left;
            count -= left;
        }
        for (int end = entry + count; entry < end; entry++) {
            long pattern = places[entry];
            int what = (int) (pattern >>> 32);
            if (what >>> 3 != role) {
                if (what >>> 3 > role) {
                    return -1;
                }
            } else if ((kinds >>> (what & 7) & 1) != 0) {
                int value = (int) pattern;
                if (judge == null || transaction == null || judge.accepts(question, value, transaction, at, source)) {
                    return value;
                }
            }
        }
        return -1;
    }

    /** Number of the first entry of that role or a later one. */
    private int firstOf(int role, int entries, int count) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = low + high >>> 1;
            if (places[entries + middle] >>> 35 < role) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
