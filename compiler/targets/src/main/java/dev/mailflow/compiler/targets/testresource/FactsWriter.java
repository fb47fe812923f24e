package dev.mailflow.compiler.targets.testresource;

import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.InboundRule.Requirements;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.RemoteOffer;
import dev.mailflow.compiler.decision.TestCase;
import dev.mailflow.compiler.decision.TestCase.Expected;
import dev.mailflow.compiler.target.PolicySource;
import dev.mailflow.compiler.target.RoutingClassNames;
import dev.mailflow.compiler.target.TargetRequest;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The facts of one policy in the form of runtime/testkit/docs/resource.md. Of a large policy a part is told, spread evenly over
 * all of it: a run of some thousand messages could not visit more, and the file stays small (decision 0130).
 */
final class FactsWriter {
    /** Of the form; the kit refuses another. */
    private static final String VERSION = "1";

    /** Connectors at one end of a site, accepted domains, places of mailboxes. */
    static final int MOST_RULES = 2000;

    /** Patterns, networks and names of one criterion. */
    static final int MOST_VALUES = 64;

    private final FactLines lines = new FactLines();
    private final TargetRequest request;
    private final PolicySource source;

    FactsWriter(TargetRequest request, PolicySource source) {
        this.request = request;
        this.source = source;
    }

    String write() {
        lines.add("mailflow-facts", VERSION).add("policy", source.name());
        organization(request.model().organization());
        Map<String, String> names = RoutingClassNames.of(request.model());
        for (String site : request.sites()) {
            String simple = Objects.requireNonNull(names.get(site), site);
            site(
                    request.model().site(site),
                    request.packageName().isEmpty() ? simple : request.packageName() + "." + simple);
        }
        source.tests().stream()
                .filter(test -> request.sites().contains(test.site()))
                .forEach(this::test);
        return lines.toString();
    }

    private void organization(Organization organization) {
        lines.add("hop-limit", Integer.toString(organization.hopLimit()));
        some("accepted", organization.authoritative(), MOST_RULES)
                .forEach(pattern -> lines.add("accepted", pattern.text()));
        some("accepted-relay", organization.relayed(), MOST_RULES)
                .forEach(pattern -> lines.add("accepted-relay", pattern.text()));
        some("mailbox", organization.mailboxes(), MOST_RULES)
                .forEach(place -> lines.add("mailbox", place.pattern().text(), place.endpoint()));
    }

    private void site(Site site, String className) {
        lines.add("site", site.name(), site.kind().text(), className);
        List<InboundRule> inbound = site.inbound().stream()
                .filter(rule -> rule.connector().isEnabled())
                .toList();
        some("in", inbound, MOST_RULES).forEach(this::inbound);
        List<OutboundRule> outbound = site.outbound().stream()
                .filter(rule -> rule.connector().isEnabled())
                .toList();
        some("out", outbound, MOST_RULES).forEach(this::outbound);
    }

    private <T> List<T> some(String what, List<T> all, int most) {
        if (all.size() > most) {
            lines.add("sampled", what, Integer.toString(most), Integer.toString(all.size()));
        }
        return FactLines.spread(all, most);
    }

    private void inbound(InboundRule rule) {
        connector("in", rule.connector());
        criteria(rule.criteria());
        Requirements required = rule.requirements();
        required.tls()
                .ifPresent(tls -> lines.add(
                        "require-tls",
                        tls.minimum().map(TlsVersion::text).stream().toList()));
        required.clientCertificate().ifPresent(demand -> values("require-cert", certificates(demand.alternatives())));
        required.network().ifPresent(demand -> values("require-network", networks(demand.alternatives())));
        required.auth().ifPresent(where -> lines.add("require-auth"));
        required.sender().ifPresent(demand -> values("require-sender", patterns(demand.alternatives())));
        required.recipient().ifPresent(demand -> values("require-recipient", patterns(demand.alternatives())));
        required.size().ifPresent(size -> lines.add("require-size", Long.toString(size.octets())));
    }

    private void outbound(OutboundRule rule) {
        connector("out", rule.connector());
        criteria(rule.criteria());
    }

    private void connector(String end, Connector connector) {
        lines.add(end, connector.name(), connector.peer(), connector.peerKind().text());
    }

    private void criteria(Criteria criteria) {
        criteria.certificates().forEach(group -> values("cert", certificates(group.patterns())));
        criteria.networks().forEach(group -> values("network", networks(group.networks())));
        criteria.senders().ifPresent(group -> values("sender", patterns(group.patterns())));
        criteria.recipients().ifPresent(group -> values("recipient", patterns(group.patterns())));
        for (Criteria.HeaderCriterion header : criteria.headers()) {
            List<String> words = new ArrayList<>(List.of(header.name()));
            words.addAll(FactLines.spread(header.values(), MOST_VALUES));
            lines.add("header", words);
        }
    }

    private void values(String keyword, List<String> all) {
        lines.add(keyword, FactLines.spread(all, MOST_VALUES));
    }

    /** {@code every accepted domain} cannot be written in the language and has a word of its own here. */
    private static List<String> patterns(List<AddressPattern> patterns) {
        return patterns.stream()
                .map(pattern ->
                        pattern instanceof AddressPattern.EveryAcceptedDomain ? "accepted-domains" : pattern.text())
                .toList();
    }

    private static List<String> certificates(List<CertificatePattern> patterns) {
        return patterns.stream().map(CertificatePattern::text).toList();
    }

    private static List<String> networks(List<Network> networks) {
        return networks.stream().map(Network::toString).toList();
    }

    private void test(TestCase test) {
        lines.add(
                "test",
                test.title(),
                source.file(test.origin()),
                Integer.toString(test.origin().line()),
                test.site());
        Message message = test.message();
        if (message.origin() instanceof Message.Connection connection) {
            lines.add("client", connection.client().toString());
            tls("tls", connection.tls(), connection.certificateNames());
            connection.user().ifPresent(user -> lines.add("user", user));
        } else {
            lines.add("submitted");
        }
        message.sender().ifPresent(sender -> lines.add("from", sender.toString()));
        lines.add("to", message.recipient().toString());
        lines.add("size", Long.toString(message.size()));
        lines.add("hops", Integer.toString(message.hops()));
        message.headers().forEach(header -> lines.add("with", header.name(), header.value()));
        test.remote().ifPresent(this::remote);
        Expected expected = test.expectation().outcome();
        if (expected instanceof Expected.SendVia send) {
            lines.add("expect", "send-via", send.connector());
        } else if (expected instanceof Expected.Reject reject) {
            lines.add("expect", "reject", reject.reason().id());
        } else if (expected instanceof Expected.Defer defer) {
            lines.add("expect", "defer", defer.reason().id());
        } else {
            lines.add("expect", expected instanceof Expected.Deliver ? "deliver" : "send-to-internet");
        }
        test.expectation().by().ifPresent(by -> lines.add("by", by));
    }

    private void remote(RemoteOffer offer) {
        tls("remote", offer.tls(), offer.certificateNames());
    }

    /** {@code none} or a version, then names. */
    private void tls(String keyword, Optional<TlsVersion> version, List<String> names) {
        List<String> words =
                new ArrayList<>(List.of(version.map(TlsVersion::text).orElse("none")));
        words.addAll(names);
        lines.add(keyword, words);
    }
}
