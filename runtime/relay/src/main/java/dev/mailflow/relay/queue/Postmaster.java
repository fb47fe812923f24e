package dev.mailflow.relay.queue;

import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.DomainName;
import dev.mailflow.runtime.Reason;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Whom mail to the postmaster of this host reaches, be it to {@code <postmaster>} or to the address that reports come from (RFC
 * 5321 4.5.1): the same mailbox here, unless the policy has a way for the latter.
 */
public final class Postmaster {
    /** Refusals that are about the recipient: nobody of the policy's is meant. */
    private static final Set<Reason> OF_THE_RECIPIENT = EnumSet.of(Reason.RELAY_DENIED, Reason.UNKNOWN_RECIPIENT);

    private Postmaster() {}

    /** Whether it is taken here though the policy refuses it. What the policy asks of the source, and of hops, holds. */
    public static boolean isMeant(EnvelopeAddress recipient, DomainName host, Optional<Decision> decision) {
        return recipient.isPostmasterOf(host) && isOfTheRecipient(decision);
    }

    private static boolean isOfTheRecipient(Optional<Decision> decision) {
        return decision.flatMap(Decision::reason)
                .filter(OF_THE_RECIPIENT::contains)
                .isPresent();
    }

    /**
     * Whether mail that was taken for a postmaster here stays here when it is decided anew. In a shared queue he can be the one of
     * another relay, which took him for itself, and whose name nobody else knows: such a one is whom the policy does not know.
     */
    static boolean stays(EnvelopeAddress recipient, DomainName host, Decision decision, Destination now) {
        boolean isLoop = decision.reason().filter(Reason.LOOP::equals).isPresent();
        return now instanceof Destination.Local
                && (recipient.isPostmasterOf(host) && !isLoop
                        || recipient.isPostmaster() && isOfTheRecipient(Optional.of(decision)));
    }
}
