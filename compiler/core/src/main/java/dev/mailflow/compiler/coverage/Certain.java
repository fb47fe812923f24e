package dev.mailflow.compiler.coverage;

import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.Criteria.AddressGroup;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.AddressPattern.Depth;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.List;
import java.util.Optional;

/**
 * What holds of every message that a connector selects. Each question is answered with the reason, or with nothing where it
 * may be otherwise: a goal is given up only where it is certain that none can reach it.
 */
final class Certain {
    /** A local part that no pattern of a policy names. */
    private static final String NOBODY = "mailflow-nobody";

    private Certain() {}

    /** Whether TLS is on: there is no certificate without it. */
    static Optional<String> tls(Criteria criteria) {
        return because(
                !criteria.certificates().isEmpty(), "the connector is selected by a certificate, which needs TLS");
    }

    static Optional<String> version(TlsVersion minimum) {
        return because(minimum.ordinal() == 0, "there is no older version of TLS");
    }

    static Optional<String> certificate(Criteria criteria, List<CertificatePattern> required) {
        return because(
                criteria.certificates().stream()
                        .anyMatch(group -> group.patterns().stream().allMatch(pattern -> covered(pattern, required))),
                "the connector is selected by this certificate");
    }

    private static boolean covered(CertificatePattern pattern, List<CertificatePattern> required) {
        return required.contains(pattern)
                || !pattern.isWildcard() && required.stream().anyMatch(demand -> demand.matches(pattern.text()));
    }

    static Optional<String> network(Criteria criteria, List<Network> required) {
        return because(
                criteria.networks().stream()
                        .anyMatch(group -> group.networks().stream()
                                .allMatch(network -> required.stream().anyMatch(demand -> demand.contains(network)))),
                "the connector is selected by this network");
    }

    static Optional<String> address(Optional<AddressGroup> selected, List<AddressPattern> required) {
        if (required.contains(new AddressPattern.Any())) {
            return Optional.of("every address meets it");
        }
        return because(
                selected.filter(group -> group.patterns().stream().allMatch(pattern -> covered(pattern, required)))
                        .isPresent(),
                "the connector is selected by these addresses");
    }

    /** Whether all that one pattern means is meant by a single other one. */
    private static boolean covered(AddressPattern pattern, List<AddressPattern> others) {
        if (pattern instanceof AddressPattern.EveryAcceptedDomain every) {
            return others.contains(pattern) || every.domains().stream().allMatch(domain -> covered(domain, others));
        }
        return others.stream().anyMatch(other -> covered(pattern, other));
    }

    private static boolean covered(AddressPattern pattern, AddressPattern other) {
        if (pattern.equals(other)) {
            return true;
        }
        if (other instanceof AddressPattern.EveryAcceptedDomain every) {
            return covered(pattern, every.domains());
        }
        if (pattern instanceof AddressPattern.Address address) {
            return other.matches(Optional.of(address.address()));
        }
        if (pattern instanceof AddressPattern.Exact exact) {
            return other.matches(Optional.of(new MailAddress(NOBODY, exact.domain())));
        }
        if (pattern instanceof AddressPattern.EmptySender) {
            return other.matches(Optional.empty());
        }
        return pattern instanceof AddressPattern.Suffix suffix
                && other instanceof AddressPattern.Suffix wider
                && wider.depth() != Depth.ONE_LABEL
                && (suffix.domain().isBelow(wider.domain())
                        || suffix.domain().equals(wider.domain())
                                && (wider.depth() == Depth.AT_OR_BELOW || suffix.depth() == Depth.ONE_LABEL));
    }

    /** Whether the criteria hold of every message. */
    static Optional<String> selected(Criteria criteria) {
        boolean open = criteria.certificates().isEmpty()
                && criteria.networks().isEmpty()
                && criteria.headers().isEmpty()
                && isOpen(criteria.senders())
                && isOpen(criteria.recipients());
        return because(open, "it is the only connector there and takes everything");
    }

    private static boolean isOpen(Optional<AddressGroup> group) {
        return group.isEmpty() || group.get().patterns().contains(new AddressPattern.Any());
    }

    private static Optional<String> because(boolean certain, String why) {
        return certain ? Optional.of(why) : Optional.empty();
    }
}
