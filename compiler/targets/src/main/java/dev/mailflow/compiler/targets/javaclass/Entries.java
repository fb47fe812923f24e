package dev.mailflow.compiler.targets.javaclass;

import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.Centralization;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.Network;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Choosing the best of many rules, turned into taking the first of a list: a rule whose rank depends on which of its
 * alternatives holds stands in the list once for each rank, so that the list is in the order of the contract.
 */
final class Entries {
    private Entries() {}

    /**
     * @param networks of R2: those of the prefix that gives this entry its rank; empty where the rank has none, or where
     *     all networks of the rule have the same prefix
     */
    record Trusted(InboundRule rule, List<Network> networks) {}

    /** @param senders of R3: those patterns that give this entry its rank */
    record Foreign(InboundRule rule, List<AddressPattern> senders) {}

    /** @param recipients of R8: those patterns that give this entry its rank */
    record Way(OutboundRule rule, List<AddressPattern> recipients) {}

    /** R2: certificate before network before kinds; then the name, for ties that no message can reach. */
    static List<Trusted> trusted(Site site) {
        ByRank<Trusted> ranked = new ByRank<>();
        for (InboundRule rule : enabled(site, EndpointKind::isTrusted)) {
            Criteria criteria = rule.criteria();
            if (criteria.certificates().isEmpty() && criteria.networks().isEmpty()) {
                continue;
            }
            long certificate = criteria.certificates().isEmpty() ? 0 : 1;
            TreeMap<Integer, List<Network>> byPrefix = new TreeMap<>();
            for (Criteria.NetworkGroup group : criteria.networks()) {
                for (Network network : group.networks()) {
                    byPrefix.computeIfAbsent(network.prefix(), prefix -> new ArrayList<>())
                            .add(network);
                }
            }
            if (byPrefix.size() <= 1) {
                int prefix = byPrefix.isEmpty() ? -1 : byPrefix.firstKey();
                ranked.add(rank(certificate, prefix, criteria.kinds()), new Trusted(rule, List.of()));
            } else {
                byPrefix.forEach((prefix, networks) -> ranked.add(
                        rank(certificate, prefix, criteria.kinds()), new Trusted(rule, List.copyOf(networks))));
            }
        }
        return ranked.all();
    }

    private static long rank(long certificate, int prefix, int kinds) {
        return (certificate << Byte.SIZE | prefix + 1) << Integer.SIZE | kinds;
    }

    /** R3 of one kind of foreign source: by the most specific sender pattern, then the name. */
    static List<Foreign> foreign(Site site, EndpointKind kind) {
        ByRank<Foreign> ranked = new ByRank<>();
        for (InboundRule rule : enabled(site, peer -> peer == kind)) {
            bySpecificity(rule.criteria().senders())
                    .forEach((specificity, patterns) ->
                            ranked.add(specificity, new Foreign(rule, List.copyOf(patterns))));
        }
        return ranked.all();
    }

    /** R8: by the most specific recipient pattern, a sender criterion before none, then the name. */
    static List<Way> ways(Site site, Predicate<OutboundRule> wanted) {
        ByRank<Way> ranked = new ByRank<>();
        for (OutboundRule rule : site.outbound()) {
            if (rule.connector().isEnabled() && wanted.test(rule)) {
                int sender = rule.criteria().senders().isPresent() ? 1 : 0;
                bySpecificity(rule.criteria().recipients())
                        .forEach((specificity, patterns) ->
                                ranked.add(2L * specificity + sender, new Way(rule, List.copyOf(patterns))));
            }
        }
        return ranked.all();
    }

    static List<Way> centralized(Site site) {
        return ways(site, rule -> rule.centralization() == Centralization.CENTRALIZED);
    }

    /** Rules that name whole addresses, with those addresses: the exception of R7. */
    static List<Way> named(Site site) {
        List<Way> named = new ArrayList<>();
        for (OutboundRule rule : site.outbound()) {
            List<AddressPattern> addresses = rule.criteria().recipients().stream()
                    .flatMap(group -> group.patterns().stream())
                    .filter(AddressPattern.Address.class::isInstance)
                    .toList();
            if (rule.connector().isEnabled() && !addresses.isEmpty()) {
                named.add(new Way(rule, addresses));
            }
        }
        return named;
    }

    static List<InboundRule> enabled(Site site, Predicate<EndpointKind> peer) {
        return site.inbound().stream()
                .filter(rule -> rule.connector().isEnabled())
                .filter(rule -> peer.test(rule.connector().peerKind()))
                .toList();
    }

    private static Map<Integer, List<AddressPattern>> bySpecificity(Optional<Criteria.AddressGroup> group) {
        List<AddressPattern> patterns =
                group.map(Criteria.AddressGroup::patterns).orElse(List.of());
        if (patterns.size() == 1) {
            return Map.of(patterns.get(0).specificity(), patterns);
        }
        Map<Integer, List<AddressPattern>> sorted = new TreeMap<>();
        for (AddressPattern pattern : patterns) {
            sorted.computeIfAbsent(pattern.specificity(), specificity -> new ArrayList<>())
                    .add(pattern);
        }
        return sorted;
    }

    /** What has the highest rank comes first; what has the same stays in the order of the site, which is that of the names. */
    private static final class ByRank<T> {
        private final Map<Long, List<T>> ranks = new TreeMap<>(Comparator.reverseOrder());

        void add(long rank, T entry) {
            ranks.computeIfAbsent(rank, none -> new ArrayList<>()).add(entry);
        }

        List<T> all() {
            List<T> all = new ArrayList<>();
            ranks.values().forEach(all::addAll);
            return all;
        }
    }
}
