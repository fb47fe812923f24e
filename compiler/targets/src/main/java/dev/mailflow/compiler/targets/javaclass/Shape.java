package dev.mailflow.compiler.targets.javaclass;

import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.OutboundRule;

/** How a routing class is written. */
enum Shape {
    /** Java that an administrator can follow. */
    PLAIN,
    /** A class of constant size over rules that are data: flat in time, and within the limits of a class file. */
    TABLE;

    /** Beyond so many connectors nobody reads the class, and javac's time begins to show. */
    private static final int MOST_CONNECTORS = 25;

    /** Beyond so many names, networks and addresses the same holds, however few the connectors. */
    private static final int MOST_VALUES = 250;

    static Shape of(DecisionModel model, Site site) {
        int values = model.organization().authoritative().size()
                + model.organization().relayed().size()
                + model.organization().mailboxes().size();
        for (InboundRule rule : site.inbound()) {
            values += rule.criteria().certificates().stream()
                    .mapToInt(group -> group.patterns().size())
                    .sum();
            values += rule.criteria().networks().stream()
                    .mapToInt(group -> group.networks().size())
                    .sum();
            values += rule.criteria().senders().map(g -> g.patterns().size()).orElse(0);
            values += rule.criteria().recipients().map(g -> g.patterns().size()).orElse(0);
            InboundRule.Requirements r = rule.requirements();
            values += r.clientCertificate().map(d -> d.alternatives().size()).orElse(0);
            values += r.network().map(d -> d.alternatives().size()).orElse(0);
            values += r.sender().map(d -> d.alternatives().size()).orElse(0);
            values += r.recipient().map(d -> d.alternatives().size()).orElse(0);
        }
        for (OutboundRule rule : site.outbound()) {
            values += rule.criteria().senders().map(g -> g.patterns().size()).orElse(0);
            values += rule.criteria().recipients().map(g -> g.patterns().size()).orElse(0);
            values += rule.tls().serverNames().size() + rule.tls().presented().size();
        }
        int connectors = site.inbound().size() + site.outbound().size();
        return connectors <= MOST_CONNECTORS && values <= MOST_VALUES ? PLAIN : TABLE;
    }
}
