package dev.mailflow.compiler.analysis.sites;

import dev.mailflow.compiler.analysis.clause.Admission.Admitted;
import dev.mailflow.compiler.analysis.clause.Arrival;
import dev.mailflow.compiler.analysis.clause.Arrival.Standing;
import dev.mailflow.compiler.analysis.clause.SiteClauses;
import dev.mailflow.compiler.analysis.clause.SourceClause;
import dev.mailflow.compiler.analysis.space.Box;
import dev.mailflow.compiler.analysis.space.Dimension;
import dev.mailflow.compiler.analysis.space.MessageSpace;
import dev.mailflow.compiler.analysis.space.Ranges;
import dev.mailflow.compiler.decision.Criteria;
import dev.mailflow.compiler.decision.InboundRule;
import dev.mailflow.compiler.decision.InboundRule.RelayRight;
import dev.mailflow.compiler.decision.OutboundRule.Centralization;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByConnector;
import dev.mailflow.compiler.decision.Verdict.Attribution.ByInternet;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where mail comes in that none of our sites gives to another, and who can send it there. */
final class Entrances {
    /** Nobody holds a larger block of IPv4, or IPv6, than one of the next length: a larger network means everybody. */
    private static final int WIDEST_V4 = 8;

    private static final int WIDEST_V6 = 16;

    /** Within a site only, and of nobody outside of it: unique local and link-local addresses (RFC 4193, RFC 4291 2.5.6). */
    private static final List<Network> OF_NOBODY =
            List.of(new Network(new IpAddress(0xFCL << 56, 0), 7), new Network(new IpAddress(0xFE80L << 48, 0), 10));

    private final List<SiteClauses> sites;
    private final MessageSpace space;
    /** Clients that no narrow network names; asked for by few policies. */
    private @Nullable Ranges strangers;
    /** Names of certificates that anybody gets. */
    private @Nullable Ranges strangersNames;

    private final List<Start> starts = new ArrayList<>();
    private final Map<Start, List<SourceClause>> sources = new LinkedHashMap<>();
    /** Of those that were asked for. */
    private final Map<Start, List<SourceClause>> unproved = new LinkedHashMap<>();

    Entrances(List<SiteClauses> sites) {
        this.sites = sites;
        this.space = sites.get(0).space();
        for (int site = 0; site < sites.size(); site++) {
            at(site);
        }
    }

    List<Start> starts() {
        return starts;
    }

    private Ranges strangers() {
        Ranges known = strangers;
        if (known == null) {
            known = space.all(Dimension.CLIENT).minus(space.clients(narrowNetworks()));
            strangers = known;
        }
        return known;
    }

    private Ranges strangersNames() {
        Ranges known = strangersNames;
        if (known == null) {
            Set<CertificatePattern> ofAnybody = new LinkedHashSet<>();
            for (SiteClauses site : sites) {
                for (InboundRule rule : site.site().inbound()) {
                    rule.criteria().certificates().forEach(group -> addOfAnybody(group.patterns(), ofAnybody));
                    rule.requirements()
                            .clientCertificate()
                            .ifPresent(demand -> addOfAnybody(demand.alternatives(), ofAnybody));
                }
            }
            known = Ranges.union(ofAnybody.stream().map(space::unnamed).toList());
            strangersNames = known;
        }
        return known;
    }

    private static void addOfAnybody(List<CertificatePattern> patterns, Set<CertificatePattern> found) {
        for (CertificatePattern pattern : patterns) {
            if (isOfAnybody(pattern)) {
                found.add(pattern);
            }
        }
    }

    /** {@code *.com}: right below a domain that sells names. */
    private static boolean isOfAnybody(CertificatePattern pattern) {
        return pattern.isWildcard() && pattern.text().indexOf('.', 2) < 0;
    }

    /** Whether whoever wants to brings that name. */
    private boolean isOpen(Ranges need) {
        return space.isOfHeaders(need) || need.meets(strangersNames());
    }

    private Set<Network> narrowNetworks() {
        Set<Network> narrow = new LinkedHashSet<>();
        for (SiteClauses site : sites) {
            for (InboundRule rule : site.site().inbound()) {
                rule.criteria().networks().forEach(group -> narrow.addAll(group.networks()));
                rule.requirements().network().ifPresent(demand -> narrow.addAll(demand.alternatives()));
            }
        }
        narrow.removeIf(network -> network.prefix() < (network.base().isV4() ? WIDEST_V4 : WIDEST_V6)
                && OF_NOBODY.stream().noneMatch(own -> own.contains(network)));
        return narrow;
    }

    private void at(int site) {
        SiteClauses clauses = sites.get(site);
        SourceClause mailbox = clauses.sources().get(0);
        add(new Start(site, new Arrival(mailbox.by(), Standing.OURS), Start.Kind.MAILBOX), List.of(mailbox));
        List<SourceClause> foreign = new ArrayList<>();
        for (SourceClause source : clauses.sources()) {
            if (source.by() instanceof ByInternet) {
                foreign.add(0, source);
            } else if (isForeign(source)) {
                foreign.add(source);
            }
        }
        add(new Start(site, new Arrival(new ByInternet(), Standing.FOREIGN), Start.Kind.STRANGER), foreign);
        Set<String> centres = new LinkedHashSet<>();
        clauses.site().outbound().stream()
                .filter(rule -> rule.connector().isEnabled())
                .filter(rule -> rule.centralization() == Centralization.CENTRALIZED)
                .filter(rule -> !rule.connector().peerKind().isSite())
                .forEach(rule -> centres.add(rule.connector().peer()));
        centres.forEach(peer -> handed(site, peer));
        if (centres.contains(EndpointKind.INTERNET.text())) {
            // The internet is left out of that way, a partner is not; a user who authenticated is none of both.
            add(new Start(site, new Arrival(new ByInternet(), Standing.OURS), Start.Kind.HANDED), foreign);
            foreign.stream()
                    .filter(source -> source.rule()
                            .filter(rule -> rule.connector().peerKind() == EndpointKind.PARTNER)
                            .isPresent())
                    .findFirst()
                    .ifPresent(partner -> add(
                            new Start(site, new Arrival(partner.by(), Standing.FOREIGN), Start.Kind.HANDED), foreign));
        }
        anybody(site);
    }

    private static boolean isForeign(SourceClause source) {
        return source.rule()
                .filter(rule -> !rule.connector().peerKind().isTrusted())
                .isPresent();
    }

    private void handed(int site, String peer) {
        List<SourceClause> from = sites.get(site).sources().stream()
                .filter(source -> source.rule()
                        .filter(rule -> rule.connector().peer().equals(peer))
                        .isPresent())
                .toList();
        if (!from.isEmpty()) {
            for (Standing standing : Standing.values()) {
                add(new Start(site, new Arrival(from.get(0).by(), standing), Start.Kind.HANDED), from);
            }
        }
    }

    /** Sources with a relay right that are known by addresses and certificates that anybody can have. */
    private void anybody(int site) {
        for (SourceClause source : sites.get(site).sources()) {
            if (source.by() instanceof ByConnector by
                    && by.rule().connector().peerKind().isTrusted()
                    && by.rule().relayRight() == RelayRight.GRANTED
                    && source.box().needs().stream().allMatch(this::isOpen)
                    && source.box().ranges(Dimension.CLIENT).meets(strangers())) {
                add(new Start(site, new Arrival(by, Standing.OURS), Start.Kind.ANYBODY), List.of(source));
            }
        }
    }

    private void add(Start start, List<SourceClause> from) {
        starts.add(start);
        sources.put(start, from);
    }

    /** Whether some network or certificate is asked for that not everybody has. */
    private boolean asksForProof(InboundRule rule) {
        Stream<List<Network>> networks = Stream.concat(
                rule.requirements().network().map(InboundRule.Demand::alternatives).stream(),
                rule.criteria().networks().stream().map(Criteria.NetworkGroup::networks));
        Stream<List<CertificatePattern>> certificates = Stream.concat(
                rule.requirements().clientCertificate().map(InboundRule.Demand::alternatives).stream(),
                rule.criteria().certificates().stream().map(Criteria.CertificateGroup::patterns));
        return certificates.anyMatch(group -> group.stream().noneMatch(Entrances::isOfAnybody))
                || networks.anyMatch(group -> !space.clients(group).meets(strangers()));
    }

    /** Of the sources those that neither a network nor a certificate proves: one that everybody has proves nothing. */
    List<SourceClause> unproved(Start start) {
        return unproved.computeIfAbsent(
                start,
                asked -> sources(asked).stream()
                        .filter(source ->
                                source.rule().filter(this::asksForProof).isEmpty())
                        .toList());
    }

    /** Who can send the messages of the box so that they start so; the likeliest first. */
    List<SourceClause> sources(Start start) {
        return sources.getOrDefault(start, List.of());
    }

    /** Of the source's messages in the box, those that R4 to R6 let in as that start says. */
    List<Box> admitted(Start start, SourceClause source, Box box) {
        Box scope = source.box().and(box);
        if (start.kind() == Start.Kind.ANYBODY) {
            scope = scope.only(Dimension.CLIENT, strangers()).only(Dimension.USER, space.unauthenticated());
        }
        if (scope.isEmpty()) {
            return List.of();
        }
        return sites
                .get(start.site())
                .admission()
                .of(new SourceClause(source.by(), scope, source.rank(), source.order()))
                .admitted()
                .stream()
                .filter(admitted ->
                        admitted.arrival().standing() == start.arrival().standing())
                .map(Admitted::box)
                .filter(some -> start.kind() != Start.Kind.ANYBODY
                        || some.needs().stream().allMatch(this::isOpen))
                .toList();
    }
}
