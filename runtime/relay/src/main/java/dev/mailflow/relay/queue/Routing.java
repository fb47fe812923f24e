package dev.mailflow.relay.queue;

import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Decision.Outcome;
import dev.mailflow.runtime.DomainName;
import dev.mailflow.runtime.Route;

/** From decisions to destinations. */
public final class Routing {
    private Routing() {}

    /**
     * Where a decision sends a recipient of the domain.
     *
     * @throws IllegalArgumentException for a refusal, or a route that the policy does not know
     */
    public static Destination destination(Decision decision, DomainName recipientDomain) {
        if (decision.outcome() == Outcome.DELIVER) {
            return new Destination.Local();
        }
        Route route = decision.route().orElseThrow(() -> new IllegalArgumentException("no route in " + decision));
        return switch (route.kind()) {
            case HOSTS -> new Destination.Remote(route.hosts(), "", route.tls());
            case RECIPIENT_MX -> new Destination.Remote(java.util.List.of(), recipientDomain.text(), route.tls());
            case MX_OF -> new Destination.Remote(java.util.List.of(), route.mxDomain(), route.tls());
            case UNKNOWN -> throw new IllegalArgumentException("unknown route in " + decision);
        };
    }

    /** The connector that carries it, {@code internet} or {@code local}. */
    public static String via(Decision decision) {
        return decision.outcome() == Outcome.DELIVER ? "local" : decision.via().orElse("internet");
    }
}
