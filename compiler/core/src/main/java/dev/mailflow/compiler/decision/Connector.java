package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.EndpointKind;

/**
 * Which connector a rule is an end of.
 *
 * @param name the declared name, or {@code from-to-to}
 * @param peer the endpoint at the other end: the source of an inbound rule, the destination of an outbound one
 * @param state a disabled connector never decides; it stays for explanations
 * @param origin where the connector is written
 */
public record Connector(String name, String peer, EndpointKind peerKind, State state, Span origin) {
    public enum State {
        ENABLED,
        DISABLED
    }

    public boolean isEnabled() {
        return state == State.ENABLED;
    }
}
