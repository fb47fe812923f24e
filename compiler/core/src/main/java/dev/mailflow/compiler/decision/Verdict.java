package dev.mailflow.compiler.decision;

/**
 * What becomes of a message at a site, and to whom it was attributed.
 */
public record Verdict(Outcome outcome, Attribution by) {
    /** In the words of the language: {@code send via bank-out by hybrid-in}. */
    public String words() {
        return outcome.words() + " by " + by.words();
    }

    public sealed interface Outcome {
        /** As {@code expect} writes it. */
        String words();

        /** Into a mailbox at this site. */
        record Deliver() implements Outcome {
            @Override
            public String words() {
                return "deliver";
            }
        }

        record Send(OutboundRule via) implements Outcome {
            @Override
            public String words() {
                return "send via " + via.connector().name();
            }
        }

        /** No connector: by MX with opportunistic TLS (R10). */
        record SendToInternet() implements Outcome {
            @Override
            public String words() {
                return "send to internet";
            }
        }

        record Refuse(Refusal refusal) implements Outcome {
            @Override
            public String words() {
                return words(refusal.verdict(), refusal.reason());
            }

            /** Of any refusal with that reason. */
            public static String words(dev.mailflow.compiler.type.Reply.Verdict verdict, Reason reason) {
                return switch (verdict) {
                    case REJECT -> "reject " + reason.id();
                    case DEFER -> "defer " + reason.id();
                };
            }
        }
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
        /** As {@code by} writes it; {@code nobody} cannot be written. */
        String words();

        record ByConnector(InboundRule rule) implements Attribution {
            @Override
            public String words() {
                return rule.connector().name();
            }
        }

        record ByInternet() implements Attribution {
            @Override
            public String words() {
                return "internet";
            }
        }

        record ByMailbox() implements Attribution {
            @Override
            public String words() {
                return "mailbox";
            }
        }

        /** R1: the message is refused before anyone is asked who sent it. */
        record ByNobody() implements Attribution {
            @Override
            public String words() {
                return "nobody";
            }
        }
    }
}
