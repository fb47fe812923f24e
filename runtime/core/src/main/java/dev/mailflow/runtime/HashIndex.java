package dev.mailflow.runtime;

import java.util.Arrays;

/**
 * Buckets of entry numbers by hash: open addressing over arrays, nothing allocated on look-up. Different keys of equal hash
 * share a bucket; the caller verifies what it finds, so a collision costs time and never a wrong answer.
 */
final class HashIndex {
    private final long[] hashes;
    /** Of the bucket in {@code entries}, plus one; 0 marks a free slot. */
    private final int[] starts;
    /** Buckets one after the other, each ended by −1. */
    private final int[] entries;

    private final int mask;

    private HashIndex(Builder builder) {
        int[] firsts = builder.firsts();
        int capacity = Math.max(4, Integer.highestOneBit(Math.max(1, firsts.length) * 2 - 1) << 1);
        this.mask = capacity - 1;
        this.hashes = new long[capacity];
        this.starts = new int[capacity];
        int[] all = new int[builder.count + firsts.length];
        int next = 0;
        for (int first : firsts) {
            int slot = free(builder.hashes[first]);
            hashes[slot] = builder.hashes[first];
            starts[slot] = next + 1;
            for (int added = first; added >= 0; added = builder.following[added]) {
                all[next++] = builder.entries[added];
            }
            all[next++] = -1;
        }
        this.entries = next == all.length ? all : Arrays.copyOf(all, next);
    }

    private int free(long hash) {
        int slot = (int) hash & mask;
        while (starts[slot] != 0) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    /** Offset of the bucket, or −1. */
    int bucket(long hash) {
        int slot = (int) hash & mask;
        while (starts[slot] != 0) {
            if (hashes[slot] == hash) {
                return starts[slot] - 1;
            }
            slot = slot + 1 & mask;
        }
        return -1;
    }

    /** The entry at an offset; −1 ends the bucket. */
    int entry(int offset) {
        return entries[offset];
    }

    /** Entries are added in the order in which a bucket is to be walked. */
    static final class Builder {
        private long[] hashes = new long[16];
        private int[] entries = new int[16];
        /** Of each entry the next of its bucket, or −1. */
        private int[] following = {};

        private int count;

        void add(long hash, int entry) {
            if (count == entries.length) {
                hashes = Arrays.copyOf(hashes, 2 * count);
                entries = Arrays.copyOf(entries, 2 * count);
            }
            hashes[count] = hash;
            entries[count++] = entry;
        }

        HashIndex build() {
            return new HashIndex(this);
        }

        /** The first entry of each bucket; an entry that was added several times in a row stands in its bucket once. */
        private int[] firsts() {
            int slots = Integer.highestOneBit(Math.max(1, count)) << 2;
            // By slot, plus one; 0 is free.
            int[] firstOf = new int[slots];
            int[] lastOf = new int[slots];
            following = new int[count];
            int[] firsts = new int[count];
            int buckets = 0;
            for (int i = 0; i < count; i++) {
                following[i] = -1;
                int slot = (int) hashes[i] & slots - 1;
                while (firstOf[slot] != 0 && hashes[firstOf[slot] - 1] != hashes[i]) {
                    slot = slot + 1 & slots - 1;
                }
                if (firstOf[slot] == 0) {
                    firstOf[slot] = i + 1;
                    firsts[buckets++] = i;
                } else if (entries[lastOf[slot]] == entries[i]) {
                    continue;
                } else {
                    following[lastOf[slot]] = i;
                }
                lastOf[slot] = i;
            }
            return Arrays.copyOf(firsts, buckets);
        }
    }
}
