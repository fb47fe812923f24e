package dev.mailflow.runtime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Gathers patterns, then lays them out as {@link DomainTrie} says. */
final class DomainTrieBuilder {
    private static final int LONGEST = 0xFF;

    /** Numbers behind the last, for a search reads three of a domain even where there is one. */
    private static final int ROOM = 4;

    private int count = 1;
    private int[] parents = new int[64];
    private int[] lengths = new int[64];
    private long[] marks = new long[64];
    private int[] entryCounts = new int[64];
    private long[] hashes = new long[64];
    /** Of each node, where its domain begins in {@code texts}. */
    private int[] starts = new int[64];

    private long[] texts = new long[256];
    private int textsEnd;
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
            int node = node(Name.of(pattern.text().substring(at + 1)));
            marks[node] |= DomainTrie.mark(role) << DomainTrie.ADDRESSES;
            addresses.add(new Address(
                    node, role, value, pattern.text().substring(0, at).getBytes(StandardCharsets.UTF_8)));
            return;
        }
        int node = pattern.text().isEmpty() ? 0 : node(Name.of(pattern.text()));
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
    private int node(Name name) {
        return node(name, name.domainLength());
    }

    private int node(Name name, int length) {
        if (length == 0) {
            return 0;
        }
        if (length > LONGEST) {
            throw new IllegalStateException("rules: a domain too long");
        }
        long hash = DomainTrie.hash(0, name, length);
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
            if (texts[starts[node] + i] != name.word(length, i)) {
                return false;
            }
        }
        return true;
    }

    private int made(Name name, int length, long hash, int parent) {
        int words = DomainTrie.words(length);
        if (count == parents.length) {
            grow();
        }
        if (textsEnd + words > texts.length) {
            texts = Arrays.copyOf(texts, 2 * texts.length + words);
        }
        parents[count] = parent;
        lengths[count] = length;
        hashes[count] = hash;
        starts[count] = textsEnd;
        for (int i = 0; i < words; i++) {
            texts[textsEnd++] = name.word(length, i);
        }
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
        starts = Arrays.copyOf(starts, more);
    }

    DomainTrie build() {
        int[] offsets = new int[count];
        int size = 0;
        for (int node = 0; node < count; node++) {
            offsets[node] = size;
            size = size + entriesAt(node) + entryCounts[node];
        }
        if (size > 1 << DomainTrie.PLACE_BITS) {
            throw new IllegalStateException("rules: too many domains");
        }
        long[] places = new long[size + ROOM];
        for (int node = 0; node < count; node++) {
            place(places, offsets, node);
        }
        long[] domains = Arrays.copyOfRange(hashes, 1, count);
        PerfectHash hash = PerfectHash.of(domains);
        int[] slotsOfPlaces = new int[hash.slots()];
        long[] ends = new long[64];
        for (int node = 1; node < count; node++) {
            DomainTrie.end(ends, texts[starts[node]]);
            slotsOfPlaces[hash.slot(hashes[node])] = DomainTrie.tag(hashes[node]) | offsets[node];
        }
        entries(places, offsets);
        AddressTable.Builder table = new AddressTable.Builder();
        addresses.forEach(a -> table.add(offsets[a.node()], a.role(), a.value(), a.local()));
        return new DomainTrie(places, hash, 0, Arrays.stream(lengths).max().orElse(0), slotsOfPlaces, ends, table.build());
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
        System.arraycopy(texts, starts[node], places, at + 1, words);
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
