package dev.mailflow.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.runtime.RoutingPolicy;
import dev.mailflow.runtime.Transaction;
import dev.mailflow.testkit.CompiledPolicy;
import dev.mailflow.testkit.HubRouting;
import dev.mailflow.testkit.Message;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Both engines hand in policies, jqwik messages too; one class may have tests of both. */
@MailflowPolicy("small.mailflow")
class ParametersPropertyTest {
    private static final Set<String> CLIENTS = new HashSet<>();

    @Test
    void jupiter(CompiledPolicy policy, RoutingPolicy only, @At("hub") RoutingPolicy named, HubRouting generated) {
        assertThat(policy.name()).isEqualTo("small.mailflow");
        assertThat(only).isSameAs(named).isSameAs(generated).isSameAs(policy.at("hub"));
    }

    @Nested
    class Within {
        @Test
        void jupiterSeesThePolicyOfTheClassAround(CompiledPolicy policy) {
            assertThat(policy.sites()).containsExactly("hub");
        }
    }

    @TestFactory
    Stream<DynamicTest> blocks(CompiledPolicy policy) {
        return TestBlocks.of(policy);
    }

    @Example
    void jqwik(CompiledPolicy policy, RoutingPolicy only, @At("hub") RoutingPolicy named, HubRouting generated) {
        assertThat(only).isSameAs(named).isSameAs(generated).isSameAs(policy.at("hub"));
    }

    @Property
    void jqwikDrawsAtTheBoundaries(@ForAll Transaction message, HubRouting hub) {
        CLIENTS.add(message.client().toString());
        assertThat(hub.decide(message)).isEqualTo(hub.decide(message));
    }

    @Property(tries = 50)
    void jqwikDrawsMessagesAsTheyAreSpelled(@ForAll Message message, @ForAll int alsoOthers) {
        assertThat(Message.of(message.transaction()).transaction().toString())
                .isEqualTo(message.transaction().toString());
    }

    @AfterContainer
    static void everyEdgeWasThere() {
        assertThat(CLIENTS).contains("203.0.113.39", "203.0.113.40", "203.0.113.47", "203.0.113.48", "198.51.100.7");
    }
}
