package dev.mailflow.compiler.decision;

/**
 * What becomes of a message at a site, and to whom it was attributed.
 */
public record Verdict(Outcome outcome, Attribution by) {
    public sealed interface Outcome {
        /** Into a mailbox at this site. */
        record Deliver() implements Outcome {}

        record Send(OutboundRule via) implements Outcome {}

        /** No connector: by MX with opportunistic TLS (R10). */
        record SendToInternet() implements Outcome {}

        record Refuse(Refusal refusal) implements Outcome {}
    }

    /**
     * @param verdict whether for good or for now
     * @param code SMTP reply code
     * @param status enhanced status code
     */
    public record Refusal(
            dev.mailflow.compiler.type.Reply.Verdict verdict, Reason reason, int code, String status, String text) {}

    /** The inbound connector that the source was attributed to, or what stands in its place. */
    public sealed interface Attribution {
        record ByConnector(InboundRule rule) implements Attribution {}

        record ByInternet() implements Attribution {}

        record ByMailbox() implements Attribution {}

        /** R1: the message is refused before anyone is asked who sent it. */
        record ByNobody() implements Attribution {}
    }
}
