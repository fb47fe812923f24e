package dev.mailflow.compiler.analysis.sites;

import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.clause.SourceClause;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.type.EndpointKind;
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
}
