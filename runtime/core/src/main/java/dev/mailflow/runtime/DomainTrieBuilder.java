package dev.mailflow.runtime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Gathers patterns, then lays them out as {@link DomainTrie} says. */
final class DomainTrieBuilder {
    private static final int LONGEST_LABEL = 255;
    private static final int DEEPEST = 255;

    private int count = 1;
    private int[] parents = new int[64];
    private int[] depths = new int[64];
    private int[] labelStarts = new int[64];
    private int[] labelLengths = new int[64];
    private int[] marks = new int[64];
    private int[] entryCounts = new int[64];
    private long[] hashes = new long[64];
    private byte[] labels = new byte[1024];
    private int labelsEnd;
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
            marks[node] |= DomainTrie.mark(role) * DomainTrie.HAS_ADDRESSES;
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

    private int node(Name name) {
        int node = 0;
        long hash = 0;
        int end = name.length();
        while (true) {
            int start = name.start(end);
            hash = Octets.hash(hash, name.octets(), start, end - start);
            node = child(node, hash, name.octets(), start, end - start);
            end = start - 1;
            if (name.isStart(start)) {
                return node;
            }
        }
    }

    private int child(int parent, long hash, byte[] octets, int start, int length) {
        int mask = slots.length - 1;
        int slot = (int) hash & mask;
        for (int found = slots[slot]; found != 0; found = slots[slot]) {
            if (hashes[found] == hash
                    && parents[found] == parent
                    && labelLengths[found] == length
                    && Octets.same(octets, start, labels, labelStarts[found], length)) {
                return found;
            }
            slot = slot + 1 & mask;
        }
        if (length > LONGEST_LABEL || depths[parent] == DEEPEST) {
            throw new IllegalStateException("rules: a domain too long");
        }
        if (count == parents.length) {
            grow();
        }
        slots[slot] = count;
        parents[count] = parent;
        depths[count] = depths[parent] + 1;
        hashes[count] = hash;
        labelStarts[count] = labelsEnd;
        labelLengths[count] = length;
        if (labelsEnd + length + Octets.ROOM > labels.length) {
            labels = Arrays.copyOf(labels, 2 * labels.length + length);
        }
        System.arraycopy(octets, start, labels, labelsEnd, length);
        labelsEnd += length;
        marks[parent] |= DomainTrie.HAS_CHILDREN;
        int made = count++;
        if (2 * count > slots.length) {
            rehash();
        }
        return made;
    }

    private void grow() {
        int more = 2 * count;
        parents = Arrays.copyOf(parents, more);
        depths = Arrays.copyOf(depths, more);
        labelStarts = Arrays.copyOf(labelStarts, more);
        labelLengths = Arrays.copyOf(labelLengths, more);
        marks = Arrays.copyOf(marks, more);
        entryCounts = Arrays.copyOf(entryCounts, more);
        hashes = Arrays.copyOf(hashes, more);
    }

    private void rehash() {
        int[] larger = new int[2 * slots.length];
        for (int node = 1; node < count; node++) {
            int slot = (int) hashes[node] & larger.length - 1;
            while (larger[slot] != 0) {
                slot = slot + 1 & larger.length - 1;
            }
            larger[slot] = node;
        }
        slots = larger;
    }

    DomainTrie build() {
        int[] offsets = new int[count];
        int size = 0;
        for (int node = 0; node < count; node++) {
            offsets[node] = size;
            size += entriesAt(node) + 4 + 8 * entryCounts[node];
        }
        if (size >>> 2 >= 1 << DomainTrie.PLACE_BITS) {
            throw new IllegalStateException("rules: too many domains");
        }
        byte[] places = new byte[size + Octets.ROOM];
        int[] slotsOfPlaces = new int[capacity()];
        for (int node = 0; node < count; node++) {
            place(places, offsets, node);
            if (node > 0) {
                int slot = (int) hashes[node] & slotsOfPlaces.length - 1;
                while (slotsOfPlaces[slot] != 0) {
                    slot = slot + 1 & slotsOfPlaces.length - 1;
                }
                slotsOfPlaces[slot] = DomainTrie.tag(hashes[node]) | offsets[node] >>> 2;
            }
        }
        entries(places, offsets);
        AddressTable.Builder table = new AddressTable.Builder();
        addresses.forEach(a -> table.add(offsets[a.node()], a.role(), a.value(), a.local()));
        return new DomainTrie(places, slotsOfPlaces, table.build());
    }

    /** At most three quarters full. */
    private int capacity() {
        int capacity = 4;
        while (3 * (long) capacity < 4L * count) {
            capacity *= 2;
        }
        return capacity;
    }

    private int entriesAt(int node) {
        return DomainTrie.LABEL + labelLengths[node] + 3 & ~3;
    }

    private void place(byte[] places, int[] offsets, int node) {
        int at = offsets[node];
        int above = Octets.four(places, offsets[parents[node]]) >>> DomainTrie.PLACE_BITS;
        int roles = marks[node] & DomainTrie.HAS_CHILDREN - 1 | above;
        Octets.four(places, at, roles << DomainTrie.PLACE_BITS | offsets[parents[node]] >>> 2);
        places[at + DomainTrie.MARKS] = (byte) marks[node];
        places[at + DomainTrie.MARKS + 1] = (byte) (marks[node] >>> 8);
        places[at + DomainTrie.DEPTH] = (byte) depths[node];
        places[at + DomainTrie.LABEL_LENGTH] = (byte) labelLengths[node];
        System.arraycopy(labels, labelStarts[node], places, at + DomainTrie.LABEL, labelLengths[node]);
        Octets.four(places, at + entriesAt(node), entryCounts[node]);
    }

    private void entries(byte[] places, int[] offsets) {
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
            int at = offsets[node] + entriesAt(node) + 4;
            for (int i = ends[node]; i < ends[node + 1]; i++, at += 8) {
                Octets.four(places, at, (int) (order[i] >>> 32));
                Octets.four(places, at + 4, entryValues[(int) order[i]]);
            }
        }
    }
}
