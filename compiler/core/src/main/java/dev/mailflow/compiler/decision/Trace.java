package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The way of one message through our sites, until it is delivered, refused, leaves us or goes round in a circle.
 *
 * <p>A message as it reaches the next site shows what {@link Links} say of the sending one, and one hop more. Between two sites
 * only finitely many such messages are possible, so a trace always ends.
 *
 * @param hops the sites in order, at least one
 */
public record Trace(List<Hop> hops, End end) {
    public Trace {
        hops = List.copyOf(hops);
    }

    /** @param message as it reaches this site */
    public record Hop(String site, Message message, Verdict verdict) {}

    /** Where it ends. */
    public sealed interface End {
        /** In a mailbox at the last hop's site. */
        record Delivered() implements End {}

        /** The last hop's verdict says why. */
        record Refused() implements End {}

        /** To an endpoint that is no site of the model; {@code internet} also without a connector. */
        record Left(String endpoint) implements End {}

        /** Nowhere: no host of the last hop's connector takes it. Only with a fault. */
        record Waiting() implements End {}

        /** @param first index of the hop that would come again; every further round is the same, until R1 ends it */
        record Loop(int first) implements End {}
    }

    /**
     * Follows a message from the site that it reaches first.
     *
     * @throws IllegalArgumentException if the model has no such site
     */
    public static Trace follow(DecisionModel model, String site, Message message) {
        return follow(Links.of(model), site, message);
    }

    /** The same with other links between the sites. */
    public static Trace follow(Links links, String site, Message message) {
        List<Hop> hops = new ArrayList<>();
        String here = site;
        Message now = message;
        while (true) {
            int before = firstVisit(hops, here, now);
            if (before >= 0) {
                return new Trace(hops, new End.Loop(before));
            }
            Hop hop = new Hop(here, now, links.verdicts().decide(here, now));
            hops.add(hop);
            if (!(hop.verdict().outcome() instanceof Outcome.Send send)) {
                return new Trace(hops, end(hop.verdict().outcome()));
            }
            Optional<String> next = links.destination(send.via());
            if (next.isEmpty()) {
                return new Trace(hops, new End.Waiting());
            }
            if (!links.isSite(next.get())) {
                return new Trace(hops, new End.Left(next.get()));
            }
            now = arriving(links.connection(here, send.via()), now);
            here = next.get();
        }
    }

    private static End end(Outcome outcome) {
        if (outcome instanceof Outcome.SendToInternet) {
            return new End.Left(EndpointKind.INTERNET.text());
        }
        return outcome instanceof Outcome.Deliver ? new End.Delivered() : new End.Refused();
    }

    /** Decisions depend on hops only through R1: apart from them an equal message goes the same way again. */
    private static int firstVisit(List<Hop> hops, String site, Message message) {
        for (int i = 0; i < hops.size(); i++) {
            Message earlier = hops.get(i).message();
            Message counted = new Message(
                    earlier.origin(),
                    earlier.sender(),
                    earlier.recipient(),
                    earlier.size(),
                    message.hops(),
                    earlier.headers());
            if (hops.get(i).site().equals(site) && counted.equals(message)) {
                return i;
            }
        }
        return -1;
    }

    /** The message as the next site gets it, on a connection that meets every requirement. */
    private static Message arriving(Connection connection, Message message) {
        return new Message(
                connection,
                message.sender(),
                message.recipient(),
                message.size(),
                message.hops() + 1,
                message.headers());
    }
}
