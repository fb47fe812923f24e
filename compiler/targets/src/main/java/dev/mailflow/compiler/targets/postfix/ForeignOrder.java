package dev.mailflow.compiler.targets.postfix;

import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.MailAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** In which order the connectors of foreign sources come into question for one sender (R3). */
final class ForeignOrder {
    private ForeignOrder() {}

    static List<InboundRule> of(Collection<InboundRule> matching, Optional<MailAddress> sender) {
        return matching.stream()
                .sorted(Comparator.comparing(
                                (InboundRule rule) -> rule.connector().peerKind() != EndpointKind.PARTNER)
                        .thenComparing(rule -> -specificity(rule, sender))
                        .thenComparing(rule -> rule.connector().name()))
                .toList();
    }

    private static int specificity(InboundRule rule, Optional<MailAddress> sender) {
        return rule.criteria().senders().stream()
                .flatMap(group -> group.patterns().stream())
                .filter(pattern -> pattern.matches(sender))
                .mapToInt(AddressPattern::specificity)
                .max()
                .orElse(-1);
    }
}
