package dev.mailflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Each bucket is walked in the order in which its entries were added, one that came several times in a row once. */
class HashIndexPropertyTest {
    @Property(tries = 300)
    void bucketsAreAsAMapOfListsHasThem(
            @ForAll long seed,
            @ForAll @IntRange(max = 2000) int count,
            @ForAll @IntRange(min = 1, max = 400) int keys) {
        Random random = new Random(seed);
        // Some differ in their lowest bits alone, some in all but those: slots are taken by the lowest.
        long[] hashes = random.longs(keys)
                .map(hash -> (hash & 1) == 0 ? hash & 0xFF : hash & -1L << 32)
                .toArray();
        HashIndex.Builder builder = new HashIndex.Builder();
        Map<Long, List<Integer>> wanted = new HashMap<>();
        for (int i = 0; i < count; i++) {
            long hash = hashes[random.nextInt(keys)];
            int entry = i / 3;
            builder.add(hash, entry);
            List<Integer> bucket = wanted.computeIfAbsent(hash, key -> new ArrayList<>());
            if (bucket.isEmpty() || bucket.get(bucket.size() - 1) != entry) {
                bucket.add(entry);
            }
        }
        HashIndex index = builder.build();
        wanted.forEach((hash, bucket) -> assertThat(bucket(index, hash)).isEqualTo(bucket));
        for (long other : random.longs(50).toArray()) {
            assertThat(index.bucket(other) >= 0).isEqualTo(wanted.containsKey(other));
        }
    }

    private static List<Integer> bucket(HashIndex index, long hash) {
        List<Integer> bucket = new ArrayList<>();
        int offset = index.bucket(hash);
        for (int entry = index.entry(offset); entry >= 0; entry = index.entry(++offset)) {
            bucket.add(entry);
        }
        return bucket;
    }
}
