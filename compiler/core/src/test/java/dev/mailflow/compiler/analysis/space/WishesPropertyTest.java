package dev.mailflow.compiler.analysis.space;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.analysis.clause.RouteClause;
import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.clause.SourceClause;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.testing.RandomPolicies;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The message that is shown is the one that is found if every wish is a question of its own. */
class WishesPropertyTest {
    @Property(tries = 150)
    void messagesAreThoseOfOneQuestionForEachWish(@ForAll long seed) {
        DecisionModel model = RandomPolicies.model(new Random(seed));
        MessageSpace space = MessageSpace.of(model);
        Search search = new Search(space, Steps.usual());
        for (Site site : model.sites()) {
            SiteClauses clauses = SiteClauses.of(space, model, site);
            for (SourceClause source : clauses.sources()) {
                assertSame(search, source.box(), clauses.before(source));
                assertSame(search, source.box(), clauses.routesThat(route -> true));
            }
            for (RouteClause route : clauses.routes()) {
                assertSame(search, route.box(), clauses.routesBefore(route, other -> true));
            }
        }
    }

    private static void assertSame(Search search, Box box, Covering covering) {
        assertThat(search.message(box, covering)).isEqualTo(asked(search, box, covering));
    }

    private static Optional<Message> asked(Search search, Box box, Covering covering) {
        if (!(search.find(box, covering) instanceof Answer.Found found)) {
            return Optional.empty();
        }
        Box wanted = box;
        for (Wishes.Wish wish : Wishes.of(search.space())) {
            Box narrower = wanted.only(wish.dimension(), wish.ranges());
            if (!narrower.isEmpty() && search.find(narrower, covering) instanceof Answer.Found better) {
                wanted = narrower;
                found = better;
            }
        }
        return Optional.of(search.space().message(Search.point(found)));
    }
}
