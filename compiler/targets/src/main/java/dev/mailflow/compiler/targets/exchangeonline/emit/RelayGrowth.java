package dev.mailflow.compiler.targets.exchangeonline.emit;

import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.InboundRule.RelayRight;
import dev.mailflow.compiler.decision.InboundRule.Requirements;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.target.Construct;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What keeps a source from relaying, and would be lost: a connector of an own source lets everybody who is known by it write as any sender of ours
 * to everybody. Such a connector is left out, because a right that nobody gave is never made.
 */
final class RelayGrowth {
    private record Limit(Construct construct, Span span, String words) {}

    private RelayGrowth() {}

    /** @return told of once for the connector; empty if nothing grows */
    static Optional<Diagnostic> of(InboundRule rule) {
        List<Limit> lost = lost(rule);
        if (lost.isEmpty()) {
            return Optional.empty();
        }
        boolean denied = rule.relayRight() == RelayRight.DENIED;
        Diagnostic told = Diagnostic.of(
                        DiagnosticCode.RELAY_WOULD_GROW,
                        denied ? rule.connector().origin() : lost.get(0).span(),
                        "by a connector `" + rule.connector().name() + "` Exchange Online would let `"
                                + rule.connector().peer() + "` relay"
                                + (denied ? ", which the policy does not" : words(lost)))
                .withHelp(lost.stream()
                        .map(limit -> Objects.requireNonNull(Capabilities.ALL.get(limit.construct()))
                                .remark())
                        .distinct()
                        .collect(Collectors.joining("; ")));
        for (Limit limit : lost.subList(1, lost.size())) {
            told = told.withRelated(limit.span(), "this would be lost too");
        }
        return Optional.of(told);
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

    private static List<Limit> lost(InboundRule rule) {
        List<Limit> lost = new ArrayList<>();
        if (rule.relayRight() == RelayRight.DENIED) {
            lost.add(new Limit(Construct.NO_RELAY, rule.connector().origin(), "no relay"));
        }
        Requirements required = rule.requirements();
        required.auth().ifPresent(span -> lost.add(new Limit(Construct.REQUIRE_AUTH, span, "auth")));
        required.sender().ifPresent(demand -> lost.add(new Limit(Construct.REQUIRE_SENDER, demand.origin(), "sender")));
        required.recipient()
                .ifPresent(demand -> lost.add(new Limit(Construct.REQUIRE_RECIPIENT, demand.origin(), "recipient")));
        required.size().ifPresent(size -> lost.add(new Limit(Construct.REQUIRE_SIZE, size.origin(), "size")));
        return lost;
    }
}
