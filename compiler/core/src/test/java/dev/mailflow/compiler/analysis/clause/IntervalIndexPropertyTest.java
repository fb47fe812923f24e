package dev.mailflow.compiler.analysis.clause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.analysis.space.Ranges;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What the index finds is what asking each of the ranges finds, each number once. */
class IntervalIndexPropertyTest {
    @Property(tries = 300)
    void findsWhatMeetsAndStandsInTheSection(@ForAll long seed) {
        Random random = new Random(seed);
        // From none to many blocks of the index.
        int size = random.nextInt(random.nextBoolean() ? 6 : 120);
        List<Ranges> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            all.add(some(random));
        }
        IntervalIndex.Builder builder = new IntervalIndex.Builder(all::get);
        List<Integer> indexed = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            if (random.nextInt(5) != 0) {
                builder.add(i);
                indexed.add(i);
            }
        }
        IntervalIndex index = builder.build();
        for (int question = 0; question < 20; question++) {
            Ranges asked = some(random);
            int start = random.nextInt(size + 1);
            Section section = new Section(start, start + random.nextInt(size + 1));
            List<Integer> expected = indexed.stream()
                    .filter(number ->
                            section.contains(number) && all.get(number).meets(asked))
                    .toList();
            List<Integer> found = new ArrayList<>();
            index.meeting(asked, section, found::add);
            assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static Ranges some(Random random) {
        List<Ranges> parts = new ArrayList<>();
        for (int part = 1 + random.nextInt(4); part > 0; part--) {
            int first = random.nextInt(60);
            parts.add(Ranges.of(first, first + random.nextInt(random.nextBoolean() ? 3 : 40)));
        }
        return Ranges.union(parts);
    }
}
