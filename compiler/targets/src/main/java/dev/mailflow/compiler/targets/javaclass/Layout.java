package dev.mailflow.compiler.targets.javaclass;

import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.OutboundRule;
import java.util.List;
import java.util.Locale;

/**
 * How the class of a site is laid out, and why: what it decides by, counted, and the form that each part takes.
 *
 * @param choice the shape of the class and the count that chose it, for people
 * @param dimensions in the order in which a decision asks for them
 */
public record Layout(String site, String choice, List<Dimension> dimensions) {
    /** Beyond so many connectors nobody reads the class, and the tables are as fast (decision 0033). */
    static final int MOST_CONNECTORS = 25;

    /** Beyond so many patterns, networks and names the same holds, however few the connectors. */
    static final int MOST_VALUES = 250;

    public Layout {
        dimensions = List.copyOf(dimensions);
    }

    /**
     * One thing that decisions are taken by.
     *
     * @param count how many of it the site has
     * @param form how they are asked
     */
    public record Dimension(String name, int count, String form) {}

    /** The layout that the compiler chooses. */
    public static Layout of(DecisionModel model, Site site) {
        return new Counts(model, site).layout(site);
    }

    static Shape shape(DecisionModel model, Site site) {
        return new Counts(model, site).shape();
    }

    private static final class Counts {
        private final int connectors;
        private int certificates;
        private int networks;
        private int senders;
        private int recipients;
        private final int accepted;
        private final int mailboxes;

        Counts(DecisionModel model, Site site) {
            connectors = site.inbound().size() + site.outbound().size();
            accepted = model.organization().authoritative().size()
                    + model.organization().relayed().size();
            mailboxes = model.organization().mailboxes().size();
            site.inbound().forEach(this::count);
            site.outbound().forEach(this::count);
        }

        private void count(InboundRule rule) {
            count(rule.criteria());
            InboundRule.Requirements r = rule.requirements();
            certificates +=
                    r.clientCertificate().map(d -> d.alternatives().size()).orElse(0);
            networks += r.network().map(d -> d.alternatives().size()).orElse(0);
            senders += r.sender().map(d -> d.alternatives().size()).orElse(0);
            recipients += r.recipient().map(d -> d.alternatives().size()).orElse(0);
        }

        private void count(OutboundRule rule) {
            count(rule.criteria());
            certificates +=
                    rule.tls().serverNames().size() + rule.tls().presented().size();
        }

        private void count(Criteria criteria) {
            for (Criteria.CertificateGroup group : criteria.certificates()) {
                certificates += group.patterns().size();
            }
            for (Criteria.NetworkGroup group : criteria.networks()) {
                networks += group.networks().size();
            }
            senders += criteria.senders().map(g -> g.patterns().size()).orElse(0);
            recipients += criteria.recipients().map(g -> g.patterns().size()).orElse(0);
        }

        private int values() {
            return certificates + networks + senders + recipients + accepted + mailboxes;
        }

        Shape shape() {
            return connectors <= MOST_CONNECTORS && values() <= MOST_VALUES ? Shape.PLAIN : Shape.TABLE;
        }

        Layout layout(Site site) {
            boolean plain = shape() == Shape.PLAIN;
            String tree = plain ? "compared in turn" : "one tree of labels, read from the right";
            String rows = plain ? "compared in turn" : "in the row of the connector; more than 4 together by hash";
            return new Layout(
                    site.name(),
                    plain ? plainChoice() : tableChoice(),
                    List.of(
                            new Dimension(
                                    "connectors", connectors, plain ? "a condition each" : "a row of octets each"),
                            new Dimension("certificate names", certificates, rows),
                            new Dimension("networks", networks, rows),
                            new Dimension("sender patterns", senders, tree),
                            new Dimension("recipient patterns", recipients, tree),
                            new Dimension("accepted domains", accepted, tree),
                            new Dimension("mailboxes", mailboxes, plain ? tree : "the same tree; addresses by hash")));
        }

        private String plainChoice() {
            return String.format(
                    Locale.ROOT,
                    "plain Java: %d of at most %d connectors, %d of at most %d values",
                    connectors,
                    MOST_CONNECTORS,
                    values(),
                    MOST_VALUES);
        }

        private String tableChoice() {
            return connectors > MOST_CONNECTORS
                    ? String.format(Locale.ROOT, "tables: %d connectors are more than %d", connectors, MOST_CONNECTORS)
                    : String.format(Locale.ROOT, "tables: %d values are more than %d", values(), MOST_VALUES);
        }
    }
}
