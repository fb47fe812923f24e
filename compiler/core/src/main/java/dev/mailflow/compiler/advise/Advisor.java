package dev.mailflow.compiler.advise;

import dev.mailflow.compiler.advise.Advice.Need;
import dev.mailflow.compiler.advise.Advice.Urgency;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.CheckedPolicy.Subscription;
import dev.mailflow.compiler.type.EndpointKind;
import dev.mailflow.compiler.type.Software;
import dev.mailflow.compiler.type.Spanned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Answers the table of language.md, section 5, for a policy. */
public final class Advisor {
    private final CheckedPolicy policy;
    private final Lines lines;
    private final List<Endpoint> clouds;
    private final List<Endpoint> servers;

    private Advisor(CheckedPolicy policy) {
        this.policy = policy;
        this.lines = new Lines(policy);
        this.clouds = ofKind(EndpointKind.EXCHANGE_ONLINE);
        this.servers = ofKind(EndpointKind.SERVER).stream()
                .filter(this::holdsMailboxes)
                .toList();
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

    /** Mailboxes of which no endpoint says where they are can be at every server. */
    private boolean holdsMailboxes(Endpoint server) {
        boolean nowhere = policy.endpoints().values().stream()
                .allMatch(endpoint -> endpoint.mailboxes().isEmpty());
        return nowhere || !server.mailboxes().isEmpty();
    }

    private static boolean isEop(Endpoint cloud) {
        return cloud.subscription().map(Spanned::value).equals(Optional.of(Subscription.EOP));
    }

    private static boolean canBeHybrid(Endpoint server) {
        // Whoever says that the wizard was run, says what it was run on.
        return server.software().map(Spanned::value).map(Software::canBeHybrid).orElseGet(() -> isHybrid(server));
    }

    private static boolean isHybrid(Endpoint server) {
        return server.hybridDone().map(Spanned::value).orElse(false);
    }

    private Advice onlineProtection() {
        List<Endpoint> eop = clouds.stream().filter(Advisor::isEop).toList();
        List<Endpoint> all = ofKind(EndpointKind.SERVER);
        if (eop.isEmpty()) {
            return absent(Situation.ONLINE_PROTECTION, "no endpoint has the subscription eop");
        }
        if (all.isEmpty()) {
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
                names(eop) + " with the subscription eop only filters; mail goes on to " + names(all),
                origins(eop),
                bothWays(
                        all.stream()
                                .filter(server -> !canBeHybrid(server) || !isHybrid(server))
                                .toList(),
                        eop),
                Optional.empty());
    }

    private Advice hybridPossible() {
        List<Endpoint> found = servers.stream()
                .filter(server -> canBeHybrid(server) && !isHybrid(server))
                .toList();
        List<Endpoint> full = clouds.stream().filter(cloud -> !isEop(cloud)).toList();
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
        List<Endpoint> found = ofKind(EndpointKind.SERVER).stream()
                .filter(server -> canBeHybrid(server) && isHybrid(server))
                .toList();
        if (found.isEmpty() || clouds.isEmpty()) {
            return absent(Situation.HYBRID_DONE, "no server says `hybrid done`");
        }
        String redefined = policy.connectors().stream()
                .filter(Connector::isEnabled)
                .filter(connector -> (found.contains(connector.from()) && clouds.contains(connector.to()))
                        || (clouds.contains(connector.from()) && found.contains(connector.to())))
                .map(connector -> "`" + connector.name() + "`")
                .collect(Collectors.joining(", "));
        return new Advice(
                Situation.HYBRID_DONE,
                true,
                "the wizard made the connectors between " + names(found) + " and " + names(clouds)
                        + "; none is needed by hand",
                origins(found),
                List.of(),
                redefined.isEmpty()
                        ? Optional.empty()
                        : Optional.of("made again by hand, remove or disable: " + redefined));
    }

    private Advice otherServer() {
        List<Endpoint> found =
                servers.stream().filter(server -> !canBeHybrid(server)).toList();
        if (found.isEmpty() || clouds.isEmpty()) {
            return absent(
                    Situation.OTHER_SERVER,
                    clouds.isEmpty() ? "no mail passes Exchange Online" : "no such server holds mailboxes");
        }
        boolean unstated = found.stream().anyMatch(server -> server.software().isEmpty());
        return new Advice(
                Situation.OTHER_SERVER,
                true,
                holders(found) + " beside " + names(clouds),
                origins(found),
                bothWays(found, clouds),
                unstated
                        ? Optional.of("if it is an Exchange server, say which: software exchange 2019")
                        : Optional.empty());
    }

    private Advice devices() {
        List<Endpoint> found = ofKind(EndpointKind.DEVICE);
        if (found.isEmpty()) {
            return absent(Situation.DEVICES, "no device is declared");
        }
        if (clouds.isEmpty()) {
            return absent(Situation.DEVICES, "no mail passes Exchange Online");
        }
        List<Endpoint> elsewhere = ofKind(EndpointKind.SERVER).stream()
                .filter(server -> !server.mailboxes().isEmpty())
                .toList();
        if (!elsewhere.isEmpty() || clouds.stream().anyMatch(Advisor::isEop)) {
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
        mainSite().map(site -> new PartnerWays(policy, site, lines)).ifPresent(ways -> {
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
        return need(from.name() + " to " + to.name(), Urgency.OPTIONAL, lines.there(from, to), line);
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
                needs.add(between(server, cloud));
                needs.add(between(cloud, server));
            }
        }
        return needs;
    }

    private Need between(Endpoint from, Endpoint to) {
        return need(
                from.name() + " to " + to.name(), Urgency.NEEDED, lines.there(from, to), () -> lines.between(from, to));
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

    private static String names(List<Endpoint> endpoints) {
        return endpoints.stream().map(endpoint -> "`" + endpoint.name() + "`").collect(Collectors.joining(", "));
    }

    private static List<Span> origins(List<Endpoint> endpoints) {
        return endpoints.stream().map(Endpoint::origin).toList();
    }
}
