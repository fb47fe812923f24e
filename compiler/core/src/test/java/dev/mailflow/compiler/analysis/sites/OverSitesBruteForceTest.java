package dev.mailflow.compiler.analysis.sites;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.analysis.Analysis;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Universe;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Fault;
import dev.mailflow.compiler.decision.Links;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.testing.BoundaryMessages;
import dev.mailflow.compiler.testing.RandomPolicies;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Findings over several sites against a plain reading of every kind of message there is, or of many. */
class OverSitesBruteForceTest {
    private static final int SMALL = 50;
    private static final double LARGEST = 15_000;

    /** All findings but those of everybody's addresses, which a plain reading cannot tell. */
    private static Set<String> told(List<Sighting> sightings) {
        Set<String> told = new TreeSet<>();
        for (Sighting sighting : sightings) {
            if (sighting.leaf().start().kind() != Start.Kind.ANYBODY) {
                told.add(sighting.key());
            }
        }
        return told;
    }

    private static List<Sighting> sightings(DecisionModel model, Optional<Fault> fault) {
        Analysis analysis = Analysis.of(model);
        Look look = new Look(
                Links.of(model, fault),
                analysis.sites(),
                analysis.search(),
                Budget.usual(),
                EnumSet.allOf(Kind.class),
                Set.of());
        List<Sighting> sightings = look.sightings();
        assertThat(look.isUndecided()).as("%s", model).isFalse();
        return sightings;
    }

    /** As it is, and with each fault that can make a difference. */
    private static List<Optional<Fault>> circumstances(DecisionModel model) {
        List<Optional<Fault>> all = new ArrayList<>(List.of(Optional.empty()));
        Links.faults(model).forEach(fault -> all.add(Optional.of(fault)));
        return all;
    }

    @Test
    void exactlyWhatSomeMessageShowsIsFound() {
        Map<String, Integer> met = new TreeMap<>();
        int policies = 0;
        for (long seed = 0; policies < SMALL && seed < 3_000; seed++) {
            Optional<DecisionModel> model = RandomMesh.model(new Random(seed));
            if (model.isEmpty()) {
                continue;
            }
            MessageSpace space = MessageSpace.of(model.get());
            Universe universe = new Universe(space, model.get().organization().hopLimit());
            if (universe.size() * model.get().sites().size() > 3 * 3 * LARGEST) {
                continue;
            }
            policies++;
            for (Optional<Fault> fault : circumstances(model.get())) {
                Links links = Links.of(model.get(), fault);
                Set<String> shown = new TreeSet<>();
                universe.each(point -> {
                    if (point.atom(Dimension.HOPS) == 0) {
                        Message message = space.message(point);
                        for (Site site : model.get().sites()) {
                            shown.addAll(PlainReading.of(links, site.name(), message));
                        }
                    }
                });
                Set<String> told = told(sightings(model.get(), fault));
                assertThat(told).as("seed %s, %s", seed, fault).isEqualTo(shown);
                told.forEach(key -> met.merge(key.substring(0, key.indexOf(' ')), 1, Integer::sum));
                if (fault.isPresent()) {
                    told.forEach(key -> met.merge("with a fault", 1, Integer::sum));
                }
            }
        }
        assertThat(policies).isEqualTo(SMALL);
        assertThat(met).containsKeys("ROUND", "CENTRAL", "RELAY", "FILTER", "with a fault");
    }

    @Test
    void whateverAMessageShowsIsFoundAndEveryFindingIsShownByItsMessage() {
        Map<String, Integer> met = new TreeMap<>();
        for (long seed = 0; seed < 250; seed++) {
            Random random = new Random(seed);
            DecisionModel model = seed % 2 == 0
                    ? RandomPolicies.model(random)
                    : RandomMesh.model(random).orElseGet(() -> RandomPolicies.model(random));
            for (Optional<Fault> fault : circumstances(model)) {
                Links links = Links.of(model, fault);
                List<Sighting> sightings = sightings(model, fault);
                for (Sighting sighting : sightings) {
                    Message message = sighting.hops().get(0).message();
                    if (sighting.leaf().start().kind() != Start.Kind.ANYBODY) {
                        assertThat(PlainReading.of(links, sighting.hops().get(0).site(), message))
                                .as("seed %s, %s, %s", seed, fault, sighting.key())
                                .contains(sighting.key());
                    }
                }
                Set<String> told = told(sightings);
                for (Site site : model.sites()) {
                    BoundaryMessages messages = new BoundaryMessages(model, site.name());
                    for (int i = 0; i < 60; i++) {
                        Message message = messages.message(random);
                        Set<String> shown = PlainReading.of(links, site.name(), message);
                        shown.forEach(key -> met.merge(key.substring(0, key.indexOf(' ')), 1, Integer::sum));
                        assertThat(told)
                                .as("seed %s, %s, at %s: %s", seed, fault, site.name(), message)
                                .containsAll(shown);
                    }
                }
            }
        }
        for (Kind kind : Kind.values()) {
            assertThat(met.getOrDefault(kind.name(), 0))
                    .as("%s of %s", kind, met)
                    .isGreaterThan(20);
        }
    }
}
