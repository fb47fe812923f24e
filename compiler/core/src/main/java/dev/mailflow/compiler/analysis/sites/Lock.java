package dev.mailflow.compiler.analysis.sites;

import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.clause.SourceClause;
import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.InboundRule.Demand;
import dev.mailflow.compiler.decision.Reason;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.Network;
import java.util.ArrayList;
import java.util.List;

/** A clause of the internet whose mail has to come from a network or with a certificate. */
record Lock(SourceClause clause, InboundRule rule) {
    static List<Lock> of(SiteClauses site) {
        List<Lock> locks = new ArrayList<>();
        for (SourceClause source : site.sources()) {
            source.rule()
                    .filter(rule -> rule.connector().peerKind() == EndpointKind.INTERNET)
                    .filter(rule -> rule.requirements().network().isPresent()
                            || rule.requirements().clientCertificate().isPresent())
                    .ifPresent(rule -> locks.add(new Lock(source, rule)));
        }
        return locks;
    }

    /**
     * Whether what the site before hands over meets that requirement: it is known here by nothing but a network or a certificate that the lock asks
     * for, so that it is the filter itself, and not a way around it.
     */
    boolean isMetBy(String before, Reason asked, Site here) {
        List<Criteria> known = here.inbound().stream()
                .filter(in ->
                        in.connector().isEnabled() && in.connector().peer().equals(before))
                .map(InboundRule::criteria)
                .toList();
        return !known.isEmpty()
                && known.stream().allMatch(asked == Reason.NETWORK_NOT_ALLOWED ? this::isWithin : this::isNamed);
    }

    private boolean isWithin(Criteria known) {
        List<Network> allowed =
                rule.requirements().network().map(Demand::alternatives).orElse(List.of());
        return known.networks().stream()
                .anyMatch(group -> group.networks().stream()
                        .allMatch(network -> allowed.stream().anyMatch(one -> one.contains(network))));
    }

    private boolean isNamed(Criteria known) {
        List<CertificatePattern> allowed = rule.requirements()
                .clientCertificate()
                .map(Demand::alternatives)
                .orElse(List.of());
        return known.certificates().stream().anyMatch(group -> allowed.containsAll(group.patterns()));
    }
}
