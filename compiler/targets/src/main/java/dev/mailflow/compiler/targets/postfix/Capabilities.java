package dev.mailflow.compiler.targets.postfix;

import static dev.mailflow.compiler.target.Capability.approximate;
import static dev.mailflow.compiler.target.Capability.unsupported;

import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.DecisionModel;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.InboundRule.RelayRight;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.Centralization;
import dev.mailflow.compiler.decision.OutboundRule.DestinationPolicy;
import dev.mailflow.compiler.decision.OutboundRule.Level;
import dev.mailflow.compiler.decision.OutboundRule.Route;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.diagnostic.Severity;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.target.Capability;
import dev.mailflow.compiler.target.Construct;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.Reply;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** What Postfix can say of a policy, and the findings where a policy says what it cannot. */
final class Capabilities {
    private static final String FINGERPRINTS =
            "Postfix compares certificates by fingerprint: put the certificate itself into the folder `clients`";

    static final Map<Construct, Capability> ALL = all();

    private final DiagnosticSink sink;
    private boolean possible = true;

    private Capabilities(DiagnosticSink sink) {
        this.sink = sink;
    }

    private static Map<Construct, Capability> all() {
        Map<Construct, Capability> all = new EnumMap<>(Construct.class);
        all.put(Construct.IDENTITY_CERTIFICATE, approximate(FINGERPRINTS));
        all.put(Construct.IDENTITY_BOTH, approximate(FINGERPRINTS));
        all.put(Construct.WHEN_CERTIFICATE, approximate(FINGERPRINTS));
        all.put(Construct.REQUIRE_CLIENT_CERTIFICATE, approximate(FINGERPRINTS));
        all.put(Construct.WHEN_HEADER, unsupported("Postfix decides before it has seen a header"));
        all.put(
                Construct.REQUIRE_TLS_VERSION,
                approximate("Postfix asks every client for the same version, TLS 1.2 if one is asked for it"));
        all.put(Construct.REQUIRE_SIZE, approximate("Postfix has one size limit for all sources"));
        all.put(
                Construct.OTHERWISE,
                approximate("behind a missing TLS Postfix defers whatever it refuses, in words of its own"));
        all.put(Construct.CENTRALIZED, unsupported("Postfix routes by recipient and not by source"));
        all.put(
                Construct.REQUIRE_SERVER_CERTIFICATE,
                approximate("a certificate pattern with `*` covers names further below too"));
        all.put(Construct.WHEN_SENDER, approximate("by sender Postfix routes only what no other table names"));
        all.put(Construct.DANE, approximate("Postfix requires TLS, or verifies by name, or uses DANE: one of these"));
        all.put(Construct.MTA_STS, approximate("Postfix looks no MTA-STS policy up"));
        return Map.copyOf(all);
    }

    /** Whether the site can be written; says why not, and where it is not exact. */
    static boolean report(DecisionModel model, Site site, Routing routing, DiagnosticSink sink) {
        Capabilities report = new Capabilities(sink);
        LeastTls least = LeastTls.of(site);
        for (InboundRule rule : site.inbound()) {
            if (rule.connector().isEnabled()) {
                report.inbound(rule, least);
            }
        }
        for (OutboundRule rule : site.outbound()) {
            if (rule.connector().isEnabled()) {
                report.outbound(site, rule);
            }
        }
        report.sizes(site);
        report.versions(least);
        report.destinationPolicies(site);
        report.dane(site);
        report.backBySender(site, routing);
        Set<OutboundRule> told = new HashSet<>();
        for (Routing.Dependent dependent : routing.dependent()) {
            if (told.add(dependent.rule())) {
                report.cannot(
                        Construct.WHEN_SENDER,
                        dependent.rule().connector().origin(),
                        "by sender Postfix routes only what no other table names, and `"
                                + dependent.rule().connector().name() + "` would route "
                                + dependent.recipients() + " so",
                        "let the connector carry `*`, outside of the accepted domains and of other connectors");
            }
        }
        return report.possible;
    }

    private void inbound(InboundRule rule, LeastTls least) {
        Span origin = rule.connector().origin();
        String name = rule.connector().name();
        rule.criteria().headers().stream()
                .findFirst()
                .ifPresent(header -> cannot(
                        Construct.WHEN_HEADER,
                        header.origin(),
                        "`" + name + "` selects by a header, and Postfix decides before it has seen one",
                        "select by network or certificate"));
        rule.requirements().tls().ifPresent(tls -> {
            if (least.isLessThan(rule)) {
                cannot(
                        Construct.REQUIRE_TLS_VERSION,
                        tls.origin(),
                        "Postfix cannot ask one client for TLS "
                                + tls.minimum().orElseThrow().text() + ": its lowest version holds for all",
                        "write `require tls 1.2`, or run the mailflow relay at this site");
            }
            if (rule.otherwise()
                    .filter(reply -> reply.verdict() == Reply.Verdict.DEFER)
                    .isPresent()) {
                nearly(
                        Construct.OTHERWISE,
                        tls.origin(),
                        "without TLS Postfix defers for `" + name
                                + "` in words of its own, and whatever else it refuses there",
                        "nothing to do if the words do not matter");
            }
        });
        certificates(rule)
                .ifPresent(
                        certificate -> nearly(
                                Construct.REQUIRE_CLIENT_CERTIFICATE,
                                origin,
                                "Postfix knows the certificate `" + certificate + "` of `" + name
                                        + "` by its fingerprint alone",
                                "put each such certificate, as PEM, into the folder `clients` before you run `apply`; without one nobody matches"));
    }

    private static Optional<CertificatePattern> certificates(InboundRule rule) {
        return rule.criteria().certificates().stream()
                .flatMap(group -> group.patterns().stream())
                .findFirst()
                .or(() -> rule.requirements()
                        .clientCertificate()
                        .flatMap(demand -> demand.alternatives().stream().findFirst()));
    }

    private void outbound(Site site, OutboundRule rule) {
        Span origin = rule.connector().origin();
        String name = rule.connector().name();
        if (rule.route() instanceof Route.Unknown) {
            possible = false;
            sink.report(Diagnostic.of(
                            DiagnosticCode.POSTFIX_NEXT_HOP_UNKNOWN,
                            origin,
                            "Postfix of `" + site.name() + "` cannot send by `" + name + "`: no host of `"
                                    + rule.connector().peer() + "` is known")
                    .withHelp("add `via HOST` to the connector, or `hosts HOST` to endpoint "
                            + rule.connector().peer()));
        }
        rule.criteria().headers().stream()
                .findFirst()
                .ifPresent(header -> cannot(
                        Construct.WHEN_HEADER,
                        header.origin(),
                        "`" + name + "` routes by a header, and Postfix by recipient and sender alone",
                        "route by recipient or sender"));
        if (rule.centralization() == Centralization.CENTRALIZED) {
            cannot(
                    Construct.CENTRALIZED,
                    origin,
                    "`" + name + "` is centralized, and Postfix routes by recipient whatever the source",
                    "centralize at the other end, or run the mailflow relay at this site");
        }
        rule.tls().serverNames().stream()
                .filter(CertificatePattern::isWildcard)
                .findFirst()
                .ifPresent(pattern -> nearly(
                        Construct.REQUIRE_SERVER_CERTIFICATE,
                        origin,
                        "for `" + pattern + "` Postfix also takes names further below",
                        "name the hosts' own names to be exact"));
        if (rule.tls().dane() == DestinationPolicy.REQUIRED
                && !rule.tls().serverNames().isEmpty()) {
            cannot(
                    Construct.DANE,
                    origin,
                    "`" + name + "` asks for DANE and for a certificate by name, and Postfix verifies one or the other",
                    "leave out `dane require`, or the certificate");
        }
        if (rule.tls().mtaSts() == DestinationPolicy.REQUIRED) {
            cannot(
                    Construct.MTA_STS,
                    origin,
                    "`" + name + "` enforces MTA-STS, and Postfix looks no such policy up",
                    "require the destination's certificate by name, or `dane require`");
        }
    }

    /** One note a site: that this is so does not depend on what the policy says. */
    private void destinationPolicies(Site site) {
        site.outbound().stream()
                .filter(rule -> rule.connector().isEnabled())
                .filter(rule -> !(rule.route() instanceof Route.Hosts)
                        && rule.tls().mtaSts() == DestinationPolicy.WHEN_PUBLISHED)
                .findFirst()
                .ifPresent(rule -> sink.report(note(
                        rule.connector().origin(),
                        "Postfix looks no MTA-STS policy up for `"
                                + rule.connector().name() + "`",
                        "say `mta-sts off`, or add a policy service to Postfix")));
    }

    /** R9 is asked of recipients; what goes by its sender is refused by no table when it came from where it goes. */
    private void backBySender(Site site, Routing routing) {
        Set<OutboundRule> ways = new LinkedHashSet<>();
        routing.outcomesBySender().each(outcome -> {
            if (outcome instanceof Outcome.Send send
                    && send.via().criteria().senders().isPresent()) {
                ways.add(send.via());
            }
        });
        ways.stream()
                .filter(way -> site.inbound().stream()
                        .anyMatch(rule -> rule.connector().isEnabled()
                                && rule.relayRight() == RelayRight.GRANTED
                                && rule.connector()
                                        .peer()
                                        .equals(way.connector().peer())))
                .forEach(way -> nearly(
                        Construct.WHEN_SENDER,
                        way.connector().origin(),
                        "what `" + way.connector().peer() + "` itself sends for these senders goes back to it by `"
                                + way.connector().name() + "`, where the policy refuses it as a loop",
                        "let `" + way.connector().peer()
                                + "` have no right to relay here, or send by another endpoint"));
    }

    /** One note a site: whoever is not asked for TLS, or for no version, may speak an older one. */
    private void versions(LeastTls least) {
        least.wider()
                .ifPresent(
                        rule -> sink.report(
                                note(
                                        rule.requirements().tls().orElseThrow().origin(),
                                        "`" + rule.connector().name()
                                                + "` asks for TLS 1.2, and Postfix asks every client for it: an older version is spoken with nobody",
                                        "let devices that know no other version send in clear, or run the mailflow relay at this site")));
    }

    /** One note a site: the level that looks TLSA records up lets mail go in clear where there is none (RFC 7672 2.2). */
    private void dane(Site site) {
        site.outbound().stream()
                .filter(rule -> rule.connector().isEnabled())
                .filter(rule -> rule.tls().level() == Level.REQUIRED
                        && rule.tls().dane() == DestinationPolicy.WHEN_PUBLISHED
                        && mayPublish(rule.route()))
                .findFirst()
                .ifPresent(
                        rule -> sink.report(
                                note(
                                        rule.connector().origin(),
                                        "`" + rule.connector().name()
                                                + "` requires TLS, and Postfix then looks no TLSA record up, so that DANE is not used there",
                                        "say `dane require`, without a certificate, where the destination publishes one; else `dane off`")));
    }

    private static boolean mayPublish(Route route) {
        return !(route instanceof Route.Hosts hosts)
                || hosts.hosts().stream()
                        .anyMatch(hop -> IpAddress.parse(hop.host()).isEmpty());
    }

    private static Diagnostic note(Span origin, String message, String help) {
        return Diagnostic.of(DiagnosticCode.POSTFIX_NEARLY, origin, message)
                .withHelp(help)
                .withSeverity(Severity.NOTE);
    }

    private void sizes(Site site) {
        if (commonSize(site).isEmpty()) {
            site.inbound().stream()
                    .filter(rule -> rule.connector().isEnabled())
                    .flatMap(rule -> rule.requirements().size().stream())
                    .findFirst()
                    .ifPresent(size -> nearly(
                            Construct.REQUIRE_SIZE,
                            size.origin(),
                            "Postfix has one size limit for all sources: this one is not set",
                            "ask the same `size` of every connector to this site, `from internet` included"));
        }
    }

    /** The limit that every source has, plain internet included; empty if there is no such one. */
    static OptionalLong commonSize(Site site) {
        List<InboundRule> enabled = site.inbound().stream()
                .filter(rule -> rule.connector().isEnabled())
                .toList();
        Set<Optional<Long>> sizes = enabled.stream()
                .map(rule -> rule.requirements().size().map(InboundRule.Size::octets))
                .collect(Collectors.toSet());
        boolean everyone = enabled.stream().anyMatch(Capabilities::isEverybody);
        return everyone && sizes.size() == 1
                ? sizes.iterator().next().map(OptionalLong::of).orElse(OptionalLong.empty())
                : OptionalLong.empty();
    }

    /** Whether a connector is what is left for plain internet, whatever is sent. */
    static boolean isEverybody(InboundRule rule) {
        return rule.connector().peerKind() == EndpointKind.INTERNET && isUnconditional(rule);
    }

    private static boolean isUnconditional(InboundRule rule) {
        Criteria criteria = rule.criteria();
        return criteria.certificates().isEmpty()
                && criteria.networks().isEmpty()
                && criteria.headers().isEmpty()
                && criteria.recipients().isEmpty()
                && criteria.senders()
                        .filter(group -> !group.patterns().contains(new AddressPattern.Any()))
                        .isEmpty();
    }

    private void cannot(Construct construct, Span origin, String message, String help) {
        possible = false;
        report(DiagnosticCode.POSTFIX_CANNOT, construct, origin, message, help);
    }

    private void nearly(Construct construct, Span origin, String message, String help) {
        report(DiagnosticCode.POSTFIX_NEARLY, construct, origin, message, help);
    }

    private void report(DiagnosticCode code, Construct construct, Span origin, String message, String help) {
        if (!ALL.containsKey(construct)) {
            throw new IllegalStateException(construct + " is said to be exact");
        }
        sink.report(Diagnostic.of(code, origin, message).withHelp(help));
    }
}
