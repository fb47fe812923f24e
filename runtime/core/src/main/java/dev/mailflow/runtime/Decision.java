package dev.mailflow.runtime;

import java.util.Optional;

/**
 * What becomes of a message for one recipient. Generated classes hand out shared constants; compare with
 * {@code equals}.
 *
 * @param outcome the verdict
 * @param by to whom the message was attributed
 * @param via the outbound connector; only for {@link Outcome#SEND}
 * @param destination the endpoint at the other end of {@code via}; {@code internet} for {@link Outcome#SEND_TO_INTERNET}
 * @param route where it goes; for the two sending outcomes
 * @param reason for {@link Outcome#REJECT} and {@link Outcome#DEFER}
 * @param reply likewise; the text names the reason and, where one decided, the connector
 */
public record Decision(
        Outcome outcome,
        Attribution by,
        Optional<String> via,
        Optional<String> destination,
        Optional<Route> route,
        Optional<Reason> reason,
        Optional<Reply> reply) {
    /** The verdict. */
    public enum Outcome {
        /** Into a mailbox at this site. */
        DELIVER,
        /** On, by an outbound connector. */
        SEND,
        /** On, by the MX of the recipient's domain, with TLS where it is offered. */
        SEND_TO_INTERNET,
        /** Refused for good: a reply of the 5xx kind. */
        REJECT,
        /** Refused for now: a reply of the 4xx kind. */
        DEFER
    }

    /** Into a mailbox at this site. */
    public static Decision deliver(Attribution by) {
        return new Decision(
                Outcome.DELIVER,
                by,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** On, by the connector {@code via} to the endpoint {@code destination}. */
    public static Decision send(Attribution by, String via, String destination, Route route) {
        return new Decision(
                Outcome.SEND,
                by,
                Optional.of(via),
                Optional.of(destination),
                Optional.of(route),
                Optional.empty(),
                Optional.empty());
    }

    /** On, by the MX of the recipient's domain, with opportunistic TLS (R10). */
    public static Decision sendToInternet(Attribution by) {
        return new Decision(
                Outcome.SEND_TO_INTERNET,
                by,
                Optional.empty(),
                Optional.of("internet"),
                Optional.of(Route.toRecipientMx(TlsDemand.OPPORTUNISTIC)),
                Optional.empty(),
                Optional.empty());
    }

    /** Refused for good. */
    public static Decision reject(Attribution by, Reason reason, Reply reply) {
        return refuse(Outcome.REJECT, by, reason, reply);
    }

    /** Refused for now; the client tries again. */
    public static Decision defer(Attribution by, Reason reason, Reply reply) {
        return refuse(Outcome.DEFER, by, reason, reply);
    }

    private static Decision refuse(Outcome outcome, Attribution by, Reason reason, Reply reply) {
        return new Decision(
                outcome,
                by,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(reason),
                Optional.of(reply));
    }

    /** Whether it is to be answered with {@link #reply()} and not taken. */
    public boolean isRefusal() {
        return outcome == Outcome.REJECT || outcome == Outcome.DEFER;
    }

    /** In the words of the language: {@code send via bank-out by hybrid-in}. */
    @Override
    public String toString() {
        String verdict = switch (outcome) {
            case DELIVER -> "deliver";
            case SEND -> "send via " + via.orElse("");
            case SEND_TO_INTERNET -> "send to internet";
            case REJECT -> "reject " + reason.map(Reason::id).orElse("");
            case DEFER -> "defer " + reason.map(Reason::id).orElse("");
        };
        return verdict + " by " + by;
    }
}
