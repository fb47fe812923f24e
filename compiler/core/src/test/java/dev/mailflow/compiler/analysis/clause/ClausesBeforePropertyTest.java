package dev.mailflow.compiler.analysis.clause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.analysis.space.Region;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.testing.RandomPolicies;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What is found to stand before a clause, about its own box and about others, is what a look at each clause finds. */
class ClausesBeforePropertyTest {
    @Property(tries = 200)
    void isWhatALookAtEachFinds(@ForAll long seed) {
        Random random = new Random(seed);
        DecisionModel model = RandomPolicies.model(random);
        MessageSpace space = MessageSpace.of(model);
        for (Site site : model.sites()) {
            SiteClauses clauses = SiteClauses.of(space, model, site);
            List<SourceClause> sources = clauses.sources();
            for (SourceClause source : sources) {
                SourceClause other = sources.get(random.nextInt(sources.size()));
                for (Box box : List.of(source.box(), part(source.box(), random), other.box())) {
                    Set<Region> found = new HashSet<>();
                    clauses.before(source).meeting(box, found::add);
                    assertThat(meeting(box, new ArrayList<>(found)))
                            .isEqualTo(meeting(box, sources.subList(0, source.order())));
                }
            }
            for (EqualRank<SourceClause> equal : clauses.equalSources()) {
                for (int i = 1; i < equal.clauses().size(); i++) {
                    SourceClause late = equal.clauses().get(i);
                    assertThat(equal.before(i))
                            .containsExactlyElementsOf(equal.clauses().subList(0, i).stream()
                                    .filter(early -> early.box().meets(late.box()))
                                    .filter(early ->
                                            !early.by().words().equals(late.by().words()))
                                    .toList());
                }
            }
        }
    }

    private static Box part(Box box, Random random) {
        Ranges senders = box.ranges(Dimension.SENDER);
        return box.only(Dimension.SENDER, Ranges.of(senders.first(random.nextInt(senders.count()))));
    }

    /** Of the regions those that a message can be in that brings only names that the box needs. */
    private static Set<Region> meeting(Box box, List<? extends Region> regions) {
        Ranges names = Ranges.union(box.needs());
        Set<Region> meeting = new HashSet<>();
        for (Region region : regions) {
            if (region.box().meets(box) && region.box().needs().stream().allMatch(need -> need.meets(names))) {
                meeting.add(region);
            }
        }
        return meeting;
    }
}
