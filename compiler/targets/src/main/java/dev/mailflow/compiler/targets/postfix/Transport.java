package dev.mailflow.compiler.targets.postfix;

import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.OutboundTls;
import dev.mailflow.compiler.decision.OutboundRule.Route;
import dev.mailflow.compiler.decision.Verdict.Outcome;
import dev.mailflow.compiler.targets.postfix.Routing.Choice;
import dev.mailflow.compiler.targets.postfix.Routing.Way;
import dev.mailflow.compiler.type.NextHop;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where mail goes next (R7 to R10), as transport(5) writes it, and under which TLS (R11). */
final class Transport {
    /** "Deliver as if there were no row": to the site's own mailboxes, that {@code relay_transport} reaches. */
    private static final String HERE = ":";

    private static final String NO_ROW = "";

    private final TlsDemands demands = new TlsDemands();
    private final Optional<Table> table;
    private final String rest;
    private final Optional<Table> bySender;

    Transport(Routing routing) {
        AddressKeys.Results<Outcome> outcomes = routing.outcomesBySender();
        if (!outcomes.isAlways(outcomes.rest())) {
            routing.waysByDomain(this::reserve);
        }
        AddressKeys.Results<String> senders = outcomes.map(outcome -> target("", outcome));
        bySender = senders.isAlways(senders.rest())
                ? Optional.empty()
                : Optional.of(senders.expressions(
                        "transport_by_sender",
                        List.of("Next hops by sender, for recipients that no other table names."),
                        target -> target));
        AddressKeys.Results<Target> targets = routing.waysByDomain((domain, way) ->
                isFoundBySender(way) ? Target.BY_SENDER : new Target(target(domain, way.outcome()), way.accepted()));
        rest = target("", routing.outcomes().rest());
        AddressKeys.Results<String> needed = targets.map(this::row);
        AddressKeys.Results<String> rows =
                new AddressKeys.Results<>(needed.addresses(), needed.domains(), needed.empty(), NO_ROW);
        table = rows.isAlways(NO_ROW)
                ? Optional.empty()
                : Optional.of(withoutBySender(rows.table(
                        "transport",
                        List.of("Next hops by recipient, transport(5); `:` is the site's own mail store."),
                        target -> target.equals(NO_ROW) && bySender.isEmpty() ? rest : target)));
    }

    private boolean isFoundBySender(Way way) {
        return bySender.isPresent() && way.choice() == Choice.AS_UNNAMED;
    }

    /** Some sender's mail may go to such a domain by its MX: the domain's own row must not ask for another TLS then. */
    private String reserve(String domain, Way way) {
        return !domain.isEmpty() && way.choice() == Choice.AS_UNNAMED
                ? demands.serviceFor(List.of(domain), OutboundTls.OPPORTUNISTIC)
                : NO_ROW;
    }

    /**
     * No row is needed to hide a wider one: what means a domain and what is below it means the domain too, so that where any row
     * finds an address it is named.
     */
    private static Table withoutBySender(Table table) {
        return new Table(
                table.name(),
                table.kind(),
                table.about(),
                table.rows().stream().filter(row -> !row.value().equals(NO_ROW)).toList());
    }

    /** @param accepted whether the recipient is in an accepted domain */
    private record Target(String text, boolean accepted) {
        /** Nothing but the sender's table may find it. */
        static final Target BY_SENDER = new Target(NO_ROW, false);
    }

    /**
     * An accepted domain without a row goes to {@code relay_transport} and not to {@code default_transport}, and one without a row
     * may be routed by its sender: else what the default says already needs no row.
     */
    private String row(Target target) {
        return !target.accepted() && bySender.isEmpty() && target.text().equals(rest) ? NO_ROW : target.text();
    }

    /** @param domain key under which {@code smtp_tls_policy_maps} finds the recipient's own domain; empty: cannot be listed */
    private String target(String domain, Outcome outcome) {
        if (outcome instanceof Outcome.Send send) {
            return target(domain, send.via());
        }
        return outcome instanceof Outcome.SendToInternet ? byMx(domain, OutboundTls.OPPORTUNISTIC) : HERE;
    }

    private String target(String domain, OutboundRule rule) {
        Route route = rule.route();
        if (route instanceof Route.Hosts hosts) {
            List<String> hops = hosts.hosts().stream().map(Transport::host).toList();
            return demands.serviceFor(hops, rule.tls()) + ":" + hops.stream().collect(Collectors.joining(", "));
        }
        if (route instanceof Route.MxOf mx) {
            return demands.serviceFor(List.of(mx.domain().text()), rule.tls()) + ":" + mx.domain();
        }
        return byMx(domain, rule.tls());
    }

    private String byMx(String domain, OutboundTls tls) {
        return (domain.isEmpty() ? demands.serviceForAll(tls) : demands.serviceFor(List.of(domain), tls)) + ":";
    }

    /** In brackets: this host, and not its mail exchangers. */
    private static String host(NextHop hop) {
        String port = hop.port() == NextHop.SMTP_PORT ? "" : ":" + hop.port();
        return "[" + hop.host() + "]" + port;
    }

    Optional<Table> table() {
        return table;
    }

    Optional<Table> bySender() {
        return bySender;
    }

    /** Of recipients that no row names; {@code default_transport}. */
    String rest() {
        return rest;
    }

    TlsDemands demands() {
        return demands;
    }
}
