package dev.mailflow.compiler.analysis.clause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.analysis.space.Answer;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Covering;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Point;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.analysis.space.Search;
import dev.mailflow.compiler.analysis.space.Steps;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.testing.BoundaryMessages;
import dev.mailflow.compiler.testing.RandomPolicies;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The clauses of a site say what the interpreter says, of every message that is tried. */
class FatesPropertyTest {
    private static final int MESSAGES = 40;

    static List<Fate> fates(SiteClauses site) {
        List<Fate> fates = new ArrayList<>();
        Fates all = new Fates(site);
        fates.add(all.looping());
        for (SourceClause source : site.sources()) {
            all.of(source, site.space().everything(), outcome -> true, fates::add);
        }
        return fates;
    }

    static boolean holds(Fate fate, Point point) {
        return fate.box().contains(point)
                && fate.covers().stream().noneMatch(covering -> isTaken(covering, fate.box(), point));
    }

    private static boolean isTaken(Covering covering, Box box, Point point) {
        AtomicBoolean taken = new AtomicBoolean();
        // What the message brings is asked for, so that no region is left out that it meets.
        Box asked = box;
        for (int name : point.names()) {
            asked = asked.needing(Ranges.of(name));
        }
        covering.meeting(
                asked, region -> taken.compareAndSet(false, region.box().contains(point)));
        return taken.get();
    }

    @Property(tries = 400)
    void everyFateThatIsFoundIsTheInterpreters(@ForAll long seed) {
        DecisionModel model = RandomPolicies.model(new Random(seed));
        MessageSpace space = MessageSpace.of(model);
        Search search = new Search(space, Steps.usual());
        for (Site site : model.sites()) {
            for (Fate fate : fates(SiteClauses.of(space, model, site))) {
                Answer answer = search.find(fate.box(), fate.coverings());
                assertThat(answer).isNotInstanceOf(Answer.Undecided.class);
                if (answer instanceof Answer.Found found) {
                    Message message = space.message(Search.point(found));
                    assertThat(Interpreter.decide(model, site.name(), message))
                            .as("%s at %s of %s", message, site.name(), model)
                            .isEqualTo(fate.verdict());
                }
            }
        }
    }

    @Property(tries = 400)
    void everyMessageHasOneFateAndItIsTheInterpreters(@ForAll long seed) {
        Random random = new Random(seed);
        DecisionModel model = RandomPolicies.model(random);
        MessageSpace space = MessageSpace.of(model);
        Search search = new Search(space, Steps.usual());
        for (Site site : model.sites()) {
            List<Fate> fates = fates(SiteClauses.of(space, model, site));
            BoundaryMessages messages = new BoundaryMessages(model, site.name());
            for (int i = 0; i < MESSAGES; i++) {
                Message message = messages.message(random);
                Point point = space.point(message);
                List<Fate> its =
                        fates.stream().filter(fate -> holds(fate, point)).toList();
                assertThat(its.stream().map(Fate::verdict).toList())
                        .as("%s at %s of %s", message, site.name(), model)
                        .containsExactly(Interpreter.decide(model, site.name(), message));
                assertThat(search.find(its.get(0).box(), its.get(0).coverings()))
                        .as("the fate of %s at %s of %s", message, site.name(), model)
                        .isInstanceOf(Answer.Found.class);
            }
        }
    }

    /** A message and the one that stands for its kind are treated alike. */
    @Property(tries = 200)
    void messagesOfOnePointAreTreatedAlike(@ForAll long seed) {
        Random random = new Random(seed);
        DecisionModel model = RandomPolicies.model(random);
        MessageSpace space = MessageSpace.of(model);
        for (Site site : model.sites()) {
            BoundaryMessages messages = new BoundaryMessages(model, site.name());
            for (int i = 0; i < MESSAGES; i++) {
                Message message = messages.message(random);
                Message other = space.message(space.point(message));
                assertThat(space.point(other)).isEqualTo(space.point(message));
                assertThat(Interpreter.decide(model, site.name(), other))
                        .as("%s and %s at %s of %s", message, other, site.name(), model)
                        .isEqualTo(Interpreter.decide(model, site.name(), message));
            }
        }
    }

    /** What no message can meet is met by none of many: else the two properties above would prove little. */
    @Example
    void mostFatesAreReachedAndSomeAreNot() {
        int found = 0;
        int covered = 0;
        for (int seed = 0; seed < 50; seed++) {
            DecisionModel model = RandomPolicies.model(new Random(seed));
            MessageSpace space = MessageSpace.of(model);
            Search search = new Search(space, Steps.usual());
            for (Site site : model.sites()) {
                for (Fate fate : fates(SiteClauses.of(space, model, site))) {
                    if (search.find(fate.box(), fate.coverings()) instanceof Answer.Found) {
                        found++;
                    } else {
                        covered++;
                    }
                }
            }
        }
        assertThat(found).isGreaterThan(1000);
        assertThat(covered).isGreaterThan(100);
    }
}
