package dev.mailflow.compiler.testing;

import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.InboundRule.Requirements;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.decision.Message.Header;
import dev.mailflow.compiler.decision.Message.Submitted;
import dev.mailflow.compiler.decision.OutboundRule.OutboundTls;
import dev.mailflow.compiler.decision.RemoteOffer;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Messages at the boundaries of one site's rules: the first and last address of a network and their neighbours, sizes and
 * hops one below, at and above a limit, domains at, below, far below and merely resembling a pattern's.
 *
 * <p>Most messages are aimed: they satisfy one inbound rule, its requirements too, and have then up to two parts drawn
 * anew, so that late rules of the contract are reached as often as early ones. Values come from the model alone, so any
 * model will do, a real policy's as well.
 *
 * <p>{@code new BoundaryMessages(model, site).message(new Random(seed))}.
 */
public final class BoundaryMessages {
    private final Organization organization;
    private final Site site;
    private final List<AddressPattern> ours;
    private final List<AddressPattern> senders = new ArrayList<>();
    private final List<AddressPattern> recipients = new ArrayList<>();
    private final List<Network> networks = new ArrayList<>(Values.networks("198.51.100.7", "2001:db8:ffff::/48"));
    private final List<CertificatePattern> certificates = new ArrayList<>();
    private final List<Criteria.HeaderCriterion> headers = new ArrayList<>();
    private final List<Long> sizes = new ArrayList<>(List.of(1L));

    public BoundaryMessages(DecisionModel model, String siteName) {
        organization = model.organization();
        site = model.site(siteName);
        recipients.addAll(organization.authoritative());
        recipients.addAll(organization.relayed());
        if (recipients.isEmpty()) {
            recipients.add(new AddressPattern.Any());
        }
        organization.mailboxes().forEach(mailbox -> recipients.add(mailbox.pattern()));
        ours = List.copyOf(recipients);
        senders.addAll(recipients);
        site.inbound().forEach(this::learn);
        site.outbound().forEach(rule -> learn(rule.criteria()));
        recipients.add(Values.pattern("sun@internet.example"));
        senders.add(Values.pattern("sun@internet.example"));
        senders.add(new AddressPattern.EmptySender());
        certificates.addAll(Values.certificates("mail.stranger.example"));
    }

    private void learn(InboundRule rule) {
        learn(rule.criteria());
        Requirements required = rule.requirements();
        required.clientCertificate().ifPresent(demand -> certificates.addAll(demand.alternatives()));
        required.network().ifPresent(demand -> networks.addAll(demand.alternatives()));
        required.sender().ifPresent(demand -> senders.addAll(demand.alternatives()));
        required.recipient().ifPresent(demand -> recipients.addAll(demand.alternatives()));
        required.size().ifPresent(size -> sizes.add(size.octets()));
    }

    private void learn(Criteria criteria) {
        criteria.certificates().forEach(group -> certificates.addAll(group.patterns()));
        criteria.networks().forEach(group -> networks.addAll(group.networks()));
        criteria.senders().ifPresent(group -> senders.addAll(group.patterns()));
        criteria.recipients().ifPresent(group -> recipients.addAll(group.patterns()));
        headers.addAll(criteria.headers());
    }

    /** One message; all chance comes from the argument. */
    public Message message(Random random) {
        if (random.nextInt(12) == 0) {
            return new Draw(random).submitted();
        }
        Draw draw = new Draw(random);
        if (!site.inbound().isEmpty() && random.nextInt(5) > 0) {
            draw.aimAt(site.inbound().get(random.nextInt(site.inbound().size())));
            int blurred = random.nextInt(3);
            for (int i = 0; i < blurred; i++) {
                draw.blur();
            }
        }
        return draw.message();
    }

    /** What a next hop might offer to this demand: all that it asks, or a little less, or something else. */
    public static RemoteOffer remote(OutboundTls demand, Random random) {
        int version = demand.minimum().map(TlsVersion::ordinal).orElse(0) - random.nextInt(2) + random.nextInt(2);
        Optional<TlsVersion> tls = random.nextInt(5) == 0
                ? Optional.empty()
                : Optional.of(TlsVersion.values()[Math.max(0, Math.min(3, version))]);
        List<String> names = demand.serverNames().isEmpty() || random.nextInt(4) == 0
                ? List.of("mx.stranger.example")
                : List.of(name(
                        demand.serverNames()
                                .get(random.nextInt(demand.serverNames().size())),
                        random));
        return new RemoteOffer(tls, tls.isPresent() ? names : List.of());
    }

    /** The message in the making. */
    private final class Draw {
        private final Random random;
        private IpAddress client;
        private Optional<TlsVersion> tls;
        private List<String> names;
        private Optional<String> user;
        private Optional<MailAddress> sender;
        private MailAddress recipient;
        private long size;
        private int hops;
        private List<Header> fields;

        Draw(Random random) {
            this.random = random;
            client = client();
            tls = tls();
            names = names();
            user = user();
            sender = sender();
            recipient = recipient();
            size = size();
            hops = hops();
            fields = fields();
        }

        void aimAt(InboundRule rule) {
            Criteria criteria = rule.criteria();
            Requirements required = rule.requirements();
            if (!criteria.networks().isEmpty()) {
                client = inside(pick(pick(criteria.networks()).networks()));
            } else if (required.network().isPresent()) {
                client = inside(pick(required.network().get().alternatives()));
            }
            List<String> shown = new ArrayList<>();
            criteria.certificates().forEach(group -> shown.add(exactly(pick(group.patterns()))));
            required.clientCertificate().ifPresent(demand -> shown.add(exactly(pick(demand.alternatives()))));
            if (!shown.isEmpty() || required.tls().isPresent()) {
                tls = Optional.of(TlsVersion.TLS_1_3);
            }
            if (!shown.isEmpty()) {
                names = shown;
            }
            if (required.auth().isPresent()) {
                user = Optional.of("alice");
            }
            Stream.concat(
                            criteria.senders().stream().map(Criteria.AddressGroup::patterns),
                            required.sender().stream().map(InboundRule.Demand::alternatives))
                    .findFirst()
                    .ifPresent(patterns -> sender = near(pick(patterns)));
            Stream.concat(
                            criteria.recipients().stream().map(Criteria.AddressGroup::patterns),
                            required.recipient().stream().map(InboundRule.Demand::alternatives))
                    .findFirst()
                    .ifPresent(patterns -> recipient = near(pick(patterns)).orElse(recipient));
            required.size().ifPresent(most -> size = most.octets() + (random.nextInt(4) == 0 ? 1 : 0));
            if (!criteria.headers().isEmpty()) {
                fields = criteria.headers().stream()
                        .map(header -> new Header(
                                header.name(), header.values().isEmpty() ? "anything" : pick(header.values())))
                        .toList();
            }
            hops = 0;
        }

        void blur() {
            switch (random.nextInt(9)) {
                case 0 -> client = client();
                case 1 -> {
                    tls = tls();
                    names = tls.isPresent() ? names : List.of();
                }
                case 2 -> names = names();
                case 3 -> user = user();
                case 4 -> sender = sender();
                case 5 -> recipient = recipient();
                case 6 -> size = size();
                case 7 -> hops = hops();
                default -> fields = fields();
            }
        }

        Message message() {
            Connection connection = new Connection(client, tls, tls.isPresent() ? names : List.of(), user);
            return new Message(connection, sender, recipient, size, hops, fields);
        }

        Message submitted() {
            return new Message(new Submitted(), sender, recipient, size, hops, fields);
        }

        private IpAddress client() {
            Network network = pick(networks);
            return switch (random.nextInt(4)) {
                case 0 -> neighbour(network.base(), -1);
                case 1 -> neighbour(network.last(), 1);
                default -> inside(network);
            };
        }

        private IpAddress inside(Network network) {
            return switch (random.nextInt(4)) {
                case 0 -> network.last();
                case 1 ->
                    pick(networks.stream().filter(network::contains).toList()).base();
                default -> network.base();
            };
        }

        /** Of the same family; at the ends of the family the address itself. */
        private IpAddress neighbour(IpAddress address, int step) {
            IpAddress next = new IpAddress(
                    address.high() + (step > 0 && address.low() == -1L ? 1 : step < 0 && address.low() == 0 ? -1 : 0),
                    address.low() + step);
            boolean wrapped = Integer.signum(next.compareTo(address)) != step;
            return wrapped || next.isV4() != address.isV4() ? address : next;
        }

        private Optional<TlsVersion> tls() {
            int version = random.nextInt(6);
            return version < 2 ? Optional.empty() : Optional.of(TlsVersion.values()[version - 2]);
        }

        private List<String> names() {
            return switch (random.nextInt(4)) {
                case 0 -> List.of();
                case 1 -> List.of(name(pick(certificates), random), name(pick(certificates), random));
                default -> List.of(name(pick(certificates), random));
            };
        }

        private Optional<String> user() {
            return random.nextInt(8) == 0 ? Optional.of("alice") : Optional.empty();
        }

        private Optional<MailAddress> sender() {
            return near(pick(senders));
        }

        private MailAddress recipient() {
            // Most mail is for us; else R5 would have the word too often.
            List<AddressPattern> wanted = random.nextBoolean() ? ours : recipients;
            return near(pick(wanted)).orElseGet(() -> Values.address("sun@internet.example"));
        }

        private Optional<MailAddress> near(AddressPattern pattern) {
            if (pattern instanceof AddressPattern.EmptySender) {
                return Optional.empty();
            }
            if (pattern instanceof AddressPattern.Address exact) {
                return Optional.of(
                        random.nextInt(4) == 0
                                ? new MailAddress(
                                        "not-" + exact.address().localPart(),
                                        exact.address().domain())
                                : exact.address());
            }
            if (pattern instanceof AddressPattern.Exact exact) {
                return Optional.of(new MailAddress(localPart(), around(exact.domain())));
            }
            if (pattern instanceof AddressPattern.Suffix suffix) {
                return Optional.of(new MailAddress(localPart(), around(suffix.domain())));
            }
            if (pattern instanceof AddressPattern.EveryAcceptedDomain every
                    && !every.domains().isEmpty()) {
                return near(pick(every.domains()));
            }
            return Optional.of(Values.address("sun@internet.example"));
        }

        private String localPart() {
            return pick(List.of("bob", "john", "sun"));
        }

        private DomainName around(DomainName domain) {
            if (domain.isAddressLiteral()) {
                return domain;
            }
            return switch (random.nextInt(8)) {
                case 0, 1 -> new DomainName("sub." + domain);
                case 2 -> new DomainName("a.sub." + domain);
                case 3 -> new DomainName("evil" + domain);
                default -> domain;
            };
        }

        private long size() {
            return Math.max(0, pick(sizes) - 1 + random.nextInt(3));
        }

        private int hops() {
            return random.nextInt(4) > 0 ? 0 : Math.max(0, organization.hopLimit() - 1 + random.nextInt(3));
        }

        private List<Header> fields() {
            if (headers.isEmpty() || random.nextBoolean()) {
                return List.of();
            }
            Criteria.HeaderCriterion header = pick(headers);
            Header field = new Header(
                    header.name(),
                    header.values().isEmpty() || random.nextInt(3) == 0
                            ? "other"
                            : pick(header.values()) + (random.nextInt(4) == 0 ? "x" : ""));
            return random.nextInt(4) == 0 ? List.of(new Header(header.name(), "first"), field) : List.of(field);
        }

        private <T> T pick(List<T> choices) {
            return choices.get(random.nextInt(choices.size()));
        }
    }

    /** A name that the pattern covers, or nearly. */
    private static String name(CertificatePattern pattern, Random random) {
        String suffix = pattern.isWildcard() ? pattern.text().substring(2) : pattern.text();
        return switch (random.nextInt(8)) {
            case 0 -> "a.b." + suffix;
            case 1 -> suffix;
            case 2 -> "evil" + suffix;
            case 3 -> "*." + suffix;
            default -> exactly(pattern);
        };
    }

    private static String exactly(CertificatePattern pattern) {
        return pattern.isWildcard() ? "mail" + pattern.text().substring(1) : pattern.text();
    }
}
