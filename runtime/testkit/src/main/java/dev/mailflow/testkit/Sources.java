package dev.mailflow.testkit;

import dev.mailflow.runtime.CertificateName;
import dev.mailflow.runtime.Network;
import dev.mailflow.runtime.Transaction;
import dev.mailflow.testkit.facts.Domains;
import java.util.function.Predicate;

/** Where messages come from, said anew: what a test states of its own accord is not read from the policy that it tests. */
public final class Sources {
    private Sources() {}

    /** From an address in this network. */
    public static Predicate<Transaction> network(String network) {
        Network meant = Network.of(network);
        return message -> !message.isSubmitted() && meant.contains(message.client());
    }

    /** With a verified certificate for this pattern; {@code *.x} covers one label. */
    public static Predicate<Transaction> certificate(String pattern) {
        CertificateName meant = new CertificateName(Domains.toAscii(pattern));
        return message -> !message.isSubmitted() && meant.matchesAny(message.certificateNames());
    }

    /** Submitted at the site, or authenticated. */
    public static Predicate<Transaction> ourUsers() {
        return message -> message.isSubmitted() || message.isAuthenticated();
    }
}
