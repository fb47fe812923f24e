package dev.mailflow.compiler.advise;

import dev.mailflow.compiler.advise.Advice.Need;
import dev.mailflow.compiler.advise.Advice.Urgency;
import dev.mailflow.compiler.check.NeededWays;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Answers the table of language.md, section 5, for a policy. */
public final class Advisor {
    private final CheckedPolicy policy;
    private final Lines lines;
    private final NeededWays ways;
    private final List<Endpoint> clouds;
    private final List<Endpoint> servers;

    private Advisor(CheckedPolicy policy) {
        this.policy = policy;
        this.lines = new Lines(policy);
        this.ways = NeededWays.of(policy);
        this.clouds = ofKind(EndpointKind.EXCHANGE_ONLINE);
        this.servers = ofKind(EndpointKind.SERVER);
    }

    /** One for each row of the table, in its order. */
    public static List<Advice> advise(CheckedPolicy policy) {
        return new Advisor(policy).rows();
    }

    private List<Advice> rows() {
        List<Advice> rows = new ArrayList<>(
                List.of(onlineProtection(), hybridPossible(), hybridDone(), otherServer(), devices(), partners()));
        boolean none = rows.stream().noneMatch(Advice::applies);
        rows.add(new Advice(
                Situation.NONE,
                none,
                none ? "no connector is needed" : "another row applies",
                List.of(),
                List.of(),
                Optional.empty()));
        rows.add(acceptedDomains());
        return rows;
    }

    private List<Endpoint> ofKind(EndpointKind kind) {
        return policy.endpoints().values().stream()
                .filter(endpoint -> endpoint.kind() == kind)
                .toList();
    }

    private Advice onlineProtection() {
        List<Endpoint> eop = clouds.stream().filter(NeededWays::isEop).toList();
        if (eop.isEmpty()) {
            return absent(Situation.ONLINE_PROTECTION, "no endpoint has the subscription eop");
        }
        if (servers.isEmpty()) {
            return new Advice(
                    Situation.ONLINE_PROTECTION,
                    true,
                    names(eop) + " with the subscription eop holds no mailboxes",
                    origins(eop),
                    List.of(),
                    Optional.of("declare the own server that does: endpoint onprem : server { hosts … }"));
        }
        return new Advice(
                Situation.ONLINE_PROTECTION,
                true,
                names(eop) + " with the subscription eop only filters; mail goes on to " + names(servers),
                origins(eop),
                bothWays(servers, eop),
                Optional.empty());
    }

    private Advice hybridPossible() {
        List<Endpoint> full =
                clouds.stream().filter(cloud -> !NeededWays.isEop(cloud)).toList();
        List<Endpoint> found = servers.stream()
                .filter(NeededWays::canBeHybrid)
                .filter(server -> full.stream().anyMatch(cloud -> ways.isNeeded(server, cloud)))
                .toList();
        if (found.isEmpty() || full.isEmpty()) {
            return absent(
                    Situation.HYBRID_POSSIBLE,
                    full.isEmpty()
                            ? "no endpoint has the subscription exchange-online"
                            : "no server with mailboxes runs Exchange 2010 or later without a hybrid deployment");
        }
        return new Advice(
                Situation.HYBRID_POSSIBLE,
                true,
                holders(found) + " beside " + names(full),
                origins(found),
                bothWays(found, full),
                Optional.of(
                        "a hybrid deployment makes these connectors and keeps them; after it, write `hybrid done`"));
    }

    private Advice hybridDone() {
        List<Endpoint> found = servers.stream().filter(NeededWays::isHybridDone).toList();
        List<Endpoint> full =
                clouds.stream().filter(cloud -> !NeededWays.isEop(cloud)).toList();
        if (found.isEmpty() || full.isEmpty()) {
            return absent(
                    Situation.HYBRID_DONE,
                    found.isEmpty() || clouds.isEmpty()
                            ? "no server says `hybrid done`"
                            : "no hybrid deployment joins a server with the subscription eop");
        }
        String redefined = policy.connectors().stream()
                .filter(Connector::isEnabled)
                .filter(connector -> NeededWays.isJoinedByWizard(connector.from(), connector.to())
                        || NeededWays.isJoinedByWizard(connector.to(), connector.from()))
                .map(connector -> "`" + connector.name() + "`")
                .collect(Collectors.joining(", "));
        return new Advice(
                Situation.HYBRID_DONE,
                true,
                "the wizard made the connectors between " + names(found) + " and " + names(full)
                        + "; none is needed by hand",
                origins(found),
                List.of(),
                redefined.isEmpty()
                        ? Optional.empty()
                        : Optional.of("made again by hand, remove or disable: " + redefined));
    }

    private Advice otherServer() {
        List<Endpoint> found = servers.stream()
                .filter(server -> !NeededWays.canBeHybrid(server))
                .filter(server ->
                        server.software().isPresent() || !server.mailboxes().isEmpty())
                .filter(server -> clouds.isEmpty() || isNeeded(server))
                .toList();
        if (found.isEmpty() || clouds.isEmpty()) {
            return absent(
                    Situation.OTHER_SERVER,
                    clouds.isEmpty()
                            ? "no mail passes Exchange Online"
                            : "no such server is declared, or holds mailboxes");
        }
        boolean unstated = found.stream().anyMatch(server -> server.software().isEmpty());
        return new Advice(
                Situation.OTHER_SERVER,
                true,
                (found.stream().allMatch(server -> !server.mailboxes().isEmpty()) ? holders(found) : names(found))
                        + " beside " + names(clouds),
                origins(found),
                bothWays(found, clouds),
                unstated
                        ? Optional.of("if it is an Exchange server, say which: software exchange 2019")
                        : Optional.empty());
    }

    private boolean leads(Endpoint from, Endpoint to) {
        return !ways.straight(from, to).isEmpty();
    }

    private boolean isNeeded(Endpoint server) {
        return clouds.stream().anyMatch(cloud -> ways.isNeeded(server, cloud));
    }

    private Advice devices() {
        List<Endpoint> found = new ArrayList<>(ofKind(EndpointKind.DEVICE));
        if (servers.stream().allMatch(server -> server.mailboxes().isEmpty())) {
            // What devices send over an own server comes from there.
            servers.stream()
                    .filter(server ->
                            clouds.stream().anyMatch(cloud -> ways.onlyPassesOn(server, cloud) && leads(server, cloud)))
                    .forEach(found::add);
        }
        if (found.isEmpty()) {
            return absent(Situation.DEVICES, "no device is declared");
        }
        if (clouds.isEmpty()) {
            return absent(Situation.DEVICES, "no mail passes Exchange Online");
        }
        List<Endpoint> elsewhere = ofKind(EndpointKind.SERVER).stream()
                .filter(server -> !server.mailboxes().isEmpty())
                .toList();
        if (!elsewhere.isEmpty() || clouds.stream().anyMatch(NeededWays::isEop)) {
            return absent(Situation.DEVICES, elsewhere.isEmpty() ? "mailboxes are on own servers" : holders(elsewhere));
        }
        List<Need> needs = new ArrayList<>();
        for (Endpoint device : found) {
            List<Connector> there = from(device);
            mainSite()
                    .ifPresent(site -> needs.add(need(
                            device.name() + " to "
                                    + (there.isEmpty()
                                            ? site.name()
                                            : there.get(0).to().name()),
                            Urgency.OPTIONAL,
                            there,
                            () -> lines.device(device, site))));
        }
        return new Advice(
                Situation.DEVICES,
                true,
                names(found) + " can send to our own mailboxes without a connector; one lets it be recognised",
                origins(found),
                needs,
                Optional.of("a device that writes to others than us needs `may relay`"));
    }

    private List<Connector> from(Endpoint device) {
        return policy.connectors().stream()
                .filter(connector ->
                        connector.isEnabled() && connector.from().name().equals(device.name()))
                .toList();
    }

    private Advice partners() {
        List<Endpoint> found = ofKind(EndpointKind.PARTNER);
        if (found.isEmpty()) {
            return absent(Situation.PARTNERS, "no partner is declared");
        }
        List<Need> needs = new ArrayList<>();
        mainSite().map(site -> new PartnerWays(policy, site, ways)).ifPresent(ways -> {
            for (Endpoint partner : found) {
                ways.in(partner)
                        .forEach(site -> needs.add(optional(partner, site, () -> lines.fromPartner(partner, site))));
                ways.out(partner)
                        .forEach(site -> needs.add(optional(site, partner, () -> lines.toPartner(site, partner))));
            }
        });
        return new Advice(
                Situation.PARTNERS,
                true,
                "mail with " + names(found) + " passes without a connector; one makes TLS or addresses a condition",
                origins(found),
                needs,
                Optional.of(
                        "with the name in the partner's certificate it is proved who is there: require tls cert …"));
    }

    private Need optional(Endpoint from, Endpoint to, Supplier<String> line) {
        return need(from.name() + " to " + to.name(), Urgency.OPTIONAL, ways.straight(from, to), line);
    }

    private Advice acceptedDomains() {
        boolean declared = !policy.organization().authoritative().isEmpty()
                || !policy.organization().relayed().isEmpty();
        if (declared) {
            return absent(Situation.ACCEPTED_DOMAINS, "they are declared");
        }
        return new Advice(
                Situation.ACCEPTED_DOMAINS,
                true,
                "nothing says which recipients are ours",
                List.of(policy.root()),
                List.of(new Need(
                        "accepted domains",
                        Urgency.NEEDED,
                        List.of(),
                        Optional.of("organization { domains contoso.com }"))),
                Optional.of("write your own domains"));
    }

    /** Where mail from outside comes in: the cloud, or else the first server. */
    private Optional<Endpoint> mainSite() {
        List<Endpoint> sites = new ArrayList<>(clouds);
        sites.addAll(ofKind(EndpointKind.SERVER));
        return sites.stream().findFirst();
    }

    private List<Need> bothWays(List<Endpoint> of, List<Endpoint> and) {
        List<Need> needs = new ArrayList<>();
        for (Endpoint cloud : and) {
            for (Endpoint server : of) {
                if (ways.isNeeded(server, cloud)) {
                    needs.add(between(server, cloud));
                    needs.add(between(cloud, server));
                }
            }
        }
        return needs;
    }

    /** Over other sites is a way too: one straight through would bypass them. */
    private Need between(Endpoint from, Endpoint to) {
        String what = from.name() + " to " + to.name();
        return ways.way(from, to)
                .map(way -> new Need(what, Urgency.NEEDED, way, Optional.empty()))
                .orElseGet(() -> need(what, Urgency.NEEDED, List.of(), () -> lines.between(from, to)));
    }

    private static Need need(String what, Urgency urgency, List<Connector> there, Supplier<String> line) {
        return new Need(what, urgency, there, there.isEmpty() ? Optional.of(line.get()) : Optional.empty());
    }

    private static Advice absent(Situation situation, String because) {
        return new Advice(situation, false, because, List.of(), List.of(), Optional.empty());
    }

    /** {@code `hq` holds mailboxes}. */
    private static String holders(List<Endpoint> endpoints) {
        return names(endpoints) + (endpoints.size() == 1 ? " holds" : " hold") + " mailboxes";
    }

    /** Of very many the first few: each is told of in a line of its own below. */
    private static String names(List<Endpoint> endpoints) {
        return Advice.few(
                endpoints.stream().map(endpoint -> "`" + endpoint.name() + "`").toList());
    }

    private static List<Span> origins(List<Endpoint> endpoints) {
        return endpoints.stream().map(Endpoint::origin).toList();
    }
}
