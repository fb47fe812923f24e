package dev.mailflow.relay.time;

/** Something that may not take longer than it may. */
public interface Timed {
    /** @param now of {@link System#nanoTime} */
    boolean isOverdue(long now);

    /** Ends it from outside; safe from any thread, and more than once. */
    void abort();
}
