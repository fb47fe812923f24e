package dev.mailflow.runtime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Gathers patterns, then lays them out as {@link DomainTrie} says. */
final class DomainTrieBuilder {
    private static final int LONGEST = 0xFF;

    /** Of the hashes by which nodes are found here, and of the places unless two of them are equal. */
    private static final long SEED = 0;

    /** What {@link Octets#FOLD} makes of another printable octet, or another of it; but for the underscore, which it makes unprintable. */
    private static final String NOT_IN_DOMAINS = "@`[{\\|]}^~";

    private int count = 1;
    private int[] parents = new int[64];
    /** The domain of a node is so many octets at the end of the name. */
    private int[] lengths = new int[64];

    private Name[] names = new Name[64];
    private long[] marks = new long[64];
    private int[] entryCounts = new int[64];
    private long[] hashes = new long[64];
    private int[] slots = new int[128];

    private int entries;
    private int[] entryNodes = new int[64];
    private int[] entryHeads = new int[64];
    private int[] entryValues = new int[64];

    private record Address(int node, int role, int value, byte[] local) {}

    private final List<Address> addresses = new ArrayList<>();

    /** Adds one pattern to a role; of equally specific ones the first is asked first. */
    void add(int role, AddressPattern pattern, int value) {
        if (pattern.kind() == AddressPattern.Kind.ADDRESS) {
            int at = pattern.text().lastIndexOf('@');
            int node = node(pattern.text().substring(at + 1));
            marks[node] |= DomainTrie.mark(role) << DomainTrie.ADDRESSES;
            addresses.add(new Address(
                    node, role, value, pattern.text().substring(0, at).getBytes(StandardCharsets.UTF_8)));
            return;
        }
        int node = pattern.text().isEmpty() ? 0 : node(pattern.text());
        marks[node] |= DomainTrie.mark(role);
        if (entries == entryNodes.length) {
            entryNodes = Arrays.copyOf(entryNodes, 2 * entries);
            entryHeads = Arrays.copyOf(entryHeads, 2 * entries);
            entryValues = Arrays.copyOf(entryValues, 2 * entries);
        }
        entryNodes[entries] = node;
        entryHeads[entries] = role << 3 | pattern.kind().ordinal();
        entryValues[entries++] = value;
        entryCounts[node]++;
    }

    /** The node of a domain; those of all domains above it are made on the way. */
    private int node(String domain) {
        Name name = Name.of(domain);
        if (!name.isLiteral() && !isDomain(name.octets(), name.length())) {
            throw new IllegalStateException("rules: no domain: " + domain);
        }
        return node(name, name.domainLength());
    }

    private static boolean isDomain(byte[] octets, int length) {
        for (int i = 0; i < length; i++) {
            byte b = octets[i];
            // Letters, digits, the hyphen and the dot are told at once: there may be a hundred thousand domains.
            boolean isUsual = b >= 'a' && b <= 'z' || b >= '-' && b <= '9';
            if (!isUsual && (b <= 0x20 || b == 0x7F || NOT_IN_DOMAINS.indexOf(b) >= 0)) {
                return false;
            }
        }
        return true;
    }

    private int node(Name name, int length) {
        if (length == 0) {
            return 0;
        }
        if (length > LONGEST) {
            throw new IllegalStateException("rules: a domain too long");
        }
        long hash = DomainTrie.hash(SEED, name, length);
        int slot = (int) (hash >>> 32) & slots.length - 1;
        for (int found = slots[slot]; found != 0; found = slots[slot]) {
            if (hashes[found] == hash && lengths[found] == length && isText(found, name, length)) {
                return found;
            }
            slot = slot + 1 & slots.length - 1;
        }
        return made(name, length, hash, node(name, name.parentLength(length)));
    }

    private boolean isText(int node, Name name, int length) {
        for (int i = 0; i < DomainTrie.words(length); i++) {
            if (names[node].word(length, i) != name.word(length, i)) {
                return false;
            }
        }
        return true;
    }

    private int made(Name name, int length, long hash, int parent) {
        if (count == parents.length) {
            grow();
        }
        parents[count] = parent;
        lengths[count] = length;
        names[count] = name;
        hashes[count] = hash;
        if (2 * count >= slots.length) {
            slots = new int[2 * slots.length];
            for (int node = 1; node < count; node++) {
                put(node);
            }
        }
        put(count);
        return count++;
    }

    private void put(int node) {
        int slot = (int) (hashes[node] >>> 32) & slots.length - 1;
        while (slots[slot] != 0) {
            slot = slot + 1 & slots.length - 1;
        }
        slots[slot] = node;
    }

    private void grow() {
        int more = 2 * count;
        parents = Arrays.copyOf(parents, more);
        lengths = Arrays.copyOf(lengths, more);
        marks = Arrays.copyOf(marks, more);
        entryCounts = Arrays.copyOf(entryCounts, more);
        hashes = Arrays.copyOf(hashes, more);
        names = Arrays.copyOf(names, more);
    }

    DomainTrie build() {
        int[] offsets = new int[count];
        int size = 0;
        for (int node = 0; node < count; node++) {
            offsets[node] = size;
            size += entriesAt(node) + entryCounts[node];
        }
        if (size > 1 << DomainTrie.PLACE_BITS) {
            throw new IllegalStateException("rules: too many domains");
        }
        long[] places = new long[size + DomainTrie.ROOM];
        for (int node = 0; node < count; node++) {
            place(places, offsets, node);
        }
        entries(places, offsets);
        AddressTable.Builder table = new AddressTable.Builder();
        addresses.forEach(a -> table.add(offsets[a.node()], a.role(), a.value(), a.local()));
        long seed = SEED;
        long[] seeded = Arrays.copyOfRange(hashes, 1, count);
        PerfectHash hash = PerfectHash.of(seeded);
        while (hash == null) {
            // Two domains have one hash; with a seed that differs in all octets they will not.
            seed = Hashing.mix(seed, 1);
            seeded = hashes(seed);
            hash = PerfectHash.of(seeded);
        }
        return new DomainTrie(
                places,
                hash,
                seed,
                Arrays.stream(lengths).max().orElse(0),
                slots(hash, seeded, offsets),
                ends(),
                table.build());
    }

    /** Of all domains in their order. */
    private long[] hashes(long seed) {
        long[] seeded = new long[count - 1];
        for (int node = 1; node < count; node++) {
            seeded[node - 1] = DomainTrie.hash(seed, names[node], lengths[node]);
        }
        return seeded;
    }

    private static int[] slots(PerfectHash hash, long[] hashes, int[] offsets) {
        int[] slots = new int[hash.slots()];
        for (int i = 0; i < hashes.length; i++) {
            slots[hash.slot(hashes[i])] = DomainTrie.tag(hashes[i]) | offsets[i + 1];
        }
        return slots;
    }

    private long[] ends() {
        long[] ends = new long[64];
        for (int node = 1; node < count; node++) {
            if (lengths[node] == 1) {
                // Before it anything can stand.
                Arrays.fill(ends, -1);
            }
            int end = Octets.end(names[node].word(lengths[node], 0));
            ends[end >>> 6] |= 1L << end;
        }
        return ends;
    }

    /** Where the patterns of a node begin, seen from its place. */
    private int entriesAt(int node) {
        return 1 + DomainTrie.words(lengths[node]) + (entryCounts[node] >= DomainTrie.MANY ? 1 : 0);
    }

    private void place(long[] places, int[] offsets, int node) {
        int at = offsets[node];
        int parent = offsets[parents[node]];
        long own = marks[node] & (1L << DomainTrie.PLACE_BITS + DomainTrie.ADDRESSES) - 1;
        long above = own << DomainTrie.ABOVE
                | places[parent] & ((1L << DomainTrie.LENGTH) - (1L << DomainTrie.PLACE_BITS + DomainTrie.ABOVE));
        int words = DomainTrie.words(lengths[node]);
        places[at] = parent
                | marks[node]
                | above
                | (long) lengths[node] << DomainTrie.LENGTH
                | (long) Math.min(entryCounts[node], DomainTrie.MANY) << DomainTrie.COUNT;
        for (int i = 0; i < words; i++) {
            places[at + 1 + i] = names[node].word(lengths[node], i);
        }
        if (entryCounts[node] >= DomainTrie.MANY) {
            places[at + 1 + words] = entryCounts[node];
        }
    }

    private void entries(long[] places, int[] offsets) {
        int[] ends = new int[count + 1];
        for (int node = 0; node < count; node++) {
            ends[node + 1] = ends[node] + entryCounts[node];
        }
        int[] next = Arrays.copyOf(ends, count);
        long[] order = new long[entries];
        for (int entry = 0; entry < entries; entry++) {
            order[next[entryNodes[entry]]++] = (long) entryHeads[entry] << 32 | entry;
        }
        for (int node = 0; node < count; node++) {
            Arrays.sort(order, ends[node], ends[node + 1]);
            int at = offsets[node] + entriesAt(node);
            for (int i = ends[node]; i < ends[node + 1]; i++, at++) {
                places[at] = order[i] & -1L << 32 | entryValues[(int) order[i]] & 0xFFFF_FFFFL;
            }
        }
    }
}
