package dev.mailflow.relay.queue;

import java.util.Set;

/** Who must know at once what an administrator ordered. Told in any thread, under no lock of the queue. */
public interface OrderListener {
    /**
     * Something that waits for a destination is wanted now; told before it can be leased.
     *
     * @param key of the destination
     */
    void wanted(String key);

    /**
     * Words were said about leased work. What is not being delivered yet is to be released, so that they count at once.
     *
     * @param key of its destination
     */
    void recalled(String key, Set<Long> works);

    /** Heeds nothing. */
    OrderListener NONE = new OrderListener() {
        @Override
        public void wanted(String key) {}

        @Override
        public void recalled(String key, Set<Long> works) {}
    };
}
