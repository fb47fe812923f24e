package dev.mailflow.relay.client;

import dev.mailflow.relay.dns.Dns;
import dev.mailflow.relay.dns.MailHosts;
import dev.mailflow.relay.dns.Tlsa;
import dev.mailflow.relay.log.MailLog;
import dev.mailflow.relay.mail.NotificationRequest.Passage;
import dev.mailflow.relay.published.Assurance;
import dev.mailflow.relay.published.Dane;
import dev.mailflow.relay.published.StsPolicies;
import dev.mailflow.relay.published.StsPolicy;
import dev.mailflow.relay.published.StsPolicy.Mode;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.Reason;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsDemand.DestinationPolicy;
import dev.mailflow.runtime.TlsDemand.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a destination publishes about a host, as far as the connector lets it count: DANE first, and where it speaks MTA-STS
 * is not asked (RFC 8461 2). What cannot be found out for sure makes the host unusable for now, never less protected.
 */
final class PublishedDemands {
    private final Dns dns;
    private final StsPolicies policies;

    PublishedDemands(Dns dns, StsPolicies policies) {
        this.dns = dns;
        this.policies = policies;
    }

    /**
     * @param addresses of the hop
     * @param passage {@link Passage#OPEN}: what the connector demands itself counts, and no word of the destination
     * @throws HopFailure if the host may not be used now
     */
    Assurance of(
            Destination.Remote destination,
            NextHops.Plan plan,
            NextHop hop,
            NextHops.Addresses addresses,
            Passage passage)
            throws HopFailure {
        TlsDemand demand = destination.tls();
        if (demand.level() == Level.NEVER || isAddress(destination, hop)) {
            refuseIf(
                    demand.dane() == DestinationPolicy.REQUIRED,
                    hop,
                    "DANE is demanded, and an address has none",
                    TlsResult.DANE_REQUIRED);
            refuseIf(
                    demand.mtaSts() == DestinationPolicy.REQUIRED,
                    hop,
                    "MTA-STS is demanded, and an address has none",
                    TlsResult.STS_POLICY_FETCH_ERROR);
            return new Assurance.None();
        }
        Optional<Assurance> byDane =
                isAsked(demand.dane(), passage) ? dane(destination, plan, hop, addresses) : Optional.empty();
        boolean isAuthenticated = byDane.isPresent() && byDane.get() instanceof Assurance.ByDane;
        refuseIf(
                demand.dane() == DestinationPolicy.REQUIRED && !isAuthenticated,
                hop,
                "DANE is demanded, and the host publishes no usable TLSA record",
                byDane.isPresent() ? TlsResult.TLSA_INVALID : TlsResult.DANE_REQUIRED);
        if (isAuthenticated) {
            return byDane.get();
        }
        Optional<Assurance> bySts = isAsked(demand.mtaSts(), passage) ? sts(destination, hop) : Optional.empty();
        return bySts.or(() -> byDane).orElseGet(Assurance.None::new);
    }

    /**
     * Whether the destination is stated as an address, which publishes nothing. An address that the DNS gives for an exchanger is
     * none: whoever can forge that answer must not come by a policy so.
     */
    private static boolean isAddress(Destination.Remote destination, NextHop hop) {
        String domain = destination.mxDomain();
        return domain.isEmpty() ? Dns.literal(hop.host()).isPresent() : domain.startsWith("[");
    }

    private static boolean isAsked(DestinationPolicy policy, Passage passage) {
        return policy == DestinationPolicy.REQUIRED
                || policy == DestinationPolicy.WHEN_PUBLISHED && passage != Passage.OPEN;
    }

    private Optional<Assurance> dane(
            Destination.Remote destination, NextHops.Plan plan, NextHop hop, NextHops.Addresses addresses)
            throws HopFailure {
        // RFC 7672 2.2.1: who can forge the exchangers or addresses could name hosts of his own.
        if (!plan.isSecure() || !addresses.isSecure()) {
            return Optional.empty();
        }
        Set<String> bases = new LinkedHashSet<>(List.of(addresses.canonicalName(), hop.host()));
        for (String base : bases) {
            Tlsa tlsa = dns.tlsa(base, hop.port());
            // RFC 7672 2.1.2: an answer that does not validate comes as a failure.
            if (tlsa.status() == MailHosts.Status.UNASKED) {
                throw HopFailure.unasked(hop.toString(), "the TLSA records of " + base);
            }
            refuseIf(
                    tlsa.status() == MailHosts.Status.TRY_AGAIN,
                    hop,
                    "the TLSA records of " + base + " cannot be looked up",
                    TlsResult.DNSSEC_INVALID);
            if (Dane.isPublished(tlsa)) {
                List<Tlsa.Association> usable = Dane.usable(tlsa.associations());
                List<String> names = new ArrayList<>(List.of(base, hop.host()));
                if (!destination.mxDomain().isEmpty()) {
                    names.add(destination.mxDomain());
                }
                return Optional.of(usable.isEmpty() ? new Assurance.Encrypted() : new Assurance.ByDane(usable, names));
            }
        }
        return Optional.empty();
    }

    private Optional<Assurance> sts(Destination.Remote destination, NextHop hop) throws HopFailure {
        boolean isRequired = destination.tls().mtaSts() == DestinationPolicy.REQUIRED;
        // Where hosts are named there are no exchangers that a policy could confirm, unless it is asked for.
        if (destination.mxDomain().isEmpty() && !isRequired) {
            return Optional.empty();
        }
        String domain = destination.mxDomain().isEmpty() ? hop.host() : destination.mxDomain();
        StsPolicies.Found found = policies.of(domain);
        Optional<StsPolicy> policy = found.policy().filter(one -> one.mode() != Mode.NONE);
        if (isRequired && policy.isEmpty() && found.doubt() == StsPolicies.Doubt.OURS) {
            throw HopFailure.unasked(hop.toString(), "the MTA-STS policy of " + domain);
        }
        refuseIf(
                isRequired && policy.isEmpty(),
                hop,
                "MTA-STS is demanded, and " + domain
                        + (found.doubt() == StsPolicies.Doubt.NONE
                                ? " publishes no policy"
                                : "'s policy cannot be had"),
                TlsResult.of(found.doubt()));
        if (policy.isEmpty()) {
            return Optional.empty();
        }
        boolean isNamed = policy.get().names(hop.host());
        if (policy.get().mode() == Mode.TESTING && !isRequired) {
            if (!isNamed) {
                MailLog.event("mta-sts")
                        .with("domain", domain)
                        .with("result", "testing")
                        .with("reason", hop.host() + " is not among its mx")
                        .write();
            }
            return Optional.empty();
        }
        if (!isNamed) {
            throw new HopFailure(
                    HopFailure.Kind.UNUSABLE,
                    Connector.UNMET_TLS,
                    Reason.CERT_MISMATCH.id(),
                    hop.host() + " is not among the mx of " + domain + "'s MTA-STS policy",
                    TlsResult.VALIDATION_FAILURE);
        }
        return Optional.of(new Assurance.BySts(hop.host()));
    }

    private static void refuseIf(boolean isSo, NextHop hop, String why, TlsResult result) throws HopFailure {
        if (isSo) {
            throw new HopFailure(
                    HopFailure.Kind.UNUSABLE,
                    Connector.UNMET_TLS,
                    Reason.TLS_UNAVAILABLE.id(),
                    hop + ": " + why,
                    result);
        }
    }
}
