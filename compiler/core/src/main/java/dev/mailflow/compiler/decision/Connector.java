package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.Optional;
import java.util.Set;

/**
 * Which connector a rule is an end of.
 *
 * @param name the declared name, or {@code from-to-to}
 * @param peer the endpoint at the other end: the source of an inbound rule, the destination of an outbound one
 * @param state a disabled connector never decides; it stays for explanations
 * @param extras what no decision depends on; a target hands it on
 * @param origin where the connector is written
 */
public record Connector(String name, String peer, EndpointKind peerKind, State state, Extras extras, Span origin) {
    public Connector(String name, String peer, EndpointKind peerKind, State state, Span origin) {
        this(name, peer, peerKind, state, Extras.NONE, origin);
    }

    public enum State {
        ENABLED,
        DISABLED
    }

    /** @param description for people */
    public record Extras(Optional<String> description, Set<Extra> marks) {
        public static final Extras NONE = new Extras(Optional.empty(), Set.of());

        public Extras {
            marks = Set.copyOf(marks);
        }

        public boolean has(Extra mark) {
            return marks.contains(mark);
        }
    }

    /** How the two halves of an Exchange hybrid treat each other's mail. */
    public enum Extra {
        /** {@code keep headers}: cross-premises headers survive the way. */
        KEEP_HEADERS,
        /** {@code treat as internal}. */
        TREAT_AS_INTERNAL
    }

    public boolean isEnabled() {
        return state == State.ENABLED;
    }
}
