package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.decision.Criteria.CertificateGroup;
import dev.mailflow.compiler.decision.Criteria.NetworkGroup;
import dev.mailflow.compiler.decision.DecisionModel.Endpoint;
import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.InboundRule.Demand;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.compiler.decision.OutboundRule.Centralization;
import dev.mailflow.compiler.decision.OutboundRule.Level;
import dev.mailflow.compiler.decision.OutboundRule.Route;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.NextHop;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How mail passes from one site to the next: who gets it, and what that site is shown. As the policy says, or with one fault.
 *
 * <p>The next site is shown an address of the sender that lies in every network by which the connector knows it, TLS 1.3, and a
 * certificate with the names that the sender states and the connector asks for: of alternatives the first that will do.
 */
public final class Links {
    /** Where the policy says something of each address that is there for examples (RFC 5737, RFC 3849). */
    private static final IpAddress UNKNOWN = IpAddress.ofV4(0);

    private static final List<IpAddress> EXAMPLES = Stream.of("192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1")
            .flatMap(text -> IpAddress.parse(text).stream())
            .toList();

    private final DecisionModel model;
    private final Optional<Fault> fault;
    private final Set<String> sites = new LinkedHashSet<>();
    // Made when they are asked for: of a policy of one site nobody asks.
    private @Nullable Map<String, InboundRule> farEnds;
    private @Nullable Map<String, List<String>> sitesOf;
    private @Nullable Map<String, List<String>> owners;
    private @Nullable IpAddress somewhere;
    private @Nullable Verdicts verdicts;

    private Links(DecisionModel model, Optional<Fault> fault) {
        this.model = model;
        this.fault = fault;
        model.sites().forEach(site -> sites.add(site.name()));
    }

    /** The inbound end of each connector. */
    private Map<String, InboundRule> farEnds() {
        Map<String, InboundRule> made = farEnds;
        if (made == null) {
            made = new HashMap<>();
            for (Site site : model.sites()) {
                for (InboundRule rule : site.inbound()) {
                    made.put(rule.connector().name(), rule);
                }
            }
            farEnds = made;
        }
        return made;
    }

    /** The sites to which enabled connectors lead from an endpoint. */
    private Map<String, List<String>> sitesOf() {
        Map<String, List<String>> made = sitesOf;
        if (made == null) {
            made = new LinkedHashMap<>();
            for (Site site : model.sites()) {
                for (InboundRule rule : site.inbound()) {
                    if (rule.connector().isEnabled()) {
                        List<String> reached =
                                made.computeIfAbsent(rule.connector().peer(), peer -> new ArrayList<>());
                        if (!reached.contains(site.name())) {
                            reached.add(site.name());
                        }
                    }
                }
            }
            sitesOf = made;
        }
        return made;
    }

    /** The endpoints that a host belongs to. */
    private Map<String, List<String>> owners() {
        Map<String, List<String>> made = owners;
        if (made == null) {
            Map<String, List<String>> all = new HashMap<>();
            model.endpoints()
                    .forEach(endpoint -> endpoint.hosts()
                            .forEach(host -> all.computeIfAbsent(key(host), k -> new ArrayList<>())
                                    .add(endpoint.name())));
            made = all;
            owners = made;
        }
        return made;
    }

    /** As the policy says. */
    public static Links of(DecisionModel model) {
        return new Links(model, Optional.empty());
    }

    /** @param fault absent: as the policy says */
    public static Links of(DecisionModel model, Optional<Fault> fault) {
        return new Links(model, fault);
    }

    public DecisionModel model() {
        return model;
    }

    /** What each site decides of the many messages that these links are followed for. */
    public Verdicts verdicts() {
        Verdicts made = verdicts;
        if (made == null) {
            made = new Verdicts(model);
            verdicts = made;
        }
        return made;
    }

    public Optional<Fault> fault() {
        return fault;
    }

    public boolean isSite(String endpoint) {
        return sites.contains(endpoint);
    }

    private static String key(NextHop host) {
        return host.host().toLowerCase(Locale.ROOT) + " " + host.port();
    }

    /** The endpoint that gets what the connector carries: its own, unless a host is down. Empty: nobody, the mail waits. */
    public Optional<String> destination(OutboundRule via) {
        return fault.orElse(null) instanceof Fault.HostDown down
                ? destination(via, down.host())
                : Optional.of(via.connector().peer());
    }

    private Optional<String> destination(OutboundRule via, NextHop down) {
        String peer = via.connector().peer();
        if (!(via.route() instanceof Route.Hosts hosts) || !contains(hosts.hosts(), down)) {
            return Optional.of(peer);
        }
        return hosts.hosts().stream()
                .filter(host -> !key(host).equals(key(down)))
                .filter(host -> owner(host, peer).equals(peer) || isGoodFor(via, owner(host, peer), host))
                .findFirst()
                .map(host -> owner(host, peer));
    }

    private static boolean contains(List<NextHop> hosts, NextHop host) {
        return hosts.stream().anyMatch(one -> key(one).equals(key(host)));
    }

    /** Whose host it is; a connector's own endpoint before others. */
    private String owner(NextHop host, String peer) {
        List<String> all = owners().getOrDefault(key(host), List.of(peer));
        return all.contains(peer) ? peer : all.get(0);
    }

    /** R11. Who states no certificate shows one of the host's name. */
    private boolean isGoodFor(OutboundRule via, String owner, NextHop host) {
        Endpoint endpoint = model.endpoint(owner);
        List<String> names = new ArrayList<>();
        names.add(host.host().toLowerCase(Locale.ROOT));
        endpoint.certificates().stream().limit(1).forEach(pattern -> names.add(name(endpoint, pattern)));
        return Interpreter.judge(via.tls(), new RemoteOffer(Optional.of(TlsVersion.TLS_1_3), names))
                .isEmpty();
    }

    /** How the connector's destination sees the sending site. */
    public Connection connection(String from, OutboundRule via) {
        boolean isPlain = via.tls().level() == Level.NEVER;
        return connection(
                model.endpoint(from),
                via.tls().presented(),
                Optional.ofNullable(farEnds().get(via.connector().name())),
                isPlain);
    }

    /**
     * The sites to which a trusted endpoint that is none of ours hands back what it was given on the central way (R7): those that a
     * connector leads to from there, without any the site that gave it.
     */
    public List<String> handedBack(String from, OutboundRule via) {
        boolean isGivenBack = via.centralization() == Centralization.CENTRALIZED
                && via.connector().peerKind().isTrusted()
                && !isSite(via.connector().peer());
        return isGivenBack ? sitesOf().getOrDefault(via.connector().peer(), List.of(from)) : List.of();
    }

    /** How a site sees an endpoint that hands mail back. */
    public Connection handing(String from, String to) {
        Optional<InboundRule> known = model.site(to).inbound().stream()
                .filter(rule -> rule.connector().isEnabled())
                .filter(rule -> rule.connector().peer().equals(from))
                .findFirst();
        return connection(model.endpoint(from), List.of(), known, false);
    }

    private Connection connection(
            Endpoint sender, List<CertificatePattern> presented, Optional<InboundRule> farEnd, boolean isPlain) {
        boolean isUnproved =
                fault.filter(new Fault.CertificateLost(sender.name())::equals).isPresent();
        return new Connection(
                address(sender, farEnd),
                isPlain ? Optional.empty() : Optional.of(TlsVersion.TLS_1_3),
                isPlain || isUnproved ? List.of() : names(sender, presented, farEnd),
                Optional.empty());
    }

    /** In every network by which it is known, and in all that are asked of it, if there is such an address. */
    private IpAddress address(Endpoint sender, Optional<InboundRule> farEnd) {
        List<List<Network>> groups = new ArrayList<>();
        if (!sender.networks().isEmpty()) {
            groups.add(sender.networks());
        }
        farEnd.ifPresent(rule -> {
            rule.criteria().networks().stream().map(NetworkGroup::networks).forEach(groups::add);
            rule.requirements().network().map(Demand::alternatives).ifPresent(groups::add);
        });
        Optional<IpAddress> inAll = groups.stream()
                .flatMap(List::stream)
                .filter(network -> isInAll(network.base(), groups))
                .findFirst()
                .map(Network::base);
        return inAll.or(() -> sender.networks().stream().findFirst().map(Network::base))
                .or(() -> sender.hosts().stream()
                        .flatMap(host -> IpAddress.parse(host.host()).stream())
                        .findFirst())
                .orElseGet(this::somewhere);
    }

    /** An address that can be in a message and of which the policy says nothing. */
    private IpAddress somewhere() {
        IpAddress made = somewhere;
        if (made == null) {
            List<Network> named = named();
            made = EXAMPLES.stream()
                    .filter(address -> named.stream().noneMatch(network -> network.contains(address)))
                    .findFirst()
                    .orElse(UNKNOWN);
            somewhere = made;
        }
        return made;
    }

    private List<Network> named() {
        List<Network> named = new ArrayList<>();
        model.endpoints().forEach(endpoint -> named.addAll(endpoint.networks()));
        for (Site site : model.sites()) {
            for (InboundRule rule : site.inbound()) {
                rule.criteria().networks().forEach(group -> named.addAll(group.networks()));
                rule.requirements().network().ifPresent(demand -> named.addAll(demand.alternatives()));
            }
        }
        return named;
    }

    private static boolean isInAll(IpAddress address, List<List<Network>> groups) {
        return groups.stream().allMatch(group -> group.stream().anyMatch(network -> network.contains(address)));
    }

    private static List<String> names(
            Endpoint sender, List<CertificatePattern> presented, Optional<InboundRule> farEnd) {
        // Shown by every tenant of Exchange Online that states no certificate of its own.
        String shared = sender.cloud().certificate().text();
        boolean isShared = sender.kind() == EndpointKind.EXCHANGE_ONLINE
                && sender.certificates().isEmpty();
        Set<String> names = new LinkedHashSet<>(Stream.of(
                        presented.stream().limit(1).map(pattern -> name(sender, pattern)),
                        sender.certificates().stream().limit(1).map(pattern -> name(sender, pattern)),
                        isShared ? Stream.of(shared) : Stream.<String>empty())
                .flatMap(some -> some)
                .toList());
        List<List<CertificatePattern>> groups = new ArrayList<>();
        farEnd.ifPresent(rule -> {
            rule.criteria().certificates().stream()
                    .map(CertificateGroup::patterns)
                    .forEach(groups::add);
            rule.requirements().clientCertificate().map(Demand::alternatives).ifPresent(groups::add);
        });
        groups.stream()
                .filter(group -> names.stream().noneMatch(name -> group.stream().anyMatch(p -> p.matches(name))))
                .map(group -> name(sender, group.get(0)))
                .filter(name -> !name.equals(shared))
                .forEach(names::add);
        return List.copyOf(names);
    }

    /** A certificate's name that the pattern covers: one of the endpoint's hosts, or one made up. */
    private static String name(Endpoint sender, CertificatePattern pattern) {
        return sender.hosts().stream()
                .map(NextHop::host)
                .map(host -> host.toLowerCase(Locale.ROOT))
                .filter(pattern::matches)
                .findFirst()
                .orElse(pattern.isWildcard() ? "mail" + pattern.text().substring(1) : pattern.text());
    }

    /** Whether the policy has what the fault is of: an endpoint of that name, or a connector that names the host. */
    public static boolean isOf(DecisionModel model, Fault fault) {
        if (fault instanceof Fault.CertificateLost lost) {
            return model.endpoints().stream()
                    .anyMatch(endpoint -> endpoint.name().equals(lost.endpoint()));
        }
        NextHop host = ((Fault.HostDown) fault).host();
        return model.sites().stream()
                .flatMap(site -> site.outbound().stream())
                .anyMatch(rule -> rule.route() instanceof Route.Hosts hosts && contains(hosts.hosts(), host));
    }

    /**
     * Every single fault that can change a way: certificates that our sites, and those who hand mail back to them, are known by, and
     * hosts behind which another endpoint's stands.
     */
    public static List<Fault> faults(DecisionModel model) {
        return of(model).faults();
    }

    /** Every single fault that can change a way of these. */
    public List<Fault> faults() {
        List<Fault> faults = new ArrayList<>(lostCertificates());
        faults.addAll(hostsDown());
        return List.copyOf(faults);
    }

    /** Certificates that our sites, and those who hand mail back to them, are known by. */
    public List<Fault> lostCertificates() {
        Set<String> onTheWay = new LinkedHashSet<>(sites);
        for (Site site : model.sites()) {
            for (OutboundRule rule : site.outbound()) {
                if (rule.connector().isEnabled()
                        && rule.centralization() == Centralization.CENTRALIZED
                        && rule.connector().peerKind().isTrusted()) {
                    onTheWay.add(rule.connector().peer());
                }
            }
        }
        Set<String> known = new TreeSet<>();
        for (Site site : model.sites()) {
            for (InboundRule rule : site.inbound()) {
                boolean isKnown = rule.connector().isEnabled()
                        && onTheWay.contains(rule.connector().peer())
                        && (!rule.criteria().certificates().isEmpty()
                                || rule.requirements().clientCertificate().isPresent());
                if (isKnown) {
                    known.add(rule.connector().peer());
                }
            }
        }
        List<Fault> lost = new ArrayList<>(known.size());
        known.forEach(name -> lost.add(new Fault.CertificateLost(name)));
        return lost;
    }

    /** First hosts behind which another endpoint's stands. */
    private Set<Fault> hostsDown() {
        Set<Fault> down = new LinkedHashSet<>();
        for (Site site : model.sites()) {
            for (OutboundRule rule : site.outbound()) {
                if (rule.connector().isEnabled() && rule.route() instanceof Route.Hosts hosts) {
                    NextHop first = hosts.hosts().get(0);
                    destination(rule, first)
                            .filter(next -> !next.equals(rule.connector().peer()))
                            .ifPresent(next -> down.add(new Fault.HostDown(first)));
                }
            }
        }
        return down;
    }
}
