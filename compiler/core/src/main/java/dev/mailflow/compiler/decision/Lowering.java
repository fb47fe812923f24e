package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.ast.Clause;
import dev.mailflow.compiler.ast.Clause.FlagKind;
import dev.mailflow.compiler.decision.Criteria.AddressGroup;
import dev.mailflow.compiler.decision.Criteria.CertificateGroup;
import dev.mailflow.compiler.decision.Criteria.HeaderCriterion;
import dev.mailflow.compiler.decision.Criteria.NetworkGroup;
import dev.mailflow.compiler.decision.Criteria.Origin;
import dev.mailflow.compiler.decision.DecisionModel.DirectSend;
import dev.mailflow.compiler.decision.DecisionModel.Directory;
import dev.mailflow.compiler.decision.DecisionModel.Endpoint;
import dev.mailflow.compiler.decision.DecisionModel.Hybrid;
import dev.mailflow.compiler.decision.DecisionModel.MailboxLocation;
import dev.mailflow.compiler.decision.DecisionModel.Organization;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule.Demand;
import dev.mailflow.compiler.decision.InboundRule.RelayRight;
import dev.mailflow.compiler.decision.InboundRule.Requirements;
import dev.mailflow.compiler.decision.OutboundRule.Centralization;
import dev.mailflow.compiler.decision.OutboundRule.DestinationPolicy;
import dev.mailflow.compiler.decision.OutboundRule.Level;
import dev.mailflow.compiler.decision.OutboundRule.OutboundTls;
import dev.mailflow.compiler.decision.OutboundRule.Route;
import dev.mailflow.compiler.source.TextOrder;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.AddressPattern.EveryAcceptedDomain;
import dev.mailflow.compiler.type.CarriedRecipients;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Alternatives;
import dev.mailflow.compiler.type.CheckedPolicy.Require;
import dev.mailflow.compiler.type.CheckedPolicy.Via;
import dev.mailflow.compiler.type.CheckedPolicy.When;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.Identities;
import dev.mailflow.compiler.type.Spanned;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Fills in the defaults of language.md, section 2, and cuts every connector into its two ends. */
public final class Lowering {
    private final CheckedPolicy policy;
    private final EveryAcceptedDomain ours;

    private Lowering(CheckedPolicy policy) {
        this.policy = policy;
        this.ours = new EveryAcceptedDomain(policy.organization().accepted());
    }

    /** @param policy without errors */
    public static DecisionModel lower(CheckedPolicy policy) {
        return new Lowering(policy).model();
    }

    private DecisionModel model() {
        Map<String, List<InboundRule>> inbound = new HashMap<>();
        Map<String, List<OutboundRule>> outbound = new HashMap<>();
        for (CheckedPolicy.Connector connector : policy.connectors()) {
            if (connector.to().kind().isSite()) {
                inbound.computeIfAbsent(connector.to().name(), name -> new ArrayList<>())
                        .add(inbound(connector));
            }
            if (connector.from().kind().isSite()) {
                outbound.computeIfAbsent(connector.from().name(), name -> new ArrayList<>())
                        .add(outbound(connector));
            }
        }
        List<Endpoint> endpoints = new ArrayList<>();
        List<Site> sites = new ArrayList<>();
        for (CheckedPolicy.Endpoint endpoint : policy.endpoints().values()) {
            endpoints.add(endpoint(endpoint));
            if (endpoint.kind().isSite()) {
                List<InboundRule> in = new ArrayList<>(inbound.getOrDefault(endpoint.name(), List.of()));
                List<OutboundRule> out = new ArrayList<>(outbound.getOrDefault(endpoint.name(), List.of()));
                TextOrder.sort(in, rule -> rule.connector().name());
                TextOrder.sort(out, rule -> rule.connector().name());
                sites.add(new Site(endpoint.name(), endpoint.kind(), in, out));
            }
        }
        return new DecisionModel(organization(), endpoints, sites);
    }

    private Organization organization() {
        CheckedPolicy.Organization o = policy.organization();
        List<MailboxLocation> mailboxes = new ArrayList<>();
        for (CheckedPolicy.Endpoint endpoint : policy.endpoints().values()) {
            for (Spanned<AddressPattern> mailbox : endpoint.mailboxes()) {
                mailboxes.add(new MailboxLocation(mailbox.value(), endpoint.name(), mailbox.span()));
            }
        }
        return new Organization(
                values(o.authoritative()),
                values(o.relayed()),
                o.refusesDirectSend().map(Spanned::value).orElse(false) ? DirectSend.REFUSED : DirectSend.ALLOWED,
                o.hopLimit().map(Spanned::value).orElse(Organization.DEFAULT_HOP_LIMIT),
                o.directoryComplete().isPresent() ? Directory.COMPLETE : Directory.OPEN,
                mailboxes);
    }

    private static Endpoint endpoint(CheckedPolicy.Endpoint e) {
        return new Endpoint(
                e.name(),
                e.kind(),
                values(e.certificates()),
                values(e.networks()),
                values(e.domains()),
                values(e.hosts()),
                e.tenant().map(tenant -> tenant.value().text()),
                e.software().map(Spanned::value),
                e.hybridDone().map(Spanned::value).orElse(false) ? Hybrid.DONE : Hybrid.NOT_DONE,
                e.declared() ? Optional.of(e.origin()) : Optional.empty());
    }

    private static Connector connector(CheckedPolicy.Connector c, CheckedPolicy.Endpoint peer) {
        return new Connector(
                c.name(),
                peer.name(),
                peer.kind(),
                c.isEnabled() ? Connector.State.ENABLED : Connector.State.DISABLED,
                extras(c),
                c.origin());
    }

    private static Connector.Extras extras(CheckedPolicy.Connector c) {
        if (c.flags().isEmpty() && c.description().isEmpty()) {
            return Connector.Extras.NONE;
        }
        Set<Connector.Extra> extras = EnumSet.noneOf(Connector.Extra.class);
        if (c.has(FlagKind.KEEP_HEADERS)) {
            extras.add(Connector.Extra.KEEP_HEADERS);
        }
        if (c.has(FlagKind.TREAT_AS_INTERNAL)) {
            extras.add(Connector.Extra.TREAT_AS_INTERNAL);
        }
        return new Connector.Extras(c.description(), extras);
    }

    private InboundRule inbound(CheckedPolicy.Connector c) {
        Require require = c.require();
        return new InboundRule(
                connector(c, c.from()),
                inboundCriteria(c),
                relayRight(c),
                new Requirements(
                        require.tls().map(tls -> new InboundRule.Tls(tls.minimum(), tls.span())),
                        require.clientCertificate().map(Lowering::demand),
                        require.network().map(Lowering::demand),
                        require.auth(),
                        require.sender().map(Lowering::demand),
                        require.recipient().map(Lowering::demand),
                        require.size().map(size -> new InboundRule.Size(size.value(), size.span()))),
                c.otherwise().map(Spanned::value));
    }

    private Criteria inboundCriteria(CheckedPolicy.Connector c) {
        When when = c.when();
        List<CertificateGroup> certificates = new ArrayList<>();
        List<NetworkGroup> networks = new ArrayList<>();
        if (c.from().kind().isTrusted()) {
            identity(c, certificates, networks);
        }
        when.certificate().ifPresent(group -> certificates.add(new CertificateGroup(group.values(), group.span())));
        when.network().ifPresent(group -> networks.add(new NetworkGroup(group.values(), group.span())));
        return new Criteria(
                certificates, networks, inboundSenders(c), when.recipient().map(this::stated), headers(when));
    }

    private static void identity(
            CheckedPolicy.Connector c, List<CertificateGroup> certificates, List<NetworkGroup> networks) {
        CheckedPolicy.Endpoint from = c.from();
        if (Identities.isStated(c)) {
            if (!from.certificates().isEmpty()) {
                certificates.add(new CertificateGroup(
                        values(from.certificates()), from.certificates().get(0).span()));
            }
            if (!from.networks().isEmpty()) {
                networks.add(new NetworkGroup(
                        values(from.networks()), from.networks().get(0).span()));
            }
        } else if (Identities.isFromRequire(c)) {
            c.require()
                    .clientCertificate()
                    .ifPresent(group -> certificates.add(new CertificateGroup(group.values(), group.span())));
            c.require().network().ifPresent(group -> networks.add(new NetworkGroup(group.values(), group.span())));
        } else if (from.kind() == EndpointKind.EXCHANGE_ONLINE) {
            certificates.add(new CertificateGroup(List.of(Identities.sharedDefault(from)), c.head()));
        }
    }

    private Optional<AddressGroup> inboundSenders(CheckedPolicy.Connector c) {
        if (c.when().sender().isPresent()) {
            return c.when().sender().map(this::stated);
        }
        return switch (c.from().kind()) {
            case PARTNER ->
                Optional.of(new AddressGroup(
                        values(c.from().domains()),
                        Origin.DEFAULT,
                        c.from().domains().isEmpty()
                                ? c.head()
                                : c.from().domains().get(0).span()));
            case INTERNET -> Optional.of(new AddressGroup(List.of(new AddressPattern.Any()), Origin.DEFAULT, c.head()));
            default -> Optional.empty();
        };
    }

    private AddressGroup stated(Alternatives<AddressPattern> patterns) {
        return new AddressGroup(patterns.values(), Origin.STATED, patterns.span());
    }

    private static List<HeaderCriterion> headers(When when) {
        if (when.headers().isEmpty()) {
            return List.of();
        }
        return when.headers().stream()
                .map(header -> new HeaderCriterion(
                        header.value().name(), header.value().values(), header.span()))
                .toList();
    }

    private static RelayRight relayRight(CheckedPolicy.Connector c) {
        // What every tenant shows, and where every tenant sends from, selects a source of any kind, and gives none the
        // right.
        if (c.has(FlagKind.NO_RELAY) || Identities.isOfEveryTenant(c)) {
            return RelayRight.DENIED;
        }
        boolean granted = switch (c.from().kind()) {
            case SERVER, EXCHANGE_ONLINE -> true;
            case DEVICE, SERVICE -> c.has(FlagKind.MAY_RELAY);
            case PARTNER, INTERNET -> false;
        };
        return granted ? RelayRight.GRANTED : RelayRight.DENIED;
    }

    private OutboundRule outbound(CheckedPolicy.Connector c) {
        boolean centralized = c.has(FlagKind.CENTRALIZED);
        AddressGroup recipients = c.when()
                .recipient()
                .map(this::stated)
                .orElseGet(() -> new AddressGroup(CarriedRecipients.byDefault(c, ours), Origin.DEFAULT, c.head()));
        return new OutboundRule(
                connector(c, c.to()),
                new Criteria(
                        List.of(),
                        List.of(),
                        c.when().sender().map(this::stated),
                        Optional.of(recipients),
                        headers(c.when())),
                centralized ? Centralization.CENTRALIZED : Centralization.DIRECT,
                route(c),
                tls(c));
    }

    private static Route route(CheckedPolicy.Connector c) {
        if (c.via().isPresent()) {
            return c.via().get() instanceof Via.Hosts hosts ? new Route.Hosts(hosts.hosts()) : new Route.RecipientMx();
        }
        if (!c.to().hosts().isEmpty()) {
            return new Route.Hosts(values(c.to().hosts()));
        }
        if (!c.to().kind().isTrusted()) {
            return new Route.RecipientMx();
        }
        if (c.to().tenant().isPresent()) {
            return new Route.MxOf(c.to().tenant().get().value());
        }
        return new Route.Unknown();
    }

    private static OutboundTls tls(CheckedPolicy.Connector c) {
        Require require = c.require();
        List<CertificatePattern> serverNames =
                require.serverCertificate().map(Alternatives::values).orElse(List.of());
        Level level = c.has(FlagKind.TLS_OFF)
                ? Level.NEVER
                : require.tls().isPresent() || !serverNames.isEmpty() ? Level.REQUIRED : Level.OPPORTUNISTIC;
        return new OutboundTls(
                level,
                require.tls().flatMap(CheckedPolicy.Tls::minimum),
                serverNames,
                level == Level.NEVER ? List.of() : presented(c),
                policy(c.mtaSts().map(Spanned::value)),
                policy(c.dane().map(Spanned::value)));
    }

    /** What the receiving end asks for, or knows us by, we are obliged to show; who never starts TLS shows nothing. */
    private static List<CertificatePattern> presented(CheckedPolicy.Connector c) {
        return c.require()
                .clientCertificate()
                .map(Alternatives::values)
                .or(() -> c.when().certificate().map(Alternatives::values))
                .orElseGet(() -> values(c.from().certificates()));
    }

    private static DestinationPolicy policy(Optional<Clause.Strictness> strictness) {
        return strictness
                .map(s -> s == Clause.Strictness.OFF ? DestinationPolicy.OFF : DestinationPolicy.REQUIRED)
                .orElse(DestinationPolicy.WHEN_PUBLISHED);
    }

    private static <T> Demand<T> demand(Alternatives<T> alternatives) {
        return new Demand<>(alternatives.values(), alternatives.span());
    }

    private static <T> List<T> values(List<Spanned<T>> spanned) {
        if (spanned.isEmpty()) {
            return List.of();
        }
        if (spanned.size() == 1) {
            return List.of(spanned.get(0).value());
        }
        List<T> values = new ArrayList<>(spanned.size());
        for (Spanned<T> value : spanned) {
            values.add(value.value());
        }
        return values;
    }

    /** The test cases of a policy without errors. */
    public static List<TestCase> tests(CheckedPolicy policy) {
        return policy.tests().stream().map(TestLowering::lower).toList();
    }
}
