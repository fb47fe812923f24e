package dev.mailflow.compiler.check;

import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CheckedPolicy.Alternatives;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.MailAddress;
import java.util.List;
import java.util.Optional;

/** Whether one message can be meant by two patterns. */
final class Overlap {
    /** A label that no pattern of a policy is written with. */
    private static final String LABEL = "mailflow-example";

    private Overlap() {}

    /**
     * Two patterns overlap exactly if a typical address of one of them is meant by the other: suffixes nest or are apart,
     * so that the deeper one's members at its two least depths tell.
     */
    static boolean of(AddressPattern a, AddressPattern b) {
        return typical(a).stream().anyMatch(b::matches) || typical(b).stream().anyMatch(a::matches);
    }

    static boolean ofAny(List<AddressPattern> a, List<AddressPattern> b) {
        return a.stream().anyMatch(one -> b.stream().anyMatch(other -> of(one, other)));
    }

    /** Whether whatever a pattern of {@code covered} means is meant by one of the others. */
    static boolean coversAll(List<AddressPattern> patterns, List<AddressPattern> covered) {
        return covered.stream()
                .flatMap(one -> typical(one).stream())
                .allMatch(member -> patterns.stream().anyMatch(pattern -> pattern.matches(member)));
    }

    /** An absent criterion leaves everything open. */
    static boolean possible(Optional<Alternatives<AddressPattern>> a, Optional<Alternatives<AddressPattern>> b) {
        return a.isEmpty() || b.isEmpty() || ofAny(a.get().values(), b.get().values());
    }

    /** Members of a pattern, at every depth that another pattern can tell apart. */
    private static List<Optional<MailAddress>> typical(AddressPattern pattern) {
        if (pattern instanceof AddressPattern.Address address) {
            return List.of(Optional.of(address.address()));
        }
        if (pattern instanceof AddressPattern.Exact exact) {
            return List.of(at(exact.domain().text()));
        }
        if (pattern instanceof AddressPattern.Suffix suffix) {
            String domain = suffix.domain().text();
            Optional<MailAddress> child = at(LABEL + "." + domain);
            Optional<MailAddress> below = at(LABEL + "." + LABEL + "." + domain);
            return switch (suffix.depth()) {
                case ONE_LABEL -> List.of(child);
                case BELOW -> List.of(child, below);
                case AT_OR_BELOW -> List.of(at(domain), child, below);
            };
        }
        if (pattern instanceof AddressPattern.EveryAcceptedDomain every) {
            return every.domains().stream().flatMap(d -> typical(d).stream()).toList();
        }
        return pattern instanceof AddressPattern.EmptySender
                ? List.of(Optional.empty())
                : List.of(Optional.empty(), at(LABEL + ".example"));
    }

    private static Optional<MailAddress> at(String domain) {
        return Optional.of(new MailAddress(LABEL, new DomainName(domain)));
    }
}
