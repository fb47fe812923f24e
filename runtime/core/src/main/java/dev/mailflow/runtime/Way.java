package dev.mailflow.runtime;

/**
 * An outbound connector in a table.
 *
 * @param leadsToEndpoint false for the internet, which is no endpoint that mail could be sent back to
 */
record Way(
        String connector,
        String peer,
        boolean leadsToEndpoint,
        boolean centralized,
        Conditions conditions,
        Route route) {
    /** R8: a centralized connector is left out for what came from its own destination. */
    boolean isLeftOut(Source from) {
        return centralized && (from.peer.equals(peer) || !leadsToEndpoint && from == Source.INTERNET);
    }

    /** R9. */
    Decision decision(Source from) {
        return leadsToEndpoint && from.peer.equals(peer)
                ? Decision.reject(from.attribution, Reason.LOOP, DefaultReplies.of(Reason.LOOP, connector))
                : Decision.send(from.attribution, connector, peer, route);
    }
}
