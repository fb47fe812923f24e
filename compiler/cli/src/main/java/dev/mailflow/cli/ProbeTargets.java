package dev.mailflow.cli;

import dev.mailflow.compiler.decision.DecisionModel.Site;
import dev.mailflow.compiler.decision.OutboundRule;
import dev.mailflow.compiler.decision.OutboundRule.OutboundTls;
import dev.mailflow.compiler.decision.OutboundRule.Route;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.AddressPattern.Depth;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.runtime.CertificateName;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsDemand.DestinationPolicy;
import dev.mailflow.runtime.TlsDemand.Level;
import dev.mailflow.runtime.TlsVersion;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where a site's connectors lead, in the words of the relay. */
final class ProbeTargets {
    private ProbeTargets() {}

    /**
     * A connector's ways out.
     *
     * @param destinations empty if none can be known before there is a recipient
     */
    record Target(String connector, TlsDemand demand, List<Destination.Remote> destinations) {
        Target {
            destinations = List.copyOf(destinations);
        }
    }

    /** Of the enabled connectors, in their order. */
    static List<Target> of(Site site) {
        List<Target> targets = new ArrayList<>();
        for (OutboundRule rule : site.outbound()) {
            if (rule.connector().isEnabled()) {
                TlsDemand demand = demand(rule.tls());
                targets.add(new Target(rule.connector().name(), demand, destinations(rule, demand)));
            }
        }
        return targets;
    }

    private static List<Destination.Remote> destinations(OutboundRule rule, TlsDemand demand) {
        if (rule.route() instanceof Route.Hosts hosts) {
            List<NextHop> hops = hosts.hosts().stream()
                    .map(hop -> new NextHop(hop.host(), hop.port()))
                    .toList();
            return List.of(new Destination.Remote(hops, "", demand));
        }
        Set<String> domains = new LinkedHashSet<>();
        if (rule.route() instanceof Route.MxOf mx) {
            domains.add(mx.domain().text());
        } else if (rule.route() instanceof Route.RecipientMx) {
            rule.criteria().recipients().ifPresent(group -> addDomains(group.patterns(), domains));
        }
        return domains.stream()
                .map(domain -> new Destination.Remote(List.of(), domain, demand))
                .toList();
    }

    /** Domains that the patterns name; what they leave open no probe can guess. */
    private static void addDomains(List<AddressPattern> patterns, Set<String> domains) {
        for (AddressPattern pattern : patterns) {
            if (pattern instanceof AddressPattern.Exact exact) {
                domains.add(exact.domain().text());
            } else if (pattern instanceof AddressPattern.Address one) {
                domains.add(one.address().domain().text());
            } else if (pattern instanceof AddressPattern.Suffix suffix && suffix.depth() == Depth.AT_OR_BELOW) {
                domains.add(suffix.domain().text());
            } else if (pattern instanceof AddressPattern.EveryAcceptedDomain all) {
                addDomains(all.domains(), domains);
            }
        }
    }

    private static TlsDemand demand(OutboundTls tls) {
        return new TlsDemand(
                Level.valueOf(tls.level().name()),
                tls.minimum().map(version -> TlsVersion.valueOf(version.name())).orElse(TlsVersion.NONE),
                names(tls.serverNames()),
                names(tls.presented()),
                DestinationPolicy.valueOf(tls.mtaSts().name()),
                DestinationPolicy.valueOf(tls.dane().name()));
    }

    private static List<CertificateName> names(List<CertificatePattern> patterns) {
        return patterns.stream()
                .map(pattern -> new CertificateName(pattern.text()))
                .toList();
    }
}
