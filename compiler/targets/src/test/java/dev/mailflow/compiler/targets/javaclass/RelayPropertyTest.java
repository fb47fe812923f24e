package dev.mailflow.compiler.targets.javaclass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.Interpreter;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.testing.BoundaryMessages;
import dev.mailflow.compiler.testing.RandomPolicies;
import dev.mailflow.relay.smtp.PolicyGate;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Decision.Outcome;
import dev.mailflow.runtime.Transaction;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.statistics.Statistics;

/** What the relay decides is what the interpreter says: with everything known, and at RCPT wherever it answers there. */
class RelayPropertyTest {
    /** {@code -Dmailflow.seed=…} for other policies and messages than the build's. */
    private static final long OTHER = Long.getLong("mailflow.seed", 0);

    @Property(tries = 100, shrinking = ShrinkingMode.OFF, seed = "6110080")
    void relayDecidesAsTheInterpreter(@ForAll long fixed) {
        long seed = fixed + OTHER;
        Random random = new Random(seed);
        DecisionModel model = RandomPolicies.model(random);
        Shape shape = random.nextBoolean() ? Shape.PLAIN : Shape.TABLE;
        AtomicInteger answered = new AtomicInteger();
        Compiled.of(model, shape).forEach((site, policy) -> {
            PolicyGate gate = new PolicyGate(policy);
            BoundaryMessages messages = new BoundaryMessages(model, site);
            for (int i = 0; i < 200; i++) {
                Message message = messages.message(random);
                Transaction whole = RuntimeValues.transaction(message);
                assertThat(gate.decide(whole))
                        .as("%s at %s, seed %d", message, site, seed)
                        .isEqualTo(RuntimeValues.decision(Interpreter.decide(model, site, message)));
                // At RCPT there are no headers, no hops, and a size only if the client said it.
                Transaction known =
                        whole.toBuilder().headers(List.of()).hops(0).size(0).build();
                long declared = random.nextBoolean() ? message.size() : -1;
                Message withoutHops = new Message(
                        message.origin(), message.sender(), message.recipient(), message.size(), 0, message.headers());
                Message plain = new Message(
                        message.origin(), message.sender(), message.recipient(), Math.max(0, declared), 0, List.of());
                Decision later = RuntimeValues.decision(Interpreter.decide(model, site, withoutHops));
                gate.decideEarly(known, declared).ifPresent(early -> {
                    answered.incrementAndGet();
                    // Refused for good whatever comes, if not always for the same reason: that of a small plain
                    // message.
                    boolean isRefusedAnyhow = early.outcome() == Outcome.REJECT && later.outcome() == Outcome.REJECT;
                    assertThat(early)
                            .as("at RCPT: %s at %s, seed %d", message, site, seed)
                            .isEqualTo(
                                    isRefusedAnyhow && !early.equals(later)
                                            ? RuntimeValues.decision(Interpreter.decide(model, site, plain))
                                            : later);
                });
            }
        });
        Statistics.label("answered at RCPT").collect(answered.get() > 0);
    }
}
