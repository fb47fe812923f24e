package dev.mailflow.compiler.targets.postfix;

import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The least version of TLS that {@code smtpd_tls_protocols} asks of every client (R4): what all are asked for, else TLS 1.2 where some
 * connector asks for it, else none.
 *
 * @param version empty: the machine's own setting stays
 * @param wider the connector for whose sake clients are asked for more than the policy asks of them; empty: there are no such clients
 */
record LeastTls(Optional<TlsVersion> version, Optional<InboundRule> wider) {
    static LeastTls of(Site site) {
        List<InboundRule> enabled = site.inbound().stream()
                .filter(rule -> rule.connector().isEnabled())
                .toList();
        List<InboundRule> asking =
                enabled.stream().filter(rule -> minimum(rule).isPresent()).toList();
        if (asking.size() == enabled.size() && enabled.stream().anyMatch(Capabilities::isEverybody)) {
            return new LeastTls(
                    asking.stream().flatMap(rule -> minimum(rule).stream()).min(Comparator.naturalOrder()),
                    Optional.empty());
        }
        Optional<InboundRule> first = asking.stream()
                .filter(rule -> minimum(rule).equals(Optional.of(TlsVersion.TLS_1_2)))
                .findFirst();
        return new LeastTls(first.flatMap(LeastTls::minimum), first);
    }

    /** Whether a connector asks for more than every client is asked for. */
    boolean isLessThan(InboundRule rule) {
        return minimum(rule)
                .filter(asked ->
                        version.filter(least -> least.compareTo(asked) >= 0).isEmpty())
                .isPresent();
    }

    private static Optional<TlsVersion> minimum(InboundRule rule) {
        return rule.requirements().tls().flatMap(InboundRule.Tls::minimum);
    }
}
