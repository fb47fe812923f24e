package dev.mailflow.testkit;

import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.RemoteTls;
import java.util.Optional;

/**
 * What a site was asked, so that a failure can say it.
 *
 * @param policy absent for a routing class that the kit knows nothing of
 */
record Question(Optional<CompiledPolicy> policy, String site, Message message) {
    /**
     * To say something of the answer; what fails tells the command that explains it.
     *
     * @param offered by the next hop; absent: all that is asked for
     */
    DecisionAssert about(Decision answer, Optional<RemoteTls> offered) {
        String command = policy.map(known -> known.explain(site, message, offered))
                .orElseGet(() -> Explain.command("POLICY.mailflow", Optional.of(site), message, offered));
        String met = offered.map(remote -> "  next hop offers " + Explain.remote(remote))
                .orElse("");
        return new DecisionAssert(answer)
                .as("%s%n  at %s%s%n%s%n ", message, site, met, command)
                .answering(this);
    }
}
