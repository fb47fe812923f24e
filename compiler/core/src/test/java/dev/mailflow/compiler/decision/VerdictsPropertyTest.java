package dev.mailflow.compiler.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.testing.BoundaryMessages;
import dev.mailflow.compiler.testing.RandomPolicies;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** With the few rules that a message may meet the interpreter says what it says with all. */
class VerdictsPropertyTest {
    private static final int MESSAGES_PER_MODEL = 60;

    @Property(tries = 1000)
    void verdictsAreThoseOfTheInterpreter(@ForAll long seed) {
        Random random = new Random(seed);
        DecisionModel model = RandomPolicies.model(random);
        Verdicts verdicts = new Verdicts(model);
        for (Site site : model.sites()) {
            BoundaryMessages messages = new BoundaryMessages(model, site.name());
            for (int i = 0; i < MESSAGES_PER_MODEL; i++) {
                Message message = messages.message(random);
                assertThat(verdicts.decide(site.name(), message))
                        .as("%s at %s of %s", message, site.name(), model)
                        .isEqualTo(Interpreter.decide(model, site.name(), message));
            }
        }
    }

    @Example
    void aSiteThatIsNotThereIsNotDecidedAt() {
        DecisionModel model = RandomPolicies.model(new Random(1));
        Verdicts verdicts = new Verdicts(model);
        assertThat(verdicts.hasSite(model.sites().get(0).name())).isTrue();
        assertThat(verdicts.hasSite("nowhere")).isFalse();
        Message message = new BoundaryMessages(model, model.sites().get(0).name()).message(new Random(1));
        assertThatThrownBy(() -> verdicts.decide("nowhere", message)).isInstanceOf(IllegalArgumentException.class);
    }

    @Example
    void aThingIsFoundByTheRarestOfWhatItAsksForAndInItsPlace() {
        Filed.Key common = new Filed.Key(Filed.Part.RECIPIENT, "contoso.com");
        Filed.Key one = new Filed.Key(Filed.Part.SENDER, "one.example");
        Filed.Key two = new Filed.Key(Filed.Part.SENDER, "two.example");
        Map<String, List<Set<Filed.Key>>> demands = Map.of(
                "first", List.of(Set.of(common), Set.of(one)),
                "second", List.of(Set.of(common), Set.of(two, one)),
                "third", List.of(Set.of(common)),
                "fourth", List.of(Set.of(common)),
                "nothing", List.of(Set.of()));
        Filed<String> filed = new Filed<>(
                List.of("second", "any", "third", "first", "nothing", "fourth"),
                thing -> demands.getOrDefault(thing, List.of()));
        assertThat(filed.of(List.of(common))).containsExactly("any", "third", "fourth");
        assertThat(filed.of(List.of(common, two))).containsExactly("second", "any", "third", "fourth");
        assertThat(filed.of(List.of(one, two))).containsExactly("second", "any", "first");
    }
}
