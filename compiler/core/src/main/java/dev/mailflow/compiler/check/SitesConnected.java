package dev.mailflow.compiler.check;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.diagnostic.DiagnosticSink;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.CheckedPolicy;
import dev.mailflow.compiler.type.CheckedPolicy.Connector;
import dev.mailflow.compiler.type.CheckedPolicy.Endpoint;
import dev.mailflow.compiler.type.CheckedPolicy.Subscription;
import dev.mailflow.compiler.type.EndpointKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sites with mailboxes must reach each other, over others if need be; with the subscription {@code eop} the cloud and
 * the own servers too, wherever the mailboxes are (language.md, section 5). Each site is compared with one of them, the
 * hub: if all reach it and it reaches all, all reach each other.
 */
final class SitesConnected implements Check {
    @Override
    public void check(CheckedPolicy policy, DiagnosticSink sink) {
        List<Endpoint> needed = needed(policy);
        if (needed.size() < 2) {
            return;
        }
        Map<String, List<String>> forward = new HashMap<>();
        Map<String, List<String>> backward = new HashMap<>();
        for (Connector connector : policy.connectors()) {
            if (connector.isEnabled()) {
                join(connector.from().name(), connector.to().name(), forward, backward);
            }
        }
        Endpoint hub = needed.get(0);
        for (Endpoint site : needed) {
            if (HybridLeftToWizard.joinsHybrid(hub, site)) {
                join(hub.name(), site.name(), forward, backward);
                join(site.name(), hub.name(), forward, backward);
            }
        }
        Set<String> reached = reachable(hub.name(), forward);
        Set<String> reaching = reachable(hub.name(), backward);
        for (Endpoint site : needed) {
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
                                isHybridCapable(site) || isHybridCapable(hub)
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
    private static List<Endpoint> needed(CheckedPolicy policy) {
        boolean eop = policy.endpoints().values().stream().anyMatch(SitesConnected::isEop);
        // A server whose software is told is one of the situations, and its mailboxes may be anywhere.
        boolean nowhere = policy.endpoints().values().stream()
                .allMatch(endpoint -> endpoint.mailboxes().isEmpty());
        List<Endpoint> clouds = new ArrayList<>();
        List<Endpoint> servers = new ArrayList<>();
        for (Endpoint endpoint : policy.endpoints().values()) {
            if (endpoint.kind() == EndpointKind.EXCHANGE_ONLINE
                    && (nowhere || !endpoint.mailboxes().isEmpty() || isEop(endpoint))) {
                clouds.add(endpoint);
            } else if (endpoint.kind() == EndpointKind.SERVER
                    && (eop
                            || !endpoint.mailboxes().isEmpty()
                            || (nowhere && endpoint.software().isPresent()))) {
                servers.add(endpoint);
            }
        }
        clouds.addAll(servers);
        return clouds;
    }

    private static boolean isHybridCapable(Endpoint site) {
        return site.software()
                .filter(software -> software.value().canBeHybrid())
                .isPresent();
    }

    private static boolean isEop(Endpoint endpoint) {
        return endpoint.subscription()
                .filter(subscription -> subscription.value() == Subscription.EOP)
                .isPresent();
    }

    private static void join(
            String from, String to, Map<String, List<String>> forward, Map<String, List<String>> backward) {
        forward.computeIfAbsent(from, name -> new ArrayList<>()).add(to);
        backward.computeIfAbsent(to, name -> new ArrayList<>()).add(from);
    }

    private static Set<String> reachable(String start, Map<String, List<String>> next) {
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>();
        seen.add(start);
        open.push(start);
        while (!open.isEmpty()) {
            for (String name : next.getOrDefault(open.pop(), List.of())) {
                // What goes out to the internet does not come back as ours.
                if (!name.equals("internet") && seen.add(name)) {
                    open.push(name);
                }
            }
        }
        return seen;
    }
}
