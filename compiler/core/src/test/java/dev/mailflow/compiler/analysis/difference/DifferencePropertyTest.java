package dev.mailflow.compiler.analysis.difference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.analysis.space.Steps;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Verdict;
import dev.mailflow.compiler.testing.BoundaryMessages;
import dev.mailflow.compiler.testing.RandomPolicies;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The difference of two policies holds every message that the interpreter treats differently, and no other. */
class DifferencePropertyTest {
    private static final int MESSAGES = 60;

    private static Difference difference(DecisionModel before, DecisionModel after) {
        Difference found = Difference.between(before, after, Steps.usual());
        assertThat(found.undecided()).isZero();
        return found;
    }

    private static Optional<Verdict> verdict(DecisionModel model, String site, Message message) {
        return model.sites().stream().map(Site::name).anyMatch(site::equals)
                ? Optional.of(Interpreter.decide(model, site, message))
                : Optional.empty();
    }

    private static void isWhatTheInterpreterSees(DecisionModel before, DecisionModel after, Random random) {
        Difference found = difference(before, after);
        Set<Change> told = new HashSet<>();
        for (Group group : found.groups()) {
            String site = group.change().site();
            assertThat(Change.of(site, verdict(before, site, group.witness()), verdict(after, site, group.witness())))
                    .contains(group.change());
            assertThat(told.add(group.change())).isTrue();
        }
        for (DecisionModel model : List.of(before, after)) {
            for (Site site : model.sites()) {
                BoundaryMessages messages = new BoundaryMessages(model, site.name());
                for (int i = 0; i < MESSAGES; i++) {
                    Message message = messages.message(random);
                    Optional<Verdict> was = verdict(before, site.name(), message);
                    Optional<Verdict> is = verdict(after, site.name(), message);
                    Change.of(site.name(), was, is)
                            .ifPresent(change -> assertThat(told)
                                    .as("%s at %s: %s, %s", message, site.name(), was, is)
                                    .contains(change));
                }
            }
        }
    }

    @Property(tries = 150)
    void ofUnlikePoliciesIsWhatTheInterpreterSees(@ForAll long seed) {
        Random random = new Random(seed);
        isWhatTheInterpreterSees(RandomPolicies.model(random), RandomPolicies.model(random), random);
    }

    @Property(tries = 300)
    void ofPoliciesThatAreAlikeIsWhatTheInterpreterSees(@ForAll long seed) {
        Random random = new Random(seed);
        DecisionModel model = RandomPolicies.model(random);
        isWhatTheInterpreterSees(model, Edits.some(model, random), random);
    }

    @Property(tries = 150)
    void ofAPolicyAndItselfIsNone(@ForAll long seed) {
        assertThat(difference(RandomPolicies.model(new Random(seed)), RandomPolicies.model(new Random(seed)))
                        .isNone())
                .isTrue();
    }

    @Property(tries = 150)
    void turnsRoundWithThePolicies(@ForAll long seed) {
        Random random = new Random(seed);
        DecisionModel before = RandomPolicies.model(random);
        DecisionModel after = Edits.some(before, random);
        Set<Change> there = changes(difference(before, after));
        Set<Change> back = changes(difference(after, before));
        assertThat(back.stream().map(DifferencePropertyTest::reversed).collect(Collectors.toSet()))
                .isEqualTo(there);
        for (Change change : there) {
            Weight expected = switch (change.weight()) {
                case WIDENED -> Weight.NARROWED;
                case NARROWED -> Weight.WIDENED;
                case MIXED, CHANGED -> change.weight();
            };
            assertThat(reversed(change).weight()).as("%s", change).isEqualTo(expected);
        }
    }

    private static Set<Change> changes(Difference difference) {
        return difference.groups().stream().map(Group::change).collect(Collectors.toSet());
    }

    private static Change reversed(Change change) {
        return new Change(
                change.site(),
                change.effects().map(both -> new Change.Effects(both.after(), both.before())),
                change.sources().map(both -> new Change.Sources(both.after(), both.before())));
    }

    /** Else the properties above would say little. */
    @Example
    void differencesOfEveryWeightAreSeenAndSomeEditsChangeNothing() {
        Set<Weight> weights = new TreeSet<>();
        int none = 0;
        for (long seed = 0; seed < 120; seed++) {
            Random random = new Random(seed);
            DecisionModel before = RandomPolicies.model(random);
            Difference found = difference(before, Edits.some(before, random));
            none += found.isNone() ? 1 : 0;
            found.groups().forEach(group -> weights.add(group.weight()));
        }
        assertThat(weights).containsExactly(Weight.values());
        assertThat(none).isBetween(5, 80);
    }

    @Example
    void aSiteOfOnePolicyAloneIsADifference() {
        DecisionModel model = RandomPolicies.model(new Random(7));
        DecisionModel fewer = new DecisionModel(
                model.organization(),
                model.endpoints(),
                model.sites().stream().skip(1).toList());
        String gone = model.sites().get(0).name();
        assertThat(changes(difference(model, fewer)))
                .isNotEmpty()
                .allSatisfy(change -> assertThat(change.site()).isEqualTo(gone))
                .allSatisfy(change ->
                        assertThat(change.effects().orElseThrow().after()).isEqualTo(new Effect.Absent()));
        assertThat(Stream.of(difference(fewer, model))
                        .flatMap(found -> found.groups().stream())
                        .map(Group::weight))
                .contains(Weight.WIDENED)
                .doesNotContain(Weight.NARROWED, Weight.MIXED);
    }
}
