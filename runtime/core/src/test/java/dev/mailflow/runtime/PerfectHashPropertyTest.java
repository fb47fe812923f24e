package dev.mailflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** No two of the hashes share a slot, and what is not among them has one as well. */
class PerfectHashPropertyTest {
    @Property(tries = 300)
    void eachHasItsOwn(@ForAll long seed, @ForAll @IntRange(max = 3000) int count) {
        Random random = new Random(seed);
        long[] hashes = random.longs().distinct().limit(count).toArray();
        eachHasItsOwn(hashes);
        PerfectHash hash = Objects.requireNonNull(PerfectHash.of(hashes));
        assertThat(hash.slot(random.nextLong())).isBetween(0, hash.slots() - 1);
    }

    /** As full as slots get. */
    @Example
    void eachHasItsOwnHoweverFullTheyAre() {
        Random random = new Random(7);
        for (int slots = 4; slots <= 1 << 18; slots *= 2) {
            for (double load : new double[] {0.7, 0.75, 0.79, 0.8, 0.81}) {
                eachHasItsOwn(random.longs()
                        .distinct()
                        .limit(Math.round(load * slots))
                        .toArray());
            }
        }
    }

    private static void eachHasItsOwn(long[] hashes) {
        PerfectHash hash = Objects.requireNonNull(PerfectHash.of(hashes));
        Set<Integer> slots = new HashSet<>();
        for (long each : hashes) {
            int slot = hash.slot(each);
            assertThat(slot).isBetween(0, hash.slots() - 1);
            assertThat(slots.add(slot)).isTrue();
        }
        assertThat(hash.slots()).isLessThan(Math.max(9, 6 * hashes.length));
    }

    @Property(tries = 50)
    void equalHashesHaveNone(@ForAll long seed, @ForAll @IntRange(min = 2, max = 300) int count) {
        long[] hashes = new Random(seed).longs().limit(count).toArray();
        hashes[count - 1] = hashes[0];
        assertThat(PerfectHash.of(hashes)).isNull();
    }
}
