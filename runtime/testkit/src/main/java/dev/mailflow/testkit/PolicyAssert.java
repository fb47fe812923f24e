package dev.mailflow.testkit;

import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.RoutingPolicy;
import dev.mailflow.runtime.Transaction;
import java.util.Optional;
import org.assertj.core.api.AbstractAssert;

/** What a site does with messages. */
public final class PolicyAssert extends AbstractAssert<PolicyAssert, RoutingPolicy> {
    PolicyAssert(RoutingPolicy policy) {
        super(policy, PolicyAssert.class);
    }

    /** Hands the message in. What is said of the decision then fails with the command that explains it. */
    public DecisionAssert on(Message message) {
        isNotNull();
        Optional<CompiledPolicy> known = CompiledPolicy.of(actual);
        Decision decision = actual.decide(message.transaction());
        String command = known.map(policy -> policy.explain(actual.site(), message))
                .orElseGet(() -> Explain.command("POLICY.mailflow", Optional.of(actual.site()), message));
        return new DecisionAssert(decision)
                .as("%s%n  at %s%n%s%n ", message, actual.site(), command)
                .from(known);
    }

    public DecisionAssert on(Transaction transaction) {
        return on(Message.of(transaction));
    }
}
