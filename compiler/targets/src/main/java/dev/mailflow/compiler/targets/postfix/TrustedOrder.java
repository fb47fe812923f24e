package dev.mailflow.compiler.targets.postfix;

import dev.mailflow.compiler.decision.Criteria.NetworkGroup;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.type.Network;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * In which order trusted connectors come into question (R2): those that a certificate identifies first, then by the longest
 * network that holds the client, then by kinds of criteria.
 */
final class TrustedOrder {
    private static final Comparator<InboundRule> KINDS = Comparator.comparingInt(
                    (InboundRule rule) -> -rule.criteria().kinds())
            .thenComparing(rule -> rule.connector().name());

    private static final Comparator<Network> LONGEST =
            Comparator.comparingInt((Network network) -> -network.prefix()).thenComparing(Network::base);

    private final List<ByCertificate> byCertificate = new ArrayList<>();
    private final Map<Network, List<InboundRule>> byNetwork = new HashMap<>();

    /**
     * @param networks of one length, in one of which the client must be; empty: any client
     */
    record ByCertificate(InboundRule rule, int prefix, List<Network> networks) {}

    TrustedOrder(List<InboundRule> trusted) {
        for (InboundRule rule : trusted) {
            Set<Network> networks = all(rule.criteria().networks());
            boolean anyClient = rule.criteria().networks().isEmpty();
            if (rule.criteria().certificates().isEmpty()) {
                networks.forEach(network -> byNetwork
                        .computeIfAbsent(network, key -> new ArrayList<>())
                        .add(rule));
            } else if (anyClient) {
                byCertificate.add(new ByCertificate(rule, -1, List.of()));
            } else {
                Map<Integer, List<Network>> byLength = new LinkedHashMap<>();
                networks.forEach(network -> byLength.computeIfAbsent(network.prefix(), key -> new ArrayList<>())
                        .add(network));
                byLength.forEach((prefix, some) -> byCertificate.add(new ByCertificate(rule, prefix, some)));
            }
        }
        byCertificate.sort(Comparator.comparingInt((ByCertificate candidate) -> -candidate.prefix())
                .thenComparing(ByCertificate::rule, KINDS));
    }

    /** The networks in which a client is in one network of every group: two networks meet in the smaller one, or not. */
    private static Set<Network> all(Collection<NetworkGroup> groups) {
        Set<Network> met = new LinkedHashSet<>();
        boolean first = true;
        for (NetworkGroup group : groups) {
            Set<Network> next = new LinkedHashSet<>();
            for (Network network : group.networks()) {
                if (first) {
                    next.add(network);
                }
                for (Network other : met) {
                    if (other.contains(network)) {
                        next.add(network);
                    } else if (network.contains(other)) {
                        next.add(other);
                    }
                }
            }
            met = next;
            first = false;
        }
        return met;
    }

    List<ByCertificate> byCertificate() {
        return byCertificate;
    }

    /** Every network that identifies a connector by itself, the longest first. */
    List<Network> networks() {
        return byNetwork.keySet().stream().sorted(LONGEST).toList();
    }

    /** The connectors that a client comes into question for whose longest network is this one, the first in rank first. */
    List<InboundRule> candidates(Network network) {
        Set<InboundRule> ordered = new LinkedHashSet<>();
        for (int prefix = network.prefix(); prefix >= 0; prefix--) {
            byNetwork.getOrDefault(Network.around(network.base(), prefix), List.of()).stream()
                    .sorted(KINDS)
                    .forEach(ordered::add);
        }
        return List.copyOf(ordered);
    }
}
