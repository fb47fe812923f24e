package dev.mailflow.runtime;

import java.util.List;

/**
 * The decisions of one site, as compiled from a policy. Implementations are generated, immutable and safe for any number
 * of threads.
 */
public interface RoutingPolicy {
    /** The site's name in the policy. */
    String site();

    /** Judges one message for one recipient. Never throws, and never returns different decisions for equal transactions. */
    Decision decide(Transaction transaction);

    /**
     * The headers that decisions can depend on: before the header section is read, a decision is final only if every
     * answer to these gives the same one.
     */
    List<HeaderTest> headerTests();

    /** Every size limit of the policy in octets, ascending; a decision changes with the size only at these. */
    long[] sizeLimits();

    /** The most Received fields that a message may carry (R1). */
    int hopLimit();
}
