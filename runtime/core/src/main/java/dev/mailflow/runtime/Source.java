package dev.mailflow.runtime;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who a message can come from, in a table: an inbound connector, or who needs none. */
final class Source {
    static final Source INTERNET = new Source(Attribution.INTERNET, "", true, false, Conditions.NONE, List.of());
    static final Source MAILBOX = new Source(Attribution.MAILBOX, "", false, true, Conditions.NONE, List.of());

    final Attribution attribution;
    final String peer;
    final boolean foreign;
    final boolean mayRelay;
    final Conditions conditions;
    private final Requirement[] requirements;
    final Decision deliver;
    final Decision toInternet;
    private final Decision relayDenied;
    private final Decision directSend;
    private final Decision unknownRecipient;

    Source(
            Attribution attribution,
            String peer,
            boolean foreign,
            boolean mayRelay,
            Conditions conditions,
            List<Requirement> requirements) {
        this.attribution = attribution;
        this.peer = peer;
        this.foreign = foreign;
        this.mayRelay = mayRelay;
        this.conditions = conditions;
        this.requirements = requirements.toArray(new Requirement[0]);
        this.deliver = Decision.deliver(attribution);
        this.toInternet = Decision.sendToInternet(attribution);
        String connector = attribution.connector();
        this.relayDenied = refusal(Reason.RELAY_DENIED, connector);
        this.directSend = refusal(Reason.DIRECT_SEND, "");
        this.unknownRecipient = refusal(Reason.UNKNOWN_RECIPIENT, "");
    }

    Decision relayDenied() {
        return relayDenied;
    }

    Decision directSend() {
        return directSend;
    }

    Decision unknownRecipient() {
        return unknownRecipient;
    }

    private Decision refusal(Reason reason, String connector) {
        return Decision.reject(attribution, reason, DefaultReplies.of(reason, connector));
    }

    /** R4: the refusal of the first requirement that fails, or null. */
    @Nullable
    Decision refused(Transaction transaction, AddressIndex accepted) {
        for (Requirement requirement : requirements) {
            if (!requirement.holds(transaction, accepted)) {
                return requirement.refusal();
            }
        }
        return null;
    }

    /** The reply of a failed requirement: what {@code otherwise} leaves open is the default's. */
    static Decision refusal(Attribution by, Reason reason, @Nullable Otherwise otherwise) {
        Reply standard = DefaultReplies.of(reason, by.connector());
        if (otherwise == null) {
            return Decision.reject(by, reason, standard);
        }
        String status = otherwise.defers() ? "4" + standard.status().substring(1) : standard.status();
        Reply reply = new Reply(
                otherwise.code().orElse(otherwise.defers() ? DefaultReplies.DEFERRED : standard.code()),
                otherwise.status().orElse(status),
                otherwise.text().orElse(standard.text()));
        return otherwise.defers() ? Decision.defer(by, reason, reply) : Decision.reject(by, reason, reply);
    }

    /** What {@code otherwise} says. */
    record Otherwise(boolean defers, Optional<Integer> code, Optional<String> status, Optional<String> text) {}
}
