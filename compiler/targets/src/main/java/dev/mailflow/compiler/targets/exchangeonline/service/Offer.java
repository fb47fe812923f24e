package dev.mailflow.compiler.targets.exchangeonline.service;

import java.util.List;

/**
 * What the next hop offers.
 *
 * @param names of its certificate
 * @param chain whether the certificate leads to a root that the service trusts
 * @param dane what its DNS publishes
 */
public record Offer(Starttls starttls, List<String> names, Chain chain, Dane dane) {
    public Offer {
        names = List.copyOf(names);
    }

    public enum Starttls {
        OFFERED,
        MISSING
    }

    public enum Chain {
        TRUSTED,
        BROKEN
    }

    public enum Dane {
        NONE,
        MATCHING,
        MISMATCH
    }
}
