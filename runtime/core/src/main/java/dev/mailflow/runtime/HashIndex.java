package dev.mailflow.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

    private HashIndex(Map<Long, List<Integer>> buckets) {
        int capacity = Math.max(4, Integer.highestOneBit(Math.max(1, buckets.size()) * 2 - 1) << 1);
        this.mask = capacity - 1;
        this.hashes = new long[capacity];
        this.starts = new int[capacity];
        int total = 0;
        for (List<Integer> bucket : buckets.values()) {
            total += bucket.size() + 1;
        }
        this.entries = new int[total];
        int next = 0;
        for (Map.Entry<Long, List<Integer>> bucket : buckets.entrySet()) {
            int slot = (int) (long) bucket.getKey() & mask;
            while (starts[slot] != 0) {
                slot = slot + 1 & mask;
            }
            hashes[slot] = bucket.getKey();
            starts[slot] = next + 1;
            for (int entry : bucket.getValue()) {
                entries[next++] = entry;
            }
            entries[next++] = -1;
        }
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
        private final Map<Long, List<Integer>> buckets = new HashMap<>();

        void add(long hash, int entry) {
            List<Integer> bucket = buckets.computeIfAbsent(hash, key -> new ArrayList<>(1));
            if (bucket.isEmpty() || bucket.get(bucket.size() - 1) != entry) {
                bucket.add(entry);
            }
        }

        HashIndex build() {
            return new HashIndex(buckets);
        }
    }
}
