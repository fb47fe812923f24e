package dev.mailflow.compiler.analysis.difference;

import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.OutboundTls;
import dev.mailflow.compiler.decision.OutboundRule.Route;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.decision.Verdict.Refusal;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.Reply;

/** What becomes of a message at a site, freed of where the policy says so: equal effects are the same to the message. */
public sealed interface Effect {
    /** In the words of {@code expect}; of a connector without its name where several are meant. */
    String words();

    /** The policy has no such site. */
    record Absent() implements Effect {
        @Override
        public String words() {
            return "no such site";
        }
    }

    record Delivered() implements Effect {
        @Override
        public String words() {
            return "deliver";
        }
    }

    record Sent(String connector, String peer, EndpointKind kind, Route route, OutboundTls tls) implements Effect {
        @Override
        public String words() {
            return "send via " + connector;
        }
    }

    /** Sent by one connector or another: what it was, or becomes, instead matters more than by which. */
    record SentOn() implements Effect {
        @Override
        public String words() {
            return "send via a connector";
        }
    }

    /** Sent by one of several connectors that stand in one place of the policy, as the rows of a table do. */
    record SentAlike(Sent example) implements Effect {
        @Override
        public String words() {
            return new SentOn().words();
        }
    }

    record SentToInternet() implements Effect {
        @Override
        public String words() {
            return "send to internet";
        }
    }

    record Refused(Refusal refusal) implements Effect {
        @Override
        public String words() {
            return new Outcome.Refuse(refusal).words();
        }
    }

    /** Refused for that reason, whatever the reply: of many at a time the replies are not told. */
    record RefusedFor(Reply.Verdict verdict, Reason reason) implements Effect {
        static RefusedFor of(Refused refused) {
            return new RefusedFor(refused.refusal().verdict(), refused.refusal().reason());
        }

        @Override
        public String words() {
            return Outcome.Refuse.words(verdict, reason);
        }
    }

    /** Whether the message gets on. */
    default boolean isAccepted() {
        return !(this instanceof Absent) && !(this instanceof Refused) && !(this instanceof RefusedFor);
    }

    static Effect of(Outcome outcome) {
        if (outcome instanceof Outcome.Send send) {
            OutboundRule rule = send.via();
            return new Sent(
                    rule.connector().name(),
                    rule.connector().peer(),
                    rule.connector().peerKind(),
                    rule.route(),
                    rule.tls());
        }
        if (outcome instanceof Outcome.Refuse refuse) {
            return new Refused(refuse.refusal());
        }
        return outcome instanceof Outcome.Deliver ? new Delivered() : new SentToInternet();
    }
}
