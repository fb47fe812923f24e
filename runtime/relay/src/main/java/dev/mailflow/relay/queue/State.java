package dev.mailflow.relay.queue;

/** What work in the queue waits for. */
public enum State {
    /** Its time. */
    DUE(""),
    /** An administrator's word; it is not delivered, and does not expire while it waits. */
    HELD("HELD"),
    /** To be given back to its sender at the next occasion, by an administrator's word. */
    RETURNED("RETURNED");

    private final String text;

    State(String text) {
        this.text = text;
    }

    /** As databases keep it. */
    String text() {
        return text;
    }

    static State of(String text) {
        return text.isEmpty() ? DUE : valueOf(text);
    }
}
