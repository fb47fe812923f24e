package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.Criteria.NetworkGroup;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.InboundRule.Demand;
import dev.mailflow.compiler.decision.InboundRule.RelayRight;
import dev.mailflow.compiler.decision.InboundRule.Requirements;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.target.Construct;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.Identities;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What keeps a source from relaying, and would be lost: a connector of an own source lets everybody who is known by it write as any sender of ours
 * to everybody. Such a connector is left out, because a right that nobody gave is never made.
 */
final class RelayGrowth {
    private record Limit(Construct construct, Span span, String words) {}

    private RelayGrowth() {}

    /** @return told of once for the connector; empty if nothing grows */
    static Optional<Diagnostic> of(InboundRule rule, TenantDomains accepted) {
        List<Limit> lost = lost(rule, accepted);
        if (lost.isEmpty()) {
            return Optional.empty();
        }
        boolean denied = rule.relayRight() == RelayRight.DENIED;
        Diagnostic told = Diagnostic.of(
                        DiagnosticCode.RELAY_WOULD_GROW,
                        denied ? rule.connector().origin() : lost.get(0).span(),
                        "by `" + rule.connector().name() + "` Exchange Online would let `"
                                + rule.connector().peer() + "` relay"
                                + (denied ? ", and the policy does not" : words(lost)))
                .withHelp(lost.stream()
                        .map(limit -> remark(limit, rule))
                        .distinct()
                        .collect(Collectors.joining("; ")));
        for (Limit limit : lost.subList(1, lost.size())) {
            told = told.withRelated(limit.span(), "this would be lost too");
        }
        return Optional.of(told);
    }

    private static String remark(Limit limit, InboundRule rule) {
        // A right for everybody who shows what all tenants show is refused in the policy too (MF3018).
        if (limit.construct() == Construct.NO_RELAY
                && certificates(rule).stream().flatMap(List::stream).anyMatch(Identities::isShared)) {
            return "mail for recipients of ours needs no connector: leave it out of this site";
        }
        String remark =
                Objects.requireNonNull(Capabilities.ALL.get(limit.construct())).remark();
        return limit.construct() == Construct.IDENTITY_BOTH
                ? remark + ", so name a certificate of an accepted domain, or the networks alone"
                : remark;
    }

    /** What an Exchange server does not ask of a source that relays: its Receive connector knows the address alone. */
    static List<String> onServer(InboundRule rule) {
        List<String> lost = new ArrayList<>();
        if (rule.relayRight() == RelayRight.DENIED) {
            return lost;
        }
        Criteria criteria = rule.criteria();
        Requirements required = rule.requirements();
        if (!criteria.certificates().isEmpty() || required.clientCertificate().isPresent()) {
            lost.add("its certificate");
        }
        if (!criteria.headers().isEmpty()) {
            lost.add("the header");
        }
        if (criteria.senders().isPresent() || required.sender().isPresent()) {
            lost.add("the sender");
        }
        if (criteria.recipients().isPresent() || required.recipient().isPresent()) {
            lost.add("the recipient");
        }
        return lost;
    }

    private static String words(List<Limit> lost) {
        return lost.stream().map(Limit::words).collect(Collectors.joining("` and `", " without asking for `", "`"));
    }

    private static List<Limit> lost(InboundRule rule, TenantDomains accepted) {
        List<Limit> lost = new ArrayList<>();
        if (rule.relayRight() == RelayRight.DENIED) {
            lost.add(new Limit(Construct.NO_RELAY, rule.connector().origin(), "no relay"));
        }
        Requirements required = rule.requirements();
        required.auth().ifPresent(span -> lost.add(new Limit(Construct.REQUIRE_AUTH, span, "auth")));
        required.sender().ifPresent(demand -> lost.add(new Limit(Construct.REQUIRE_SENDER, demand.origin(), "sender")));
        required.recipient()
                .ifPresent(demand -> lost.add(new Limit(Construct.REQUIRE_RECIPIENT, demand.origin(), "recipient")));
        widened(rule, accepted).ifPresent(lost::add);
        return lost;
    }

    /**
     * Of what identifies together the service takes the first certificate. One of an accepted domain nobody else has; by any other, everybody who
     * shows it would relay, and of a service that is all its customers.
     */
    private static Optional<Limit> widened(InboundRule rule, TenantDomains accepted) {
        Set<List<CertificatePattern>> certificates = certificates(rule);
        if (certificates.isEmpty() || certificates.iterator().next().stream().allMatch(accepted::isOwn)) {
            return Optional.empty();
        }
        Optional<Span> network = rule.criteria().networks().stream()
                .filter(group -> !Networks.isEverything(group.networks()))
                .map(NetworkGroup::origin)
                .findFirst()
                .or(() -> rule.requirements().network().map(Demand::origin));
        return network.map(span -> new Limit(Construct.IDENTITY_BOTH, span, "network"))
                .or(() -> certificates.size() > 1
                        ? Optional.of(new Limit(
                                Construct.IDENTITY_BOTH, rule.connector().origin(), "each of its certificates"))
                        : Optional.empty());
    }

    /** Several certificates are several objects. */
    static String suffix(int number) {
        return number == 1 ? "" : "-" + number;
    }

    /** What its objects would be called. */
    static List<String> names(InboundRule rule) {
        int objects = certificates(rule).stream().findFirst().map(List::size).orElse(1);
        return IntStream.rangeClosed(1, objects)
                .mapToObj(number -> rule.connector().name() + suffix(number))
                .toList();
    }

    /** What the source shows, and what is required of it; the first is what the service is told. */
    static Set<List<CertificatePattern>> certificates(InboundRule rule) {
        Set<List<CertificatePattern>> groups = new LinkedHashSet<>();
        rule.criteria().certificates().forEach(group -> groups.add(group.patterns()));
        rule.requirements().clientCertificate().ifPresent(demand -> groups.add(demand.alternatives()));
        return groups;
    }
}
