package dev.mailflow.compiler.check;

import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.Spanned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which recipients leave a site at all: the others are delivered there (R7), and no outbound connector sees them. */
final class Departures {
    private record Located(AddressPattern pattern, String endpoint) {}

    private final List<AddressPattern> authoritative;
    private final List<AddressPattern> relayed;
    private final List<Located> mailboxes = new ArrayList<>();

    Departures(CheckedPolicy policy) {
        this.authoritative = policy.organization().authoritative().stream()
                .map(Spanned::value)
                .toList();
        this.relayed =
                policy.organization().relayed().stream().map(Spanned::value).toList();
        for (Endpoint endpoint : policy.endpoints().values()) {
            for (Spanned<AddressPattern> mailbox : endpoint.mailboxes()) {
                mailboxes.add(new Located(mailbox.value(), endpoint.name()));
            }
        }
    }

    /** A recipient that the patterns mean and that is known to leave the site. */
    Optional<MailAddress> leaving(Endpoint site, List<AddressPattern> patterns) {
        List<Optional<MailAddress>> candidates = new ArrayList<>();
        patterns.forEach(pattern -> candidates.addAll(Overlap.typical(pattern)));
        for (Located mailbox : mailboxes) {
            if (!mailbox.endpoint().equals(site.name())) {
                candidates.addAll(Overlap.typical(mailbox.pattern()));
            }
        }
        return candidates.stream()
                .filter(Optional::isPresent)
                .filter(address -> patterns.stream().anyMatch(pattern -> pattern.matches(address)))
                .filter(address -> leaves(site, patterns, address))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private boolean leaves(Endpoint site, List<AddressPattern> patterns, Optional<MailAddress> recipient) {
        int ours = mostSpecific(authoritative, recipient);
        int passedOn = mostSpecific(relayed, recipient);
        if ((ours < 0 && passedOn < 0) || patterns.contains(new AddressPattern.Address(recipient.orElseThrow()))) {
            return true;
        }
        Optional<Located> place = Optional.empty();
        for (Located mailbox : mailboxes) {
            if (mailbox.pattern().matches(recipient)
                    && place.map(p -> p.pattern().specificity()).orElse(-1)
                            < mailbox.pattern().specificity()) {
                place = Optional.of(mailbox);
            }
        }
        return place.map(p -> !p.endpoint().equals(site.name())).orElse(ours < passedOn);
    }

    private static int mostSpecific(List<AddressPattern> patterns, Optional<MailAddress> address) {
        return patterns.stream()
                .filter(pattern -> pattern.matches(address))
                .mapToInt(AddressPattern::specificity)
                .max()
                .orElse(-1);
    }
}
