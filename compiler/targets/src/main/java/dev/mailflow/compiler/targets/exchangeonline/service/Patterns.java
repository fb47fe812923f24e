package dev.mailflow.compiler.targets.exchangeonline.service;

import dev.mailflow.compiler.targets.exchangeonline.tenant.DomainSpace;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.MailAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Domain patterns and certificate names, as the service compares them under one reading. */
final class Patterns {
    private final Reading reading;

    Patterns(Reading reading) {
        this.reading = reading;
    }

    /** Greater is more specific; negative: none fits. The empty sender fits {@code *} alone. */
    int rank(List<String> written, Optional<MailAddress> address) {
        return written.stream()
                .mapToInt(text -> DomainSpace.parse(text)
                        .map(space -> rank(space.pattern(), address))
                        .orElse(-1))
                .max()
                .orElse(-1);
    }

    private int rank(String pattern, Optional<MailAddress> address) {
        if (pattern.equals("*")) {
            return 0;
        }
        if (address.isEmpty()) {
            return -1;
        }
        DomainName domain = address.get().domain();
        if (!pattern.startsWith("*.")) {
            return domain.text().equals(pattern) ? 10_000 : -1;
        }
        DomainName base = new DomainName(pattern.substring(2));
        boolean apex = reading.apex() == Reading.Apex.COVERED && domain.equals(base);
        return apex || domain.isBelow(base) ? 10 + base.text().length() : -1;
    }

    boolean anyName(String pattern, List<String> names) {
        String wanted = pattern.toLowerCase(Locale.ROOT);
        return names.stream().anyMatch(name -> name(wanted, name));
    }

    private boolean name(String pattern, String name) {
        if (name.equals(pattern)) {
            return true;
        }
        if (!pattern.startsWith("*.") || name.startsWith("*.")) {
            return false;
        }
        DomainName below = new DomainName(name);
        DomainName base = new DomainName(pattern.substring(2));
        return reading.depth() == Reading.Depth.ANY ? below.isBelow(base) : below.isChildOf(base);
    }

    /** The domain that has to be accepted for a certificate to give a relay right. */
    static DomainName domainOf(String certificatePattern) {
        String lower = certificatePattern.toLowerCase(Locale.ROOT);
        return new DomainName(lower.startsWith("*.") ? lower.substring(2) : lower);
    }
}
