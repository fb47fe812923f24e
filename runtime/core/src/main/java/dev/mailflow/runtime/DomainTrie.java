package dev.mailflow.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Every pattern of addresses of a site in one tree of labels, read from the right: one descent finds the place of a domain,
 * and from there the way up passes all patterns that can match it, the most specific first. Each pattern has a role: what it
 * is asked for.
 *
 * <p>A place is a record in one array: parent (4 octets: a quarter of its offset, above it the roles of the place and of all
 * above it), marks (2), depth (1), length of the label (1), the label, padding to 4, number of entries (4), and for each entry role and kind (4) and value (4). Places are found by
 * the hash of their labels and verified by parent and label: a collision costs time and never a wrong answer.
 */
final class DomainTrie {
    static final int ACCEPTED = 0;
    static final int MAILBOXES = 1;
    static final int PARTNERS = 2;
    static final int FOREIGNERS = 3;
    static final int WAYS = 4;
    /** The first of the roles that stand for one group of one connector. */
    static final int GROUPS = 5;

    /** The place of no labels: above all domains, and of the empty sender. */
    static final int ROOT = 0;

    static final int MARKS = 4;
    static final int DEPTH = 6;
    static final int LABEL_LENGTH = 7;
    static final int LABEL = 8;
    static final int HAS_CHILDREN = 1 << 6;
    static final int HAS_ADDRESSES = 1 << 8;
    static final int PLACE_BITS = 26;
    private static final int PLACE = (1 << PLACE_BITS) - 1;
    private static final int FEW = 8;

    private static final int EMPTY = 1 << AddressPattern.Kind.EMPTY.ordinal();
    private static final int ANY = 1 << AddressPattern.Kind.ANY.ordinal();
    private static final int HERE =
            1 << AddressPattern.Kind.EXACT.ordinal() | 1 << AddressPattern.Kind.AT_OR_BELOW.ordinal();
    private static final int FAR =
            1 << AddressPattern.Kind.BELOW.ordinal() | 1 << AddressPattern.Kind.AT_OR_BELOW.ordinal();
    private static final int NEXT = FAR | 1 << AddressPattern.Kind.ONE_BELOW.ordinal();
    private static final int OF_ACCEPTED = AddressPattern.Kind.ACCEPTED.ordinal();

    private final byte[] places;
    /** A quarter of a place's offset below, bits of its hash above; 0 is free, for the root needs no finding. */
    private final int[] slots;

    private final AddressTable addresses;

    DomainTrie(byte[] places, int[] slots, AddressTable addresses) {
        this.places = places;
        this.slots = slots;
        this.addresses = addresses;
    }

    /** What else has to hold for a value to be the one; asked in the order of the contract. */
    interface Judge {
        /** @param question what the search is for, in the terms of whoever searches */
        boolean accepts(int question, int value, Transaction transaction, long at, int source);
    }

    /** The mark of a role; those of groups share one. */
    static int mark(int role) {
        return 1 << Math.min(role, GROUPS);
    }

    /** The deepest place that the domain is at or below. */
    int locate(Name name) {
        byte[] octets = name.octets();
        int place = ROOT;
        int end = name.length();
        long hash = 0;
        while (true) {
            int start = name.start(end);
            hash = Octets.hash(hash, octets, start, end - start);
            int below = child(place, hash, octets, start, end - start);
            if (below < 0) {
                return place;
            }
            place = below;
            end = start - 1;
            if ((marks(place) & HAS_CHILDREN) == 0 || name.isStart(start)) {
                return place;
            }
        }
    }

    private int child(int parent, long hash, byte[] octets, int start, int length) {
        int mask = slots.length - 1;
        int tag = tag(hash);
        for (int slot = (int) hash & mask; ; slot = slot + 1 & mask) {
            int found = slots[slot];
            if (found == 0) {
                return -1;
            }
            if ((found & ~PLACE) == tag) {
                int place = (found & PLACE) << 2;
                if (parent(place) == parent
                        && (places[place + LABEL_LENGTH] & 0xFF) == length
                        && Octets.same(octets, start, places, place + LABEL, length)) {
                    return place;
                }
            }
        }
    }

    static int tag(long hash) {
        return (int) (hash >>> 32) & ~PLACE;
    }

    private int parent(int place) {
        return (Octets.four(places, place) & PLACE) << 2;
    }

    private int marks(int place) {
        return places[place + MARKS] & 0xFF | (places[place + MARKS + 1] & 0xFF) << 8;
    }

    /** Whether a pattern of the role matches. */
    boolean matches(int role, @Nullable Name name, int place) {
        return find(role, name, place, null, 0, null, 0, 0) >= 0;
    }

    /**
     * The first value of a matching pattern that the judge accepts, or −1.
     *
     * @param name null for the empty sender
     * @param place of the name
     * @param judge null where every match is good
     */
    int find(
            int role,
            @Nullable Name name,
            int place,
            @Nullable Judge judge,
            int question,
            @Nullable Transaction transaction,
            long at,
            int source) {
        int mark = mark(role);
        int distance = name == null ? 0 : name.labels() - (places[place + DEPTH] & 0xFF);
        int marks = marks(place);
        if (distance == 0 && name != null && (marks & mark * HAS_ADDRESSES) != 0) {
            int found = addresses.find(role, name, place, judge, question, transaction, at, source);
            if (found >= 0) {
                return found;
            }
        }
        int here = place;
        int head = Octets.four(places, here);
        while (here != ROOT && (head >>> PLACE_BITS & mark) != 0) {
            if ((marks & mark) != 0) {
                int kinds = distance == 0 ? HERE : distance == 1 ? NEXT : FAR;
                int found = scan(role, kinds, here, judge, question, transaction, at, source);
                if (found >= 0) {
                    return found;
                }
            }
            // Every suffix of a domain has its place, so the one above is one label shorter.
            distance++;
            here = (head & PLACE) << 2;
            head = Octets.four(places, here);
            marks = marks(here);
        }
        if (here != ROOT) {
            return -1;
        }
        if ((marks & mark) == 0) {
            return -1;
        }
        int kinds = name == null
                ? EMPTY | ANY
                : role == ACCEPTED || !matches(ACCEPTED, name, place) ? ANY : ANY | 1 << OF_ACCEPTED;
        return scan(role, kinds, ROOT, judge, question, transaction, at, source);
    }

    /** As {@link #find}, of patterns that are the whole address alone. */
    int findNamed(
            int role, Name name, int place, Judge judge, int question, Transaction transaction, long at, int source) {
        boolean whole = name.labels() == (places[place + DEPTH] & 0xFF);
        return whole && (marks(place) & mark(role) * HAS_ADDRESSES) != 0
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
        int entry = place + (LABEL + (places[place + LABEL_LENGTH] & 0xFF) + 3 & ~3);
        int count = Octets.four(places, entry);
        entry += 4;
        int end = entry + 8 * count;
        if (count > FEW) {
            entry += 8 * firstOf(role, entry, count);
        }
        for (; entry < end; entry += 8) {
            int head = Octets.four(places, entry);
            if (head >>> 3 != role) {
                if (head >>> 3 > role) {
                    return -1;
                }
            } else if ((kinds >>> (head & 7) & 1) != 0) {
                int value = Octets.four(places, entry + 4);
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
            if (Octets.four(places, entries + 8 * middle) >>> 3 < role) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
