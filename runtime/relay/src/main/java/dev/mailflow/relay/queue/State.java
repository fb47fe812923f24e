package dev.mailflow.relay.queue;

/** What work in the queue waits for. */
public enum State {
    /** Its time. */
    DUE(""),
    /** An administrator's word; it is not delivered, and does not expire while it waits. */
    HELD("HELD"),
    /** To be given back to its sender at the next occasion, by an administrator's word. */
    RETURNED("RETURNED"),
    /** To be decided anew by the policy in force, by an administrator's word. */
    REROUTED("REROUTED"),
    /** To be decided anew, and held afterwards, wherever it goes then: it was held when the word came. */
    REROUTED_HELD("REROUTED_HELD");

    private final String text;

    State(String text) {
        this.text = text;
    }

    /** Whether a destination is needed for what is to be done: else nothing of it is waited for. */
    boolean needsDestination() {
        return this != RETURNED && !isAnew();
    }

    /** Whether it is to be decided anew. */
    public boolean isAnew() {
        return this == REROUTED || this == REROUTED_HELD;
    }

    /** What it waits for once it was decided anew. */
    State afterwards() {
        return this == REROUTED_HELD ? HELD : DUE;
    }

    /** As databases keep it. */
    String text() {
        return text;
    }

    static State of(String text) {
        return text.isEmpty() ? DUE : valueOf(text);
    }
}
