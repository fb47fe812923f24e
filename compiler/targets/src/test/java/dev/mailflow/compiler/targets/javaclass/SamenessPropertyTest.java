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
    private static final String SEED = "6110081";
    /** {@code -Dmailflow.seed=…} for other policies and messages than the build's. */
    private static final long OTHER = Long.getLong("mailflow.seed", 0);

    @Property(tries = 60, shrinking = ShrinkingMode.OFF, seed = SEED)
    void plainClassDecidesAsTheInterpreter(@ForAll long seed) {
        compare(seed + OTHER, Shape.PLAIN);
    }

    /** Small policies in the shape of large ones: what differs shows on few rules as well, and they meet more often. */
    @Property(tries = 200, shrinking = ShrinkingMode.OFF, seed = SEED)
    void tableClassDecidesAsTheInterpreter(@ForAll long seed) {
        compare(seed + OTHER, Shape.TABLE);
    }

    private static void compare(long seed, Shape shape) {
        Random random = new Random(seed);
        DecisionModel model = RandomPolicies.model(random);
        Map<String, RoutingPolicy> policies = Compiled.of(model, shape);
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

    @Property(tries = 60, shrinking = ShrinkingMode.OFF, seed = SEED)
    void bothShapesStateTheSameFacts(@ForAll long seed) {
        DecisionModel model = RandomPolicies.model(new Random(seed + OTHER));
        Map<String, RoutingPolicy> plain = Compiled.of(model, Shape.PLAIN);
        Compiled.of(model, Shape.TABLE).forEach((site, table) -> {
            RoutingPolicy other = java.util.Objects.requireNonNull(plain.get(site));
            assertThat(table.hopLimit()).isEqualTo(other.hopLimit());
            assertThat(table.sizeLimits()).isEqualTo(other.sizeLimits());
            assertThat(table.headerTests()).containsExactlyInAnyOrderElementsOf(other.headerTests());
        });
    }
}
