package dev.mailflow.relay;

import java.util.List;

/** Why a relay did not start: what the administrator, the policy or the machine have wrong, one message each. */
public final class CannotStart extends Exception {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial")
    private final List<String> messages;

    CannotStart(List<String> messages) {
        super(String.join("; ", messages), null, false, false);
        this.messages = List.copyOf(messages);
    }

    public List<String> messages() {
        return messages;
    }
}
