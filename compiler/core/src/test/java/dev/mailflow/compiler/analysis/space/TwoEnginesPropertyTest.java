package dev.mailflow.compiler.analysis.space;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.testing.RandomPolicies;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The search and a decision diagram, made without it, find the same regions reachable. */
class TwoEnginesPropertyTest {
    private static final int BUDGET = 300_000;

    @Property(tries = 150)
    void bothEnginesFindTheSameClausesReachable(@ForAll long seed) {
        DecisionModel model = RandomPolicies.model(new Random(seed));
        MessageSpace space = MessageSpace.of(model);
        for (Site site : model.sites()) {
            SiteClauses clauses = SiteClauses.of(space, model, site);
            assertThat(searched(space, clauses.sources())).isEqualTo(drawn(space, clauses.sources()));
            assertThat(searched(space, clauses.routes())).isEqualTo(drawn(space, clauses.routes()));
        }
    }

    /** Boxes that no policy would have: any ranges, up to three needs, drawn so that they overlap. */
    @Property(tries = 400)
    void bothEnginesAgreeOnAnyBoxes(@ForAll long seed) {
        Random random = new Random(seed);
        MessageSpace space = MessageSpace.of(RandomPolicies.model(random));
        List<Box> boxes = new ArrayList<>();
        int count = 2 + random.nextInt(9);
        for (int i = 0; i < count; i++) {
            Box box = space.everything();
            for (Dimension dimension : Dimension.values()) {
                if (random.nextInt(3) == 0) {
                    box = box.only(dimension, some(space.all(dimension), random));
                }
            }
            for (int need = random.nextInt(4); need > 0 && space.names() > 0; need--) {
                Ranges names = Ranges.of(random.nextInt(space.names()));
                box = box.needing(Ranges.union(List.of(names, Ranges.of(random.nextInt(space.names())))));
            }
            boxes.add(box);
        }
        assertThat(searched(space, boxes)).isEqualTo(drawn(space, boxes));
    }

    /** Few large intervals, so that several regions can hold one together. */
    private static Ranges some(Ranges all, Random random) {
        int width = Math.min(all.last(0), 12);
        int first = all.least() + random.nextInt(Math.max(1, width / 2 + 1));
        return Ranges.of(first, random.nextBoolean() ? all.last(0) : Math.min(all.last(0), first + random.nextInt(6)));
    }

    private static Set<Integer> searched(MessageSpace space, List<? extends Region> regions) {
        Search search = new Search(space, Steps.usual());
        Set<Integer> firsts = new TreeSet<>();
        for (int i = 0; i < regions.size(); i++) {
            Answer answer = search.find(regions.get(i).box(), Covering.of(regions.subList(0, i), space));
            assertThat(answer).isNotInstanceOf(Answer.Undecided.class);
            if (answer instanceof Answer.Found found) {
                firsts.add(i);
                Point point = Search.point(found);
                assertThat(regions.get(i).box().contains(point)).isTrue();
                assertThat(regions.subList(0, i))
                        .noneMatch(region -> region.box().contains(point));
            }
        }
        return firsts;
    }

    private static Set<Integer> drawn(MessageSpace space, List<? extends Region> regions) {
        Set<Integer> firsts = new Diagram(space, BUDGET).firsts(regions);
        firsts.remove(Diagram.NONE);
        return firsts;
    }

    /** Without coverings that need several regions at once the comparison would say little. */
    @Example
    void someCoversNeedSeveralRegions() {
        int several = 0;
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            MessageSpace space = MessageSpace.of(RandomPolicies.model(random));
            List<Box> boxes = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                boxes.add(space.everything()
                        .only(Dimension.SENDER, some(space.all(Dimension.SENDER), random))
                        .only(Dimension.RECIPIENT, some(space.all(Dimension.RECIPIENT), random)));
            }
            Search search = new Search(space, Steps.usual());
            Answer answer = search.find(boxes.get(7), Covering.of(boxes.subList(0, 7), space));
            if (answer instanceof Answer.Covered covered
                    && search.fewest(boxes.get(7), covered.by()).size() > 1) {
                several++;
            }
        }
        assertThat(several).isGreaterThan(5);
    }
}
