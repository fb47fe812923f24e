package dev.mailflow.relay.smtp;

import dev.mailflow.relay.config.RelayConfiguration.TlsRefusal;
import dev.mailflow.relay.queue.Judge;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.RoutingPolicy;
import dev.mailflow.runtime.Transaction;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The policy in force and, in shadow mode, one that is judged beside it. Both are exchanged as a whole while the relay runs; a
 * message is judged from MAIL to its end by those that were there at MAIL.
 */
public final class Policies {
    private volatile InForce current;

    /** @param tlsRefusal see {@link #replace} */
    public Policies(RoutingPolicy live, TlsRefusal tlsRefusal) {
        this.current = new InForce(new PolicyGate(live), tlsRefusal, Optional.empty());
    }

    /** What a message is judged by. */
    record InForce(PolicyGate live, TlsRefusal tlsRefusal, Optional<PolicyGate> shadow) {
        /** Names of header fields that either can depend on, lower case. */
        Set<String> headerNames() {
            if (shadow.isEmpty()) {
                return live.headerNames();
            }
            Set<String> names = new HashSet<>(live.headerNames());
            names.addAll(shadow.get().headerNames());
            return names;
        }
    }

    InForce current() {
        return current;
    }

    /** The policy in force at this moment, for mail that is decided anew. */
    public Judge judge() {
        return current.live;
    }

    /** By the policy in force at this moment, for mail that begins here. */
    public Decision decide(Transaction transaction) {
        return current.live.decide(transaction);
    }

    /**
     * From the next MAIL on.
     *
     * @param tlsRefusal what was emitted with that policy: whether any of its connectors selects by recipient
     */
    public synchronized void replace(RoutingPolicy live, TlsRefusal tlsRefusal) {
        current = new InForce(new PolicyGate(live), tlsRefusal, current.shadow);
    }

    /** Puts a policy beside the one in force, or takes it away. */
    public synchronized void shadow(Optional<RoutingPolicy> beside) {
        current = new InForce(current.live, current.tlsRefusal, beside.map(PolicyGate::new));
    }
}
