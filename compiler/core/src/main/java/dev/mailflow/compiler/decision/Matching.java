package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.decision.Criteria.AddressGroup;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Lists of alternatives against one value of the message: asked so often that a stream for each question would be felt. */
final class Matching {
    private Matching() {}

    static boolean anyAddress(Collection<AddressPattern> patterns, Optional<MailAddress> address) {
        for (AddressPattern pattern : patterns) {
            if (pattern.matches(address)) {
                return true;
            }
        }
        return false;
    }

    static boolean anyName(List<CertificatePattern> patterns, List<String> names) {
        for (CertificatePattern pattern : patterns) {
            for (String name : names) {
                if (pattern.matches(name)) {
                    return true;
                }
            }
        }
        return false;
    }

    static boolean isBelow(Optional<TlsVersion> offered, Optional<TlsVersion> minimum) {
        return minimum.isPresent() && offered.stream().allMatch(version -> version.compareTo(minimum.get()) < 0);
    }

    static int specificity(Optional<AddressGroup> group, Optional<MailAddress> address) {
        return specificity(group.map(AddressGroup::patterns).orElse(List.of()), address);
    }

    /** Of the most specific pattern that matches; none counts below {@code *}. */
    static int specificity(List<AddressPattern> patterns, Optional<MailAddress> address) {
        int most = -1;
        for (AddressPattern pattern : patterns) {
            if (pattern.matches(address)) {
                most = Math.max(most, pattern.specificity());
            }
        }
        return most;
    }
}
