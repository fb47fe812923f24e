package dev.mailflow.compiler.targets.javaclass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.testing.BoundaryMessages;
import dev.mailflow.compiler.testing.RandomPolicies;
import dev.mailflow.runtime.RoutingPolicy;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** The generated class says what the interpreter says, of every message. */
class SamenessPropertyTest {
    private static final int MESSAGES_A_SITE = 400;

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void generatedClassDecidesAsTheInterpreter(@ForAll long seed) {
        Random random = new Random(seed);
        DecisionModel model = RandomPolicies.model(random);
        Map<String, RoutingPolicy> policies = Compiled.of(model);
        policies.forEach((site, policy) -> {
            assertThat(policy.site()).isEqualTo(site);
            BoundaryMessages messages = new BoundaryMessages(model, site);
            for (int i = 0; i < MESSAGES_A_SITE; i++) {
                Message message = messages.message(random);
                assertThat(policy.decide(RuntimeValues.transaction(message)))
                        .as("%s at %s, seed %d", message, site, seed)
                        .isEqualTo(RuntimeValues.decision(Interpreter.decide(model, site, message)));
            }
        });
    }
}
