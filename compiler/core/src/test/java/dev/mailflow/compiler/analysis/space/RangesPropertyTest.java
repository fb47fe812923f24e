package dev.mailflow.compiler.analysis.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Ranges are sets of numbers: each operation is that of a set of bits. */
class RangesPropertyTest {
    private static final int NUMBERS = 70;

    @Property(tries = 500)
    void operationsAreThoseOfSets(@ForAll long seed) {
        Random random = new Random(seed);
        Ranges left = some(random);
        Ranges right = some(random);
        assertThat(left.and(right)).isEqualTo(of(both(left, right)));
        assertThat(left.minus(right)).isEqualTo(of(less(left, right)));
        BitSet either = bits(left);
        either.or(bits(right));
        assertThat(Ranges.union(List.of(left, right))).isEqualTo(of(either));
        assertThat(left.meets(right)).isEqualTo(bits(left).intersects(bits(right)));
        assertThat(left.containsAll(right)).isEqualTo(less(right, left).isEmpty());
        assertThat(left.size()).isEqualTo(bits(left).cardinality());
        for (int number = 0; number < NUMBERS; number++) {
            assertThat(left.contains(number)).isEqualTo(bits(left).get(number));
        }
        // Of all pairs of intervals that meet, one is the first.
        int firsts = 0;
        for (int i = 0; i < left.count(); i++) {
            for (int j = 0; j < right.count(); j++) {
                boolean meet = left.first(i) <= right.last(j) && right.first(j) <= left.last(i);
                firsts += meet && left.isFirstMeeting(i, right, j) ? 1 : 0;
            }
        }
        assertThat(firsts).isEqualTo(left.meets(right) ? 1 : 0);
    }

    private static BitSet both(Ranges left, Ranges right) {
        BitSet both = bits(left);
        both.and(bits(right));
        return both;
    }

    private static BitSet less(Ranges left, Ranges right) {
        BitSet less = bits(left);
        less.andNot(bits(right));
        return less;
    }

    private static BitSet bits(Ranges ranges) {
        BitSet bits = new BitSet();
        for (int i = 0; i < ranges.count(); i++) {
            bits.set(ranges.first(i), ranges.last(i) + 1);
        }
        return bits;
    }

    /** Joined from single numbers: how what is equal is written is a matter of {@code union}. */
    private static Ranges of(BitSet bits) {
        return Ranges.union(bits.stream().mapToObj(Ranges::of).toList());
    }

    private static Ranges some(Random random) {
        List<Ranges> parts = new ArrayList<>();
        for (int part = random.nextInt(6); part > 0; part--) {
            int first = random.nextInt(NUMBERS - 10);
            parts.add(Ranges.of(first, first + random.nextInt(random.nextBoolean() ? 2 : 10)));
        }
        return Ranges.union(parts);
    }
}
