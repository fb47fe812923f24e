package dev.mailflow.compiler.targets.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.targets.postfix.AddressKeys.Results;
import dev.mailflow.compiler.targets.postfix.Routing.Reach;
import dev.mailflow.compiler.testing.Policies;
import dev.mailflow.compiler.testing.RandomPolicies;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The table of what leads back to an endpoint is the same whether it is made of all recipients or of the few that it can name. */
final class WaysByPeerTest {
    private static final int POLICIES = Integer.getInteger("mailflow.postfix.loops", 4000);

    @Test
    void theSameRowsAsOfAllRecipients() {
        Random random = new Random(20_261_127L);
        int shorter = 0;
        int compared = 0;
        for (int i = 0; i < POLICIES; i++) {
            DecisionModel model = RandomPolicies.model(random);
            for (Site site : model.sites()) {
                Routing routing = new Routing(model, site);
                for (String peer : peers(site)) {
                    for (Reach reach : Reach.values()) {
                        Results<Optional<Connector>> few = routing.loops(peer, reach);
                        Results<Optional<Connector>> all = routing.waysByDomain(
                                (domain, way) -> way.leadsTo(peer, reach) ? way.by() : Optional.<Connector>empty());
                        assertThat(table(few)).isEqualTo(table(all));
                        assertThat(few.rest()).isEqualTo(all.rest());
                        shorter += few.domains().size() < all.domains().size() ? 1 : 0;
                        compared += few.rest().isEmpty() && !table(few).rows().isEmpty() ? 1 : 0;
                    }
                }
            }
        }
        assertThat(shorter).isGreaterThan(POLICIES / 2);
        assertThat(compared).isGreaterThan(POLICIES / 2);
    }

    /** Each of many services asks about its own recipients alone. */
    @Test
    void fewOfMany() {
        int services = 300;
        DecisionModel model = Policies.model("language 1\norganization { relay domains "
                + IntStream.range(0, services)
                        .mapToObj(i -> "c" + i + ".example")
                        .collect(Collectors.joining(", "))
                + " }\nendpoint mx : server { hosts mx.example }\n"
                + IntStream.range(0, services)
                        .mapToObj(i -> "endpoint e" + i + " : service { hosts h" + i + ".example networks 10.0."
                                + i / 256
                                + "." + i % 256 + " }\nconnector to" + i + " from mx to e" + i + " when recipient c" + i
                                + ".example\nconnector from" + i + " from e" + i + " to mx\n")
                        .collect(Collectors.joining()));
        Routing routing = new Routing(model, model.sites().get(0));
        assertThat(routing.loops("e7", Reach.EVERYWHERE).domains()).hasSize(1);
        assertThat(table(routing.loops("e7", Reach.EVERYWHERE)).rows())
                .extracting(Table.Row::key)
                .containsExactly("c7.example");
    }

    private static List<String> peers(Site site) {
        return site.outbound().stream()
                .map(rule -> rule.connector().peer())
                .distinct()
                .toList();
    }

    private static Table table(Results<Optional<Connector>> loops) {
        return loops.table("back", List.of(), by -> by.map(Connector::name).orElse("DUNNO"));
    }
}
