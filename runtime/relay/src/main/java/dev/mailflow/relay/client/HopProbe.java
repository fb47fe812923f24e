package dev.mailflow.relay.client;

import dev.mailflow.relay.config.Hosts;
import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.dns.Dns;
import dev.mailflow.relay.mail.NotificationRequest.Passage;
import dev.mailflow.relay.published.Assurance;
import dev.mailflow.relay.published.Objection;
import dev.mailflow.relay.published.PolicyFile;
import dev.mailflow.relay.published.StsPolicies;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.relay.time.Deadlines;
import dev.mailflow.relay.tls.PeerTls;
import dev.mailflow.relay.tls.TlsEngine;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.Reason;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsDemand.Level;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Tries next hops as a delivery would, short of MAIL, and tells what is found: to know before mail does whether a connector's
 * demand will be met, and with it what the destination publishes (DANE, MTA-STS) as far as the connector lets that count.
 */
public final class HopProbe implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final String hostName;
    private final Duration connectTimeout;
    private final TlsEngine tls;
    private final NextHops hops;
    private final PublishedDemands published;
    private final Deadlines<Dialogue> deadlines = new Deadlines<>();

    public HopProbe(RelayConfiguration configuration, TlsEngine tls) {
        this.hostName = configuration.hostName().text();
        this.connectTimeout = configuration.queue().connectTimeout();
        this.tls = tls;
        Dns dns = Dns.of(configuration.dns());
        this.hops = new NextHops(hostName, List.of(), dns, configuration.hosts());
        this.published = new PublishedDemands(
                dns,
                new StsPolicies(
                        dns, new PolicyFile(dns, tls, configuration.hosts()), Optional.empty(), Clock.systemUTC()));
    }

    /** Whether mail would leave that way. */
    public enum Result {
        /** It would, under the demand. */
        GOOD,
        /** The hop is there and does not meet the demand. */
        UNMET,
        /** No session came about. */
        UNREACHABLE
    }

    /**
     * What one address of a next hop turned out to be.
     *
     * @param hop as the policy or the DNS names it; empty if there is none
     * @param address with port; empty if it has none
     * @param reason the stable name, where a demand is not met; else empty
     * @param detail for people; empty if all is well
     * @param offersTls whether STARTTLS was announced
     * @param peer what the handshake proved
     * @param published what the destination's own word asked for: {@code dane}, {@code dane-unusable}, {@code mta-sts} or
     *     nothing
     */
    public record Finding(
            String hop,
            String address,
            Result result,
            Optional<Reason> reason,
            String detail,
            Offer offersTls,
            PeerTls peer,
            String published) {}

    /** Whether STARTTLS was announced. */
    public enum Offer {
        ANNOUNCED,
        MISSING
    }

    /** Every address of every hop, in the order in which they would be tried; at least one finding. */
    public List<Finding> probe(Destination.Remote destination) {
        NextHops.Plan plan = hops.plan(destination);
        if (plan.none().isPresent()) {
            return List.of(nothing("", "", plan.none().get().reason()));
        }
        List<Finding> findings = new ArrayList<>();
        for (NextHop hop : plan.hops()) {
            NextHops.Addresses addresses = hops.addresses(hop);
            if (addresses.sockets().isEmpty()) {
                findings.add(nothing(
                        hop.toString(),
                        "",
                        switch (addresses.status()) {
                            case TRY_AGAIN -> "DNS gives no answer";
                            case UNASKED -> "DNS cannot be asked";
                            default -> "the host has no address";
                        }));
            }
            Assurance assurance;
            try {
                assurance = published.of(destination, plan, hop, addresses, Passage.ANY);
            } catch (HopFailure failure) {
                findings.add(new Finding(
                        hop.toString(),
                        "",
                        Result.UNMET,
                        named(failure.reason()),
                        failure.diagnostic(),
                        Offer.MISSING,
                        PeerTls.NONE,
                        ""));
                continue;
            }
            addresses
                    .sockets()
                    .forEach(address -> findings.add(new Trial(hop, address, destination.tls(), assurance).run()));
        }
        return findings;
    }

    private static Optional<Reason> named(String id) {
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.id().equals(id))
                .findFirst();
    }

    private static Finding nothing(String hop, String address, String detail) {
        return new Finding(hop, address, Result.UNREACHABLE, Optional.empty(), detail, Offer.MISSING, PeerTls.NONE, "");
    }

    /** One address of one hop. */
    private final class Trial {
        private final NextHop hop;
        private final InetSocketAddress address;
        private final String place;
        private final TlsDemand demand;
        private final Assurance assurance;

        Trial(NextHop hop, InetSocketAddress address, TlsDemand demand, Assurance assurance) {
            this.hop = hop;
            this.address = address;
            this.place = Hosts.text(address);
            this.demand = demand;
            this.assurance = assurance;
        }

        Finding run() {
            Dialogue dialogue;
            try {
                dialogue = Dialogue.open(address, connectTimeout);
            } catch (IOException e) {
                return nothing(hop.toString(), place, String.valueOf(e.getMessage()));
            }
            deadlines.watch(dialogue);
            try {
                dialogue.allow(ANSWER);
                return converse(dialogue);
            } catch (IOException e) {
                return nothing(hop.toString(), place, String.valueOf(e.getMessage()));
            } finally {
                deadlines.forget(dialogue);
                dialogue.close();
            }
        }

        private Finding converse(Dialogue dialogue) throws IOException {
            SmtpAnswer greeting = dialogue.answer();
            if (greeting.code() != 220) {
                return nothing(hop.toString(), place, "greets with " + greeting.line());
            }
            Offer offer = features(dialogue).containsKey("STARTTLS") ? Offer.ANNOUNCED : Offer.MISSING;
            PeerTls peer = PeerTls.NONE;
            if (offer == Offer.ANNOUNCED && demand.level() != Level.NEVER) {
                SmtpAnswer answer = dialogue.ask("STARTTLS");
                if (answer.code() != 220) {
                    return unprotected(offer, "refuses STARTTLS: " + answer.line(), Reason.TLS_UNAVAILABLE);
                }
                try {
                    peer = dialogue.secure(tls, hop.host(), demand.presented());
                    // A server that wants none of our certificate says so at its first reply (RFC 8446 4.4.2.4).
                    features(dialogue);
                } catch (IOException e) {
                    String why = String.valueOf(e.getMessage());
                    return unprotected(
                            offer,
                            "TLS fails: " + why,
                            why.contains("protocol_version") ? Reason.TLS_VERSION : Reason.TLS_UNAVAILABLE);
                }
            }
            dialogue.ask("QUIT");
            if (assurance.needsTls() && !peer.version().isProtected()) {
                return unprotected(
                        offer,
                        "does not offer STARTTLS, which" + assurance.word() + " asks for",
                        Reason.TLS_UNAVAILABLE);
            }
            Optional<String> disowned =
                    assurance.judge(dialogue.chain(), peer.names()).map(Objection::text);
            if (disowned.isPresent()) {
                return finding(Optional.of(Reason.CERT_MISMATCH), disowned.get(), offer, peer);
            }
            PeerTls found = peer;
            Optional<Reason> unmet = demand.judge(found.remote());
            return finding(unmet, unmet.map(reason -> detail(reason, found)).orElse(""), offer, peer);
        }

        /** Without TLS: only an opportunistic demand is content with that. */
        private Finding unprotected(Offer offer, String detail, Reason reason) {
            boolean isRequired = demand.level() == Level.REQUIRED || assurance.needsTls();
            return finding(isRequired ? Optional.of(reason) : Optional.empty(), detail, offer, PeerTls.NONE);
        }

        private Finding finding(Optional<Reason> unmet, String detail, Offer offer, PeerTls peer) {
            return new Finding(
                    hop.toString(),
                    place,
                    unmet.isEmpty() ? Result.GOOD : Result.UNMET,
                    unmet,
                    detail,
                    offer,
                    peer,
                    assurance.word().strip());
        }

        private String detail(Reason reason, PeerTls peer) {
            return switch (reason) {
                case TLS_UNAVAILABLE -> "does not offer STARTTLS";
                case TLS_VERSION ->
                    "speaks TLS " + peer.version().text() + ", demanded is "
                            + demand.minimum().text();
                default ->
                    peer.isVerified()
                            ? "its certificate is for " + String.join(", ", peer.names()) + ", demanded is "
                                    + demand.serverNames()
                            : "its certificate proves nothing: " + peer.verification();
            };
        }
    }

    private Map<String, String> features(Dialogue dialogue) throws IOException {
        SmtpAnswer answer = dialogue.ask("EHLO " + hostName);
        if (!answer.isPositive()) {
            throw new IOException("refuses EHLO: " + answer.line());
        }
        Map<String, String> features = new HashMap<>();
        for (String line : answer.lines().subList(1, answer.lines().size())) {
            int space = line.indexOf(' ');
            features.put((space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT), line);
        }
        return features;
    }

    @Override
    public void close() {
        deadlines.close();
    }
}
