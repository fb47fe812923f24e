package dev.mailflow.compiler.analysis.space;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.testing.RandomPolicies;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A box that is told without what others take of it has the same messages that are left. */
class NarrowedPropertyTest {
    private static final int POINTS = 300;
    /** The box in all but the last, others in all. */
    private static final List<Dimension> CUT =
            List.of(Dimension.RECIPIENT, Dimension.SENDER, Dimension.CLIENT, Dimension.SIZE);

    private static final int HOP_LIMIT = 5;

    @Property(tries = 300)
    void noMessageThatIsLeftGetsLost(@ForAll long seed) {
        Case asked = Case.of(seed);
        Box narrowed = asked.narrowed();
        Random random = new Random(seed);
        Universe universe = new Universe(asked.space(), HOP_LIMIT);
        for (int i = 0; i < POINTS; i++) {
            Point point = universe.some(random);
            boolean isLeft =
                    asked.box().contains(point) && asked.takers().stream().noneMatch(taker -> taker.contains(point));
            if (isLeft) {
                assertThat(narrowed.contains(point)).isTrue();
            }
            if (narrowed.contains(point)) {
                assertThat(asked.box().contains(point)).isTrue();
            }
        }
    }

    /** Else the property would say nothing. */
    @Example
    void manyBoxesAreNarrower() {
        int narrower = 0;
        for (long seed = 0; seed < 300; seed++) {
            Case asked = Case.of(seed);
            narrower += asked.narrowed().equals(asked.box()) ? 0 : 1;
        }
        assertThat(narrower).isGreaterThan(60);
    }

    @Example
    void whatIsWholeStaysWhole() {
        Case asked = Case.of(1);
        Box everything = asked.space().everything();
        Box taker = everything.only(
                Dimension.SENDER, Ranges.of(asked.space().all(Dimension.SENDER).least()));
        Search search = new Search(asked.space(), Steps.usual());
        assertThat(search.narrowed(everything, Covering.of(List.of(taker), asked.space())))
                .isEqualTo(everything);
    }

    /** @param takers what takes messages of the box */
    private record Case(MessageSpace space, Box box, List<Box> takers) {
        static Case of(long seed) {
            Random random = new Random(seed);
            MessageSpace space = MessageSpace.of(RandomPolicies.model(random));
            Box box = space.everything();
            for (Dimension dimension : CUT.subList(0, 3)) {
                box = box.only(dimension, half(space.all(dimension), random));
            }
            Box asked = named(box, space, random);
            List<Box> takers = new ArrayList<>();
            for (int i = 1 + random.nextInt(5); i > 0; i--) {
                Box taker = space.everything();
                for (Dimension dimension : CUT) {
                    if (random.nextInt(3) == 0) {
                        taker = taker.only(dimension, half(space.all(dimension), random));
                    }
                }
                takers.add(named(taker, space, random));
            }
            return new Case(space, asked, takers);
        }

        private static Box named(Box box, MessageSpace space, Random random) {
            return space.names() > 0 && random.nextInt(3) == 0
                    ? box.needing(Ranges.of(random.nextInt(space.names())))
                    : box;
        }

        private static Ranges half(Ranges all, Random random) {
            int middle = all.least() + random.nextInt(Math.min(all.last(0), 12) + 1);
            return random.nextBoolean() ? Ranges.of(all.least(), middle) : Ranges.of(middle, all.last(0));
        }

        Box narrowed() {
            return new Search(space, Steps.usual()).narrowed(box, Covering.of(takers, space));
        }
    }
}
