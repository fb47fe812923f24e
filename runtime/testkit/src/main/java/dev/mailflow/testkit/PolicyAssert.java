package dev.mailflow.testkit;

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
        return new Question(CompiledPolicy.of(actual), actual.site(), message)
                .about(actual.decide(message.transaction()), Optional.empty());
    }

    public DecisionAssert on(Transaction transaction) {
        return on(Message.of(transaction));
    }
}
