package dev.mailflow.relay.smtp;

import dev.mailflow.relay.log.MailLog;
import dev.mailflow.relay.log.MessageWords;
import dev.mailflow.relay.metrics.RelayMetrics;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Transaction;
import java.util.Locale;
import java.util.Optional;

/** Shadow mode: where the policy beside would decide otherwise than the one in force. It tells and changes nothing. */
public final class Shadow {
    private final RelayMetrics metrics;

    public Shadow(RelayMetrics metrics) {
        this.metrics = metrics;
    }

    /** In what two decisions differ; the first that applies. */
    enum Difference {
        NONE,
        /** One takes the recipient, the other does not, or one refuses for good and the other for now. */
        VERDICT,
        REASON,
        /** The way on: connector, next hops or TLS. */
        ROUTE,
        /** To whom the message is attributed. */
        ATTRIBUTION,
        /** Words only. */
        REPLY,
        /** The policy in force refused at RCPT, where the other would have waited for the message. */
        UNDECIDED
    }

    /** At the end of a message. */
    void compare(String id, Policies.InForce policies, Transaction message, Decision live) {
        policies.shadow()
                .ifPresent(shadow ->
                        harmlessly(id, () -> tell(id, message, live, Optional.of(shadow.decide(message)), shadow)));
    }

    /** At RCPT, of a refusal. */
    void compareEarly(String id, Policies.InForce policies, Transaction question, long declaredSize, Decision live) {
        policies.shadow().ifPresent(shadow -> {
            Transaction known =
                    question.toBuilder().size(Math.max(0, declaredSize)).build();
            harmlessly(id, () -> tell(id, known, live, shadow.decideEarly(question, declaredSize), shadow));
        });
    }

    /** A policy that is only tried must not be able to harm a message. */
    private void harmlessly(String id, Runnable comparison) {
        try {
            comparison.run();
        } catch (RuntimeException e) {
            metrics.shadow("error");
            MailLog.event("shadow")
                    .with("id", id)
                    .with("difference", "error")
                    .with("reason", e.toString())
                    .write();
        }
    }

    private void tell(String id, Transaction message, Decision live, Optional<Decision> beside, PolicyGate shadow) {
        Difference difference =
                beside.map(decision -> difference(live, decision)).orElse(Difference.UNDECIDED);
        String word = difference.name().toLowerCase(Locale.ROOT);
        metrics.shadow(word);
        if (difference != Difference.NONE) {
            MailLog.event("shadow")
                    .with("id", id)
                    .with("difference", word)
                    .with("live", live)
                    .with("shadow", beside.map(Object::toString).orElse("not at RCPT"))
                    .with("at", shadow.site())
                    .with("client", MessageWords.client(message))
                    .with("message", MessageWords.envelope(message))
                    .write();
        }
    }

    static Difference difference(Decision live, Decision beside) {
        if (live.equals(beside)) {
            return Difference.NONE;
        }
        if (live.outcome() != beside.outcome() && (live.isRefusal() || beside.isRefusal())) {
            return Difference.VERDICT;
        }
        if (!live.reason().equals(beside.reason())) {
            return Difference.REASON;
        }
        if (live.outcome() != beside.outcome()
                || !live.via().equals(beside.via())
                || !live.route().equals(beside.route())
                || !live.destination().equals(beside.destination())) {
            return Difference.ROUTE;
        }
        return live.by().equals(beside.by()) ? Difference.REPLY : Difference.ATTRIBUTION;
    }
}
