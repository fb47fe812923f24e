package dev.mailflow.compiler.analysis.sites;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.analysis.Analysis;
import dev.mailflow.compiler.analysis.finding.Places;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.Links;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.measure.SiteShapes;
import dev.mailflow.compiler.measure.SiteShapes.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Large policies over several sites: exactly what is planted is found, in few steps; and laws that hold whatever the policy. */
class PlantedOverSitesTest {
    private static final Places NOTHING_KNOWN =
            new Places(Connector::origin, List.of(), Set.of(), Places.Placement.KNOWN);

    private record Seen(Set<String> keys, long steps) {}

    private static Seen seen(DecisionModel model) {
        Analysis analysis = Analysis.of(model);
        Budget budget = Budget.usual();
        Look look = new Look(
                Links.of(model), analysis.sites(), analysis.search(), budget, EnumSet.allOf(Kind.class), Set.of());
        Set<String> keys = look.sightings().stream().map(Sighting::key).collect(Collectors.toSet());
        assertThat(look.isUndecided()).isFalse();
        return new Seen(keys, budget.taken());
    }

    @ParameterizedTest
    @CsvSource({"2000, TYPICAL, 20000", "2000, MESH, 400000"})
    void exactlyThePlantedAreFoundInFewSteps(int connectors, Shape shape, long steps) {
        Seen seen = seen(SiteShapes.model(connectors, shape));
        assertThat(seen.keys()).isNotEmpty().isEqualTo(SiteShapes.planted(connectors, shape));
        assertThat(seen.steps()).isLessThan(steps);
    }

    @Test
    void theOrderOfRulesChangesNothing() {
        int findings = 0;
        for (long seed = 0; seed < 60; seed++) {
            Optional<DecisionModel> model = RandomMesh.model(new Random(seed));
            if (model.isPresent()) {
                Set<String> keys = seen(model.get()).keys();
                findings += keys.size();
                assertThat(seen(shuffled(model.get(), new Random(seed))).keys())
                        .as("seed %s", seed)
                        .isEqualTo(keys);
            }
        }
        assertThat(findings).isGreaterThan(20);
    }

    private static DecisionModel shuffled(DecisionModel model, Random random) {
        List<Site> sites = new ArrayList<>();
        for (Site site : model.sites()) {
            List<InboundRule> inbound = new ArrayList<>(site.inbound());
            List<OutboundRule> outbound = new ArrayList<>(site.outbound());
            Collections.shuffle(inbound, random);
            Collections.shuffle(outbound, random);
            sites.add(new Site(site.name(), site.kind(), inbound, outbound));
        }
        Collections.shuffle(sites, random);
        return new DecisionModel(model.organization(), model.endpoints(), sites);
    }

    /** One that no message leaves or comes in by: without it nothing changes. */
    @Test
    void withoutADeadConnectorNothingChanges() {
        int removed = 0;
        for (long seed = 0; seed < 600; seed++) {
            Optional<DecisionModel> model = RandomMesh.model(new Random(seed));
            if (model.isEmpty()) {
                continue;
            }
            List<Diagnostic> found = new ArrayList<>();
            Analysis.of(model.get()).findings(NOTHING_KNOWN, found::add);
            Map<String, Long> dead = found.stream()
                    .filter(one -> one.code() == DiagnosticCode.NEVER_SELECTED)
                    .map(one -> one.message().split("`")[1])
                    .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
            Set<String> names = new HashSet<>(dead.keySet());
            // Of a connector between two sites both ends have to be dead.
            names.removeIf(name -> dead.getOrDefault(name, 0L) < ends(model.get(), name));
            if (names.isEmpty()) {
                continue;
            }
            removed += names.size();
            assertThat(seen(without(model.get(), names)).keys())
                    .as("seed %s without %s", seed, names)
                    .isEqualTo(seen(model.get()).keys());
        }
        assertThat(removed).isGreaterThan(5);
    }

    private static long ends(DecisionModel model, String name) {
        return model.sites().stream()
                .flatMap(site -> Stream.concat(
                        site.inbound().stream().map(InboundRule::connector),
                        site.outbound().stream().map(OutboundRule::connector)))
                .map(Connector::name)
                .filter(name::equals)
                .count();
    }

    private static DecisionModel without(DecisionModel model, Set<String> names) {
        return new DecisionModel(
                model.organization(),
                model.endpoints(),
                model.sites().stream()
                        .map(site -> new Site(
                                site.name(),
                                site.kind(),
                                site.inbound().stream()
                                        .filter(rule ->
                                                !names.contains(rule.connector().name()))
                                        .toList(),
                                site.outbound().stream()
                                        .filter(rule ->
                                                !names.contains(rule.connector().name()))
                                        .toList()))
                        .toList());
    }

    @Test
    void whatCannotBeDecidedInItsStepsIsSaid() {
        DecisionModel model = SiteShapes.model(1000, Shape.MESH);
        Analysis analysis = Analysis.of(model);
        List<Diagnostic> found = new ArrayList<>();
        new OverSites(model, analysis.sites(), analysis.search(), NOTHING_KNOWN)
                .findings(OverSites.Faults.CERTIFICATES_AND_ROUNDS, new Budget(10), found::add);
        assertThat(found).extracting(Diagnostic::code).contains(DiagnosticCode.NOT_DECIDED);
    }

    /** The same policy always gives the same messages. */
    @Test
    void findingsAreTheSameEveryTime() {
        DecisionModel model = SiteShapes.model(2000, Shape.TYPICAL);
        List<List<Diagnostic>> twice = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Analysis analysis = Analysis.of(model);
            List<Diagnostic> found = new ArrayList<>();
            analysis.findingsOverSites(NOTHING_KNOWN, OverSites.Faults.ALL, found::add);
            twice.add(found);
        }
        assertThat(twice.get(0)).isNotEmpty().isEqualTo(twice.get(1));
    }
}
