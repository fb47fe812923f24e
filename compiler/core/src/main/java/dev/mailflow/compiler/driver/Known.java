package dev.mailflow.compiler.driver;

import dev.mailflow.compiler.analysis.finding.Places;
import dev.mailflow.compiler.analysis.finding.Places.Placement;
import dev.mailflow.compiler.check.NeededWays;
import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.Spanned;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the phases before know and the analysis should not say again. */
final class Known {
    private Known() {}

    static Places of(CheckedPolicy policy, List<Diagnostic> said) {
        return new Places(
                new Heads(policy),
                policy.organization().relayed(),
                unmodelled(policy, said),
                has(said, DiagnosticCode.MAILBOX_UNPLACED) ? Placement.UNKNOWN : Placement.KNOWN);
    }

    private static Set<String> unmodelled(CheckedPolicy policy, List<Diagnostic> said) {
        Set<String> sites = new HashSet<>();
        boolean isHybrid = policy.endpoints().values().stream()
                .anyMatch(
                        endpoint -> endpoint.hybridDone().filter(Spanned::value).isPresent());
        Set<String> cutOff = has(said, DiagnosticCode.SITES_NOT_CONNECTED) ? cutOff(policy) : Set.of();
        for (Endpoint endpoint : policy.endpoints().values()) {
            boolean isHalf = isHybrid
                    && !NeededWays.isEop(endpoint)
                    && (endpoint.kind() == EndpointKind.EXCHANGE_ONLINE
                            || endpoint.hybridDone().filter(Spanned::value).isPresent());
            if (isHalf || cutOff.contains(endpoint.name())) {
                sites.add(endpoint.name());
            }
        }
        return sites;
    }

    /** Sites that do not reach all others with mailboxes, or, where no two have any, all others: what MF4008 is about. */
    private static Set<String> cutOff(CheckedPolicy policy) {
        NeededWays ways = NeededWays.of(policy);
        List<Endpoint> sites = policy.endpoints().values().stream()
                .filter(endpoint -> endpoint.kind().isSite())
                .toList();
        List<Endpoint> withMailboxes =
                sites.stream().filter(site -> !site.mailboxes().isEmpty()).toList();
        Set<String> asked = (withMailboxes.size() < 2 ? sites : withMailboxes)
                .stream().map(Endpoint::name).collect(Collectors.toSet());
        return sites.stream()
                .filter(site -> !ways.reachedFrom(site).containsAll(asked))
                .map(Endpoint::name)
                .collect(Collectors.toSet());
    }

    private static boolean has(List<Diagnostic> said, DiagnosticCode code) {
        return said.stream().anyMatch(diagnostic -> diagnostic.code() == code);
    }

    /** Filled when something is first said of a connector: of most large policies nothing is. */
    private static final class Heads implements Function<dev.mailflow.compiler.decision.Connector, Span> {
        private final CheckedPolicy policy;
        private final Map<String, Span> byName = new HashMap<>();

        Heads(CheckedPolicy policy) {
            this.policy = policy;
        }

        @Override
        public Span apply(Connector connector) {
            if (byName.isEmpty()) {
                policy.connectors().forEach(written -> byName.put(written.name(), written.head()));
            }
            return byName.getOrDefault(connector.name(), connector.origin());
        }
    }
}
