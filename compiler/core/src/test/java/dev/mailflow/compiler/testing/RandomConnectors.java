package dev.mailflow.compiler.testing;

import dev.mailflow.compiler.decision.Connector;
import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.Criteria.AddressGroup;
import dev.mailflow.compiler.decision.Criteria.CertificateGroup;
import dev.mailflow.compiler.decision.Criteria.HeaderCriterion;
import dev.mailflow.compiler.decision.Criteria.NetworkGroup;
import dev.mailflow.compiler.decision.DecisionModel.Endpoint;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.InboundRule.Demand;
import dev.mailflow.compiler.decision.InboundRule.RelayRight;
import dev.mailflow.compiler.decision.InboundRule.Requirements;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.Centralization;
import dev.mailflow.compiler.decision.OutboundRule.DestinationPolicy;
import dev.mailflow.compiler.decision.OutboundRule.Level;
import dev.mailflow.compiler.decision.OutboundRule.OutboundTls;
import dev.mailflow.compiler.decision.OutboundRule.Route;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.NextHop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One connector at a time: its clauses are drawn, then laid out to both ends as section 2 of the language says. */
final class RandomConnectors {
    private static final List<CertificatePattern> SHARED_DEFAULT = Values.certificates("mail.protection.outlook.com");

    private final Random random;
    private final RandomValues values;
    private final Organization organization;

    RandomConnectors(Random random, RandomValues values, Organization organization) {
        this.random = random;
        this.values = values;
        this.organization = organization;
    }

    /** The two ends; an end that is no site is absent. */
    record Edge(Optional<InboundRule> inbound, Optional<OutboundRule> outbound) {}

    /** What the connector says that both ends see. */
    private record Clauses(
            Optional<List<AddressPattern>> sender,
            Optional<List<AddressPattern>> recipient,
            List<HeaderCriterion> headers,
            Optional<InboundRule.Tls> tls,
            Optional<List<CertificatePattern>> clientCertificate,
            Optional<List<CertificatePattern>> serverCertificate,
            Centralization centralization) {}

    Edge edge(String name, Endpoint from, Endpoint to, Span origin) {
        boolean needsRecipient =
                from.kind().isSite() && (to.kind() == EndpointKind.SERVICE || to.kind() == EndpointKind.DEVICE);
        Clauses clauses = new Clauses(
                sometimes(5, values::senders),
                needsRecipient ? Optional.of(values.recipients()) : sometimes(3, values::recipients),
                random.nextInt(6) == 0 ? List.of(values.header(origin)) : List.of(),
                sometimes(3, () -> new InboundRule.Tls(values.minimum(), origin)),
                sometimes(4, values::certificates),
                sometimes(4, values::certificates),
                random.nextInt(4) == 0 ? Centralization.CENTRALIZED : Centralization.DIRECT);
        Connector.State state = random.nextInt(8) == 0 ? Connector.State.DISABLED : Connector.State.ENABLED;
        return new Edge(
                to.kind().isSite()
                        ? Optional.of(
                                inbound(new Connector(name, from.name(), from.kind(), state, origin), from, clauses))
                        : Optional.empty(),
                from.kind().isSite()
                        ? Optional.of(
                                outbound(new Connector(name, to.name(), to.kind(), state, origin), from, to, clauses))
                        : Optional.empty());
    }

    private InboundRule inbound(Connector connector, Endpoint from, Clauses clauses) {
        Span origin = connector.origin();
        boolean trusted = from.kind().isTrusted();
        Requirements required = requirements(clauses, origin);
        List<CertificateGroup> certificates = new ArrayList<>();
        List<NetworkGroup> networks = new ArrayList<>();
        if (!from.certificates().isEmpty()) {
            certificates.add(new CertificateGroup(from.certificates(), origin));
        }
        if (!from.networks().isEmpty()) {
            networks.add(new NetworkGroup(from.networks(), origin));
        }
        int chance = trusted ? 4 : 8;
        sometimes(chance, values::certificates)
                .ifPresent(patterns -> certificates.add(new CertificateGroup(patterns, origin)));
        sometimes(chance, values::networks).ifPresent(list -> networks.add(new NetworkGroup(list, origin)));
        boolean ownIdentity = !certificates.isEmpty()
                || !networks.isEmpty()
                || !clauses.headers().isEmpty();
        if (trusted && certificates.isEmpty() && networks.isEmpty()) {
            required.clientCertificate()
                    .ifPresent(
                            demand -> certificates.add(new CertificateGroup(demand.alternatives(), demand.origin())));
            required.network()
                    .ifPresent(demand -> networks.add(new NetworkGroup(demand.alternatives(), demand.origin())));
            ownIdentity |= !certificates.isEmpty() || !networks.isEmpty();
            if (certificates.isEmpty() && networks.isEmpty()) {
                if (from.kind() == EndpointKind.EXCHANGE_ONLINE) {
                    certificates.add(new CertificateGroup(SHARED_DEFAULT, origin));
                } else {
                    // Without identity it would be an error: the connector names a network.
                    networks.add(new NetworkGroup(values.networks(), origin));
                }
            }
        }
        Optional<AddressGroup> senders = clauses.sender().map(patterns -> stated(patterns, origin));
        if (!trusted) {
            senders = senders.or(() -> Optional.of(defaulted(
                    from.kind() == EndpointKind.PARTNER ? from.domains() : List.of(new AddressPattern.Any()), origin)));
        }
        boolean mayRelay = from.kind() == EndpointKind.EXCHANGE_ONLINE
                ? ownIdentity && random.nextInt(4) > 0
                : random.nextBoolean();
        return new InboundRule(
                connector,
                new Criteria(
                        certificates,
                        networks,
                        senders,
                        clauses.recipient().map(patterns -> stated(patterns, origin)),
                        clauses.headers()),
                trusted && mayRelay ? RelayRight.GRANTED : RelayRight.DENIED,
                required,
                sometimes(3, values::reply));
    }

    private Requirements requirements(Clauses clauses, Span origin) {
        return new Requirements(
                clauses.tls(),
                clauses.clientCertificate().map(patterns -> new Demand<>(patterns, origin)),
                sometimes(6, () -> new Demand<>(values.networks(), origin)),
                sometimes(8, () -> origin),
                sometimes(5, () -> new Demand<>(values.senders(), origin)),
                sometimes(5, () -> new Demand<>(values.recipients(), origin)),
                sometimes(4, () -> new InboundRule.Size(values.size(), origin)));
    }

    private OutboundRule outbound(Connector connector, Endpoint from, Endpoint to, Clauses clauses) {
        Span origin = connector.origin();
        return new OutboundRule(
                connector,
                new Criteria(
                        List.of(),
                        List.of(),
                        clauses.sender().map(patterns -> stated(patterns, origin)),
                        Optional.of(clauses.recipient()
                                .map(patterns -> stated(patterns, origin))
                                .orElseGet(() -> defaulted(carried(from, to, clauses.centralization()), origin))),
                        clauses.headers()),
                clauses.centralization(),
                route(to),
                tls(clauses));
    }

    /** Section 2: what an outbound end carries where no recipient is named. */
    private List<AddressPattern> carried(Endpoint from, Endpoint to, Centralization centralization) {
        boolean everything = to.kind() == EndpointKind.INTERNET
                || centralization == Centralization.CENTRALIZED
                || (from.kind() == EndpointKind.SERVER && to.kind() == EndpointKind.EXCHANGE_ONLINE);
        if (everything) {
            return List.of(new AddressPattern.Any());
        }
        return to.kind() == EndpointKind.PARTNER
                ? to.domains()
                : List.of(new AddressPattern.EveryAcceptedDomain(
                        Stream.concat(organization.authoritative().stream(), organization.relayed().stream())
                                .toList()));
    }

    private Route route(Endpoint to) {
        if (random.nextInt(3) == 0) {
            return new Route.Hosts(
                    List.of(new NextHop("via.example", NextHop.SMTP_PORT), new NextHop("2001:db8::25", 26)));
        }
        if (!to.hosts().isEmpty()) {
            return new Route.Hosts(to.hosts());
        }
        if (!to.kind().isTrusted()) {
            return new Route.RecipientMx();
        }
        return to.tenant()
                .<Route>map(tenant -> new Route.MxOf(new DomainName(tenant)))
                .orElseGet(Route.Unknown::new);
    }

    private OutboundTls tls(Clauses clauses) {
        boolean required =
                clauses.tls().isPresent() || clauses.serverCertificate().isPresent();
        // `tls off` beside a demand for TLS is an error.
        Level unasked =
                random.nextInt(6) == 0 && clauses.clientCertificate().isEmpty() ? Level.NEVER : Level.OPPORTUNISTIC;
        return new OutboundTls(
                required ? Level.REQUIRED : unasked,
                clauses.tls().flatMap(InboundRule.Tls::minimum),
                clauses.serverCertificate().orElse(List.of()),
                clauses.clientCertificate().orElse(List.of()),
                values.pick(
                        List.of(DestinationPolicy.WHEN_PUBLISHED, DestinationPolicy.OFF, DestinationPolicy.REQUIRED)),
                values.pick(
                        List.of(DestinationPolicy.WHEN_PUBLISHED, DestinationPolicy.OFF, DestinationPolicy.REQUIRED)));
    }

    private static AddressGroup stated(List<AddressPattern> patterns, Span origin) {
        return new AddressGroup(patterns, Criteria.Origin.STATED, origin);
    }

    private static AddressGroup defaulted(List<AddressPattern> patterns, Span origin) {
        return new AddressGroup(patterns, Criteria.Origin.DEFAULT, origin);
    }

    /** Once in so many times. */
    private <T> Optional<T> sometimes(int times, Supplier<T> value) {
        return random.nextInt(times) == 0 ? Optional.of(value.get()) : Optional.empty();
    }
}
