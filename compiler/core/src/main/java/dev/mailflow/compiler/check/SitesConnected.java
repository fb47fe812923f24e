package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Sites with mailboxes must reach each other, over others if need be; and every server and cloud between which the table of
 * language.md, section 5, calls for connectors ({@link NeededWays}). Each site is compared with one of them, the hub: if all reach it and it
 * reaches all, all reach each other.
 */
final class SitesConnected implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        NeededWays ways = NeededWays.of(policy);
        List<Endpoint> needed = needed(policy, ways);
        if (needed.size() < 2) {
            return;
        }
        Endpoint hub = needed.get(0);
        Set<String> reached = ways.reachedFrom(hub);
        Set<String> reaching = ways.reaching(hub);
        for (Endpoint site : needed.subList(1, needed.size())) {
            boolean there = reached.contains(site.name());
            boolean back = reaching.contains(site.name());
            if (!there || !back) {
                report(
                        there || back
                                ? direction(hub, site, back)
                                : "no connector leads from `" + hub.name() + "` to `" + site.name() + "` or back",
                        site,
                        hub,
                        sink);
            }
        }
    }

    private static String direction(Endpoint hub, Endpoint site, boolean back) {
        Endpoint from = back ? hub : site;
        Endpoint to = back ? site : hub;
        return "no connector leads from `" + from.name() + "` to `" + to.name() + "`";
    }

    private static void report(String message, Endpoint site, Endpoint hub, DiagnosticSink sink) {
        sink.report(
                Diagnostic.of(DiagnosticCode.SITES_NOT_CONNECTED, place(site), message + ", and both take mail of ours")
                        .withRelated(place(hub), "the other site")
                        .withHelp(
                                isHybridPossible(site, hub) || isHybridPossible(hub, site)
                                        ? "add a connector in each direction that is missing, or let a hybrid deployment"
                                                + " make them and write `hybrid done`"
                                        : "add a connector in each direction that is missing; without it that mail is"
                                                + " refused or goes astray"));
    }

    private static Span place(Endpoint site) {
        return site.mailboxes().isEmpty()
                ? site.origin()
                : site.mailboxes().get(0).span();
    }

    /** The cloud first: in practice it is the hub. */
    private static List<Endpoint> needed(CheckedPolicy policy, NeededWays ways) {
        List<Endpoint> clouds = ofKind(policy, EndpointKind.EXCHANGE_ONLINE);
        List<Endpoint> servers = ofKind(policy, EndpointKind.SERVER);
        List<Endpoint> needed = new ArrayList<>();
        for (Endpoint cloud : clouds) {
            if (!cloud.mailboxes().isEmpty() || servers.stream().anyMatch(server -> ways.isNeeded(server, cloud))) {
                needed.add(cloud);
            }
        }
        for (Endpoint server : servers) {
            if (!server.mailboxes().isEmpty() || clouds.stream().anyMatch(cloud -> ways.isNeeded(server, cloud))) {
                needed.add(server);
            }
        }
        return needed;
    }

    private static List<Endpoint> ofKind(CheckedPolicy policy, EndpointKind kind) {
        return policy.endpoints().values().stream()
                .filter(endpoint -> endpoint.kind() == kind)
                .toList();
    }

    private static boolean isHybridPossible(Endpoint server, Endpoint other) {
        return !NeededWays.isEop(other)
                && server.software()
                        .filter(software -> software.value().canBeHybrid())
                        .isPresent();
    }
}
