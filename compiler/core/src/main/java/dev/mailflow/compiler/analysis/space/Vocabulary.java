package dev.mailflow.compiler.analysis.space;

import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.Criteria.HeaderCriterion;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.InboundRule.Requirements;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.Network;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The values by which policies and claims tell messages apart. Collects; the space is made of it once all are in. */
public final class Vocabulary {
    private final Addresses senders;
    private final Addresses recipients;
    private final Set<Network> networks;
    private final Set<CertificatePattern> certificates;
    private final Set<CertificatePattern> deepCertificates = new LinkedHashSet<>();
    private final Set<HeaderCriterion> headers = new LinkedHashSet<>();
    private final Set<Long> sizes = new LinkedHashSet<>();

    public Vocabulary() {
        this(8);
    }

    /** @param connectors how many there are: of most large policies each has values of its own */
    private Vocabulary(int connectors) {
        senders = new Addresses(connectors);
        recipients = new Addresses(connectors);
        networks = new LinkedHashSet<>(2 * connectors);
        certificates = new LinkedHashSet<>(2 * connectors);
    }

    /** All that a model says, disabled connectors included. */
    public static Vocabulary of(DecisionModel model) {
        int connectors = 0;
        for (Site site : model.sites()) {
            connectors += site.inbound().size() + site.outbound().size();
        }
        return new Vocabulary(connectors).add(model);
    }

    /** All that a model says, disabled connectors included. */
    public Vocabulary add(DecisionModel model) {
        Organization organization = model.organization();
        recipients.addAll(organization.authoritative());
        recipients.addAll(organization.relayed());
        senders.addAll(organization.authoritative());
        senders.addAll(organization.relayed());
        organization.mailboxes().forEach(mailbox -> recipients.add(mailbox.pattern()));
        for (Site site : model.sites()) {
            for (InboundRule rule : site.inbound()) {
                add(rule.criteria());
                add(rule.requirements());
                // A partner's `when sender` stands in place of its domains.
                if (rule.connector().peerKind() == EndpointKind.PARTNER
                        && isStated(rule.criteria().senders())) {
                    senders.addAll(model.endpoint(rule.connector().peer()).domains());
                }
            }
            for (OutboundRule rule : site.outbound()) {
                add(rule.criteria());
                // What a partner takes beside its own mail.
                if (rule.connector().peerKind() == EndpointKind.PARTNER
                        && isStated(rule.criteria().recipients())) {
                    recipients.addAll(model.endpoint(rule.connector().peer()).domains());
                }
            }
        }
        return this;
    }

    private static boolean isStated(Optional<Criteria.AddressGroup> group) {
        return group.isPresent() && group.get().stated() == Criteria.Origin.STATED;
    }

    private void add(Requirements required) {
        required.clientCertificate().ifPresent(demand -> certificates.addAll(demand.alternatives()));
        required.network().ifPresent(demand -> networks.addAll(demand.alternatives()));
        required.sender().ifPresent(demand -> senders.addAll(demand.alternatives()));
        required.recipient().ifPresent(demand -> recipients.addAll(demand.alternatives()));
        required.size().ifPresent(size -> sizes.add(size.octets()));
    }

    public Vocabulary add(Criteria criteria) {
        criteria.certificates().forEach(group -> certificates.addAll(group.patterns()));
        criteria.networks().forEach(group -> networks.addAll(group.networks()));
        criteria.senders().ifPresent(group -> senders.addAll(group.patterns()));
        criteria.recipients().ifPresent(group -> recipients.addAll(group.patterns()));
        headers.addAll(criteria.headers());
        return this;
    }

    public Vocabulary addSenders(Collection<AddressPattern> patterns) {
        senders.addAll(patterns);
        return this;
    }

    public Vocabulary addRecipients(Collection<AddressPattern> patterns) {
        recipients.addAll(patterns);
        return this;
    }

    public Vocabulary addNetworks(Collection<Network> more) {
        networks.addAll(more);
        return this;
    }

    /**
     * Patterns of a system whose wildcards may cover any depth, or not the literal name that they are. Names that only such a
     * reading tells apart become atoms.
     */
    public Vocabulary addDeepCertificates(Collection<CertificatePattern> patterns) {
        certificates.addAll(patterns);
        patterns.stream().filter(CertificatePattern::isWildcard).forEach(deepCertificates::add);
        return this;
    }

    public Vocabulary addSize(long limit) {
        sizes.add(limit);
        return this;
    }

    /** In the order in which they came; one may stand there again. */
    public List<AddressPattern> senders() {
        return Collections.unmodifiableList(senders.patterns);
    }

    /** In the order in which they came; one may stand there again. */
    public List<AddressPattern> recipients() {
        return Collections.unmodifiableList(recipients.patterns);
    }

    public Set<Network> networks() {
        return networks;
    }

    public Set<CertificatePattern> certificates() {
        return certificates;
    }

    /** Of the certificates, wildcards that are asked about in every depth. */
    public Set<CertificatePattern> deepCertificates() {
        return deepCertificates;
    }

    public Set<HeaderCriterion> headers() {
        return headers;
    }

    public Set<Long> sizes() {
        return sizes;
    }

    /**
     * Patterns as they come. The space finds out by itself which it has seen: to look them up here as well takes as long again. Only the
     * one that stands for a whole list, at each connector that says nothing of recipients, is kept once.
     */
    private static final class Addresses {
        private final List<AddressPattern> patterns;
        private final Set<AddressPattern> lists = new HashSet<>();

        Addresses(int connectors) {
            patterns = new ArrayList<>(connectors);
        }

        void add(AddressPattern pattern) {
            if (!(pattern instanceof AddressPattern.EveryAcceptedDomain) || lists.add(pattern)) {
                patterns.add(pattern);
            }
        }

        void addAll(Collection<AddressPattern> more) {
            more.forEach(this::add);
        }
    }
}
