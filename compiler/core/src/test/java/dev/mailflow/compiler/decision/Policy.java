package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.decision.Criteria.AddressGroup;
import dev.mailflow.compiler.decision.Criteria.CertificateGroup;
import dev.mailflow.compiler.decision.Criteria.HeaderCriterion;
import dev.mailflow.compiler.decision.Criteria.NetworkGroup;
import dev.mailflow.compiler.decision.DecisionModel.DirectSend;
import dev.mailflow.compiler.decision.DecisionModel.Directory;
import dev.mailflow.compiler.decision.DecisionModel.Endpoint;
import dev.mailflow.compiler.decision.DecisionModel.MailboxLocation;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule.Demand;
import dev.mailflow.compiler.decision.InboundRule.RelayRight;
import dev.mailflow.compiler.decision.InboundRule.Requirements;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.decision.Message.Header;
import dev.mailflow.compiler.decision.OutboundRule.Centralization;
import dev.mailflow.compiler.decision.OutboundRule.DestinationPolicy;
import dev.mailflow.compiler.decision.OutboundRule.Level;
import dev.mailflow.compiler.decision.OutboundRule.OutboundTls;
import dev.mailflow.compiler.decision.OutboundRule.Route;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.testing.Values;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.NextHop;
import dev.mailflow.compiler.type.Reply;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decision models by hand, one call a line. The endpoints are fixed: {@code here}, {@code onprem}, {@code branch}
 * (servers), {@code cloud}, {@code printers}, {@code filter}, {@code bank} and {@code woodgrove} (partners),
 * {@code internet}. Rules are at {@code here} unless said.
 */
final class Policy {
    static final String HERE = "here";
    private static final SourceFile FILE = new SourceFile("hand.mailflow", "0123456789".repeat(10));
    static final Span SPAN = new Span(FILE, 0, 1);
    private static final Map<String, EndpointKind> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put(HERE, EndpointKind.SERVER);
        KINDS.put("onprem", EndpointKind.SERVER);
        KINDS.put("branch", EndpointKind.SERVER);
        KINDS.put("cloud", EndpointKind.EXCHANGE_ONLINE);
        KINDS.put("printers", EndpointKind.DEVICE);
        KINDS.put("filter", EndpointKind.SERVICE);
        KINDS.put("bank", EndpointKind.PARTNER);
        KINDS.put("woodgrove", EndpointKind.PARTNER);
        KINDS.put("internet", EndpointKind.INTERNET);
    }

    private List<AddressPattern> authoritative = Values.patterns("contoso.com");
    private List<AddressPattern> relayed = List.of();
    private DirectSend directSend = DirectSend.ALLOWED;
    private Directory directory = Directory.OPEN;
    private int hopLimit = Organization.DEFAULT_HOP_LIMIT;
    private final List<MailboxLocation> mailboxes = new ArrayList<>();
    private final Map<String, List<String>> networks = new LinkedHashMap<>();
    private final Map<String, List<String>> certificates = new LinkedHashMap<>();
    private final Map<String, List<InboundRule>> inbound = new LinkedHashMap<>();
    private final Map<String, List<OutboundRule>> outbound = new LinkedHashMap<>();

    Policy domains(String... patterns) {
        authoritative = Values.patterns(patterns);
        return this;
    }

    Policy relayDomains(String... patterns) {
        relayed = Values.patterns(patterns);
        return this;
    }

    Policy directSendRefused() {
        directSend = DirectSend.REFUSED;
        return this;
    }

    Policy directoryComplete() {
        directory = Directory.COMPLETE;
        return this;
    }

    Policy hopLimit(int limit) {
        hopLimit = limit;
        return this;
    }

    Policy mailbox(String pattern, String endpoint) {
        mailboxes.add(new MailboxLocation(Values.pattern(pattern), endpoint, SPAN));
        return this;
    }

    Policy facts(String endpoint, List<String> certs, List<String> nets) {
        certificates.put(endpoint, certs);
        networks.put(endpoint, nets);
        return this;
    }

    Policy with(Rule... rules) {
        return at(HERE, rules);
    }

    Policy at(String site, Rule... rules) {
        Stream.of(rules).forEach(rule -> rule.addTo(this, site));
        return this;
    }

    DecisionModel model() {
        List<Endpoint> endpoints = new ArrayList<>();
        List<Site> sites = new ArrayList<>();
        KINDS.forEach((name, kind) -> {
            endpoints.add(new Endpoint(
                    name,
                    kind,
                    Values.certificates(
                            certificates.getOrDefault(name, List.of()).toArray(String[]::new)),
                    Values.networks(networks.getOrDefault(name, List.of()).toArray(String[]::new)),
                    List.of(),
                    List.of(new NextHop("mx." + name + ".example", NextHop.SMTP_PORT)),
                    Optional.empty(),
                    Optional.empty()));
            if (kind.isSite()) {
                sites.add(new Site(
                        name,
                        kind,
                        inbound.getOrDefault(name, List.of()).stream()
                                .sorted(Comparator.comparing(
                                        rule -> rule.connector().name()))
                                .toList(),
                        outbound.getOrDefault(name, List.of()).stream()
                                .sorted(Comparator.comparing(
                                        rule -> rule.connector().name()))
                                .toList()));
            }
        });
        return new DecisionModel(
                new Organization(authoritative, relayed, directSend, hopLimit, directory, mailboxes), endpoints, sites);
    }

    Verdict decide(Mail mail) {
        return Interpreter.decide(model(), HERE, mail.message());
    }

    /** The verdict in words. */
    String says(Mail mail) {
        return decide(mail).words();
    }

    String says(Mail mail, RemoteOffer remote) {
        return Interpreter.decide(model(), HERE, mail.message(), remote).words();
    }

    /** Code, status and text of the refusal. */
    String replies(Mail mail) {
        Verdict.Refusal refusal = ((Verdict.Outcome.Refuse) decide(mail).outcome()).refusal();
        return refusal.code() + " " + refusal.status() + " " + refusal.text();
    }

    static In in(String name, String from) {
        return new In(name, from);
    }

    static Out out(String name, String to) {
        return new Out(name, to);
    }

    static Mail mail(String sender, String recipient) {
        return new Mail(sender, recipient);
    }

    private static Connector connector(String name, String peer, Connector.State state) {
        return new Connector(name, peer, Objects.requireNonNull(KINDS.get(peer)), state, SPAN);
    }

    private static AddressGroup group(String... patterns) {
        return new AddressGroup(Values.patterns(patterns), Criteria.Origin.STATED, SPAN);
    }

    /** One end of a connector. */
    sealed interface Rule {
        void addTo(Policy policy, String site);
    }

    /** An inbound rule; partners and the internet have the sender pattern {@code *} unless another is given. */
    static final class In implements Rule {
        private final String name;
        private final String peer;
        private Connector.State state = Connector.State.ENABLED;
        private final List<CertificateGroup> certificates = new ArrayList<>();
        private final List<NetworkGroup> networks = new ArrayList<>();
        private Optional<AddressGroup> senders = Optional.empty();
        private Optional<AddressGroup> recipients = Optional.empty();
        private final List<HeaderCriterion> headers = new ArrayList<>();
        private RelayRight relayRight = RelayRight.DENIED;
        private Optional<InboundRule.Tls> tls = Optional.empty();
        private Optional<Demand<CertificatePattern>> cert = Optional.empty();
        private Optional<Demand<Network>> network = Optional.empty();
        private Optional<Span> auth = Optional.empty();
        private Optional<Demand<AddressPattern>> sender = Optional.empty();
        private Optional<Demand<AddressPattern>> recipient = Optional.empty();
        private Optional<InboundRule.Size> size = Optional.empty();
        private Optional<Reply> otherwise = Optional.empty();

        private In(String name, String peer) {
            this.name = name;
            this.peer = peer;
        }

        In disabled() {
            state = Connector.State.DISABLED;
            return this;
        }

        /** Called twice, two groups. */
        In cert(String... patterns) {
            certificates.add(new CertificateGroup(Values.certificates(patterns), SPAN));
            return this;
        }

        In network(String... blocks) {
            networks.add(new NetworkGroup(Values.networks(blocks), SPAN));
            return this;
        }

        In sender(String... patterns) {
            senders = Optional.of(group(patterns));
            return this;
        }

        In recipient(String... patterns) {
            recipients = Optional.of(group(patterns));
            return this;
        }

        In header(String field, String... values) {
            headers.add(new HeaderCriterion(field, List.of(values), SPAN));
            return this;
        }

        In mayRelay() {
            relayRight = RelayRight.GRANTED;
            return this;
        }

        In requireTls() {
            tls = Optional.of(new InboundRule.Tls(Optional.empty(), SPAN));
            return this;
        }

        In requireTls(TlsVersion minimum) {
            tls = Optional.of(new InboundRule.Tls(Optional.of(minimum), SPAN));
            return this;
        }

        In requireCert(String... patterns) {
            cert = Optional.of(new Demand<>(Values.certificates(patterns), SPAN));
            return this;
        }

        In requireNetwork(String... blocks) {
            network = Optional.of(new Demand<>(Values.networks(blocks), SPAN));
            return this;
        }

        In requireAuth() {
            auth = Optional.of(SPAN);
            return this;
        }

        In requireSender(String... patterns) {
            sender = Optional.of(new Demand<>(Values.patterns(patterns), SPAN));
            return this;
        }

        In requireRecipient(String... patterns) {
            recipient = Optional.of(new Demand<>(Values.patterns(patterns), SPAN));
            return this;
        }

        In requireSize(long octets) {
            size = Optional.of(new InboundRule.Size(octets, SPAN));
            return this;
        }

        In otherwise(Reply reply) {
            otherwise = Optional.of(reply);
            return this;
        }

        @Override
        public void addTo(Policy policy, String site) {
            policy.inbound.computeIfAbsent(site, key -> new ArrayList<>()).add(build());
        }

        private InboundRule build() {
            Connector connector = connector(name, peer, state);
            boolean foreign = !connector.peerKind().isTrusted();
            return new InboundRule(
                    connector,
                    new Criteria(
                            certificates,
                            networks,
                            foreign ? senders.or(() -> Optional.of(group("*"))) : senders,
                            recipients,
                            headers),
                    relayRight,
                    new Requirements(tls, cert, network, auth, sender, recipient, size),
                    otherwise);
        }
    }

    /** An outbound rule; without a recipient it carries everything. */
    static final class Out implements Rule {
        private final String name;
        private final String peer;
        private Connector.State state = Connector.State.ENABLED;
        private Optional<AddressGroup> senders = Optional.empty();
        private AddressGroup recipients = group("*");
        private final List<HeaderCriterion> headers = new ArrayList<>();
        private Centralization centralization = Centralization.DIRECT;
        private OutboundTls tls = OutboundTls.OPPORTUNISTIC;

        private Out(String name, String peer) {
            this.name = name;
            this.peer = peer;
        }

        Out disabled() {
            state = Connector.State.DISABLED;
            return this;
        }

        Out sender(String... patterns) {
            senders = Optional.of(group(patterns));
            return this;
        }

        Out recipient(String... patterns) {
            recipients = group(patterns);
            return this;
        }

        Out everyAccepted(String... domains) {
            recipients = new AddressGroup(
                    List.of(new AddressPattern.EveryAcceptedDomain(Values.patterns(domains))),
                    Criteria.Origin.DEFAULT,
                    SPAN);
            return this;
        }

        Out header(String field, String... values) {
            headers.add(new HeaderCriterion(field, List.of(values), SPAN));
            return this;
        }

        Out centralized() {
            centralization = Centralization.CENTRALIZED;
            return this;
        }

        Out tls(Level level, Optional<TlsVersion> minimum, List<String> serverNames, List<String> presented) {
            tls = new OutboundTls(
                    level,
                    minimum,
                    Values.certificates(serverNames.toArray(String[]::new)),
                    Values.certificates(presented.toArray(String[]::new)),
                    DestinationPolicy.WHEN_PUBLISHED,
                    DestinationPolicy.WHEN_PUBLISHED);
            return this;
        }

        @Override
        public void addTo(Policy policy, String site) {
            policy.outbound.computeIfAbsent(site, key -> new ArrayList<>()).add(build());
        }

        private OutboundRule build() {
            return new OutboundRule(
                    connector(name, peer, state),
                    new Criteria(List.of(), List.of(), senders, Optional.of(recipients), headers),
                    centralization,
                    new Route.Hosts(List.of(new NextHop("mx.example", NextHop.SMTP_PORT))),
                    tls);
        }
    }

    /** A message; plain text from 198.51.100.1 unless said. */
    static final class Mail {
        private final String sender;
        private final String recipient;
        private String client = "198.51.100.1";
        private Optional<TlsVersion> tls = Optional.empty();
        private List<String> names = List.of();
        private Optional<String> user = Optional.empty();
        private long size = 1000;
        private int hops;
        private final List<Header> headers = new ArrayList<>();
        private Optional<Message.Origin> submitted = Optional.empty();

        private Mail(String sender, String recipient) {
            this.sender = sender;
            this.recipient = recipient;
        }

        Mail client(String address) {
            client = address;
            return this;
        }

        Mail tls(TlsVersion version) {
            tls = Optional.of(version);
            return this;
        }

        /** Over TLS 1.3 unless a version was given. */
        Mail cert(String... shown) {
            names = List.of(shown);
            tls = tls.or(() -> Optional.of(TlsVersion.TLS_1_3));
            return this;
        }

        Mail auth() {
            user = Optional.of("alice");
            return this;
        }

        Mail size(long octets) {
            size = octets;
            return this;
        }

        Mail hops(int received) {
            hops = received;
            return this;
        }

        Mail header(String name, String value) {
            headers.add(new Header(name, value));
            return this;
        }

        Mail submitted() {
            submitted = Optional.of(new Message.Submitted());
            return this;
        }

        Message message() {
            return new Message(
                    submitted.orElseGet(() -> new Connection(Values.client(client), tls, names, user)),
                    Values.sender(sender),
                    Values.address(recipient),
                    size,
                    hops,
                    headers);
        }
    }
}
