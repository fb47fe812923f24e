package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.decision.Criteria.AddressGroup;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Lists of alternatives against one value of the message. */
final class Matching {
    private Matching() {}

    static boolean anyAddress(Collection<AddressPattern> patterns, Optional<MailAddress> address) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(address));
    }

    static boolean anyName(List<CertificatePattern> patterns, List<String> names) {
        return patterns.stream().anyMatch(pattern -> names.stream().anyMatch(pattern::matches));
    }

    static boolean isBelow(Optional<TlsVersion> offered, Optional<TlsVersion> minimum) {
        return minimum.isPresent() && offered.stream().allMatch(version -> version.compareTo(minimum.get()) < 0);
    }

    static int specificity(Optional<AddressGroup> group, Optional<MailAddress> address) {
        return specificity(group.map(AddressGroup::patterns).orElse(List.of()), address);
    }

    /** Of the most specific pattern that matches; none counts below {@code *}. */
    static int specificity(List<AddressPattern> patterns, Optional<MailAddress> address) {
        return patterns.stream()
                .filter(pattern -> pattern.matches(address))
                .mapToInt(AddressPattern::specificity)
                .max()
                .orElse(-1);
    }
}
