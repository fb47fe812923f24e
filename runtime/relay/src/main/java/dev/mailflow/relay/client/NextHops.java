package dev.mailflow.relay.client;

import dev.mailflow.relay.dns.Dns;
import dev.mailflow.relay.dns.HostAddresses;
import dev.mailflow.relay.dns.MailHosts;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.runtime.NextHop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** From destinations to the hosts and addresses to try, in order; never to this relay itself. */
final class NextHops {
    private static final int SMTP = 25;

    private final String hostName;
    private final List<InetSocketAddress> own;
    private final Dns dns;
    private final Map<String, InetSocketAddress> overrides;
    private final Turns turns;
    private final OwnNames ownNames;

    /** @param own what this relay listens on */
    NextHops(String hostName, List<InetSocketAddress> own, Dns dns, Map<String, InetSocketAddress> overrides) {
        this(hostName, own, dns, overrides, System::nanoTime);
    }

    /** @param nanoTime as {@link System#nanoTime} */
    NextHops(
            String hostName,
            List<InetSocketAddress> own,
            Dns dns,
            Map<String, InetSocketAddress> overrides,
            LongSupplier nanoTime) {
        this.hostName = hostName;
        this.own = List.copyOf(own);
        this.dns = dns;
        this.overrides = Map.copyOf(overrides);
        this.turns = new Turns(nanoTime);
        this.ownNames = new OwnNames(nanoTime);
    }

    /**
     * What there is to try.
     *
     * @param hops in order
     * @param none why there are none
     * @param isSecure whether no one could have forged this choice
     * @param preferences of exchangers, by host
     */
    record Plan(List<NextHop> hops, Optional<Refusal> none, boolean isSecure, Map<String, Integer> preferences) {
        Plan(List<NextHop> hops, Optional<Refusal> none, boolean isSecure) {
            this(hops, none, isSecure, Map.of());
        }

        /** Lower is tried first; all the same where they are no exchangers. */
        int preference(NextHop hop) {
            return preferences.getOrDefault(hop.host(), 0);
        }
    }

    /**
     * Why there is nothing to try.
     *
     * @param status class 5: for good; class 4: later
     * @param isOurs whether it is this machine, or the resolver, that failed
     */
    record Refusal(String status, String reason, boolean isOurs) {
        Refusal(String status, String reason) {
            this(status, reason, false);
        }

        boolean isPermanent() {
            return status.startsWith("5");
        }
    }

    Plan plan(Destination.Remote destination) {
        if (!destination.hosts().isEmpty()) {
            // Hosts placed by hand are reached without any DNS, so it is not asked about their keys either.
            boolean isLookedUp = destination.hosts().stream().noneMatch(hop -> overrides.containsKey(hop.host()));
            return new Plan(destination.hosts(), Optional.empty(), isLookedUp);
        }
        String domain = destination.mxDomain();
        if (domain.startsWith("[")) {
            String inner = domain.substring(1, domain.length() - 1);
            String bare = inner.regionMatches(true, 0, "IPv6:", 0, 5) ? inner.substring(5) : inner;
            return new Plan(List.of(new NextHop(bare, SMTP)), Optional.empty(), true);
        }
        if (overrides.containsKey(domain)) {
            return new Plan(List.of(new NextHop(domain, SMTP)), Optional.empty(), false);
        }
        MailHosts found = dns.exchangers(domain);
        return switch (found.status()) {
            case NULL_MX -> none("5.1.10", "domain takes no mail");
            case NO_DOMAIN -> none("5.1.2", "no such domain");
            case TRY_AGAIN -> none("4.4.3", "DNS gives no answer for " + domain);
            case UNASKED -> none(new Refusal("4.4.3", "DNS cannot be asked for " + domain, true));
            case FOUND -> before(domain, found);
        };
    }

    /** Notes how an attempt went: see {@link Turns#note}. */
    void note(Destination.Remote destination, Turns.Course course) {
        if (destination.hosts().isEmpty()) {
            turns.note(destination.mxDomain(), course);
        }
    }

    private static Plan none(String status, String reason) {
        return none(new Refusal(status, reason));
    }

    private static Plan none(Refusal refusal) {
        return new Plan(List.of(), Optional.of(refusal), false);
    }

    /**
     * RFC 5321 5.1: exchangers none of which can be used are an error, and so is a domain that is none itself. Only where the
     * DNS has said for sure that no host has an address.
     */
    static Refusal nowhere(String domain, Plan plan) {
        boolean isDomainItself = plan.hops().stream().allMatch(hop -> hop.host().equals(domain));
        return isDomainItself
                ? new Refusal("5.1.2", "domain has no mail exchanger and no address")
                : new Refusal("5.4.4", "no mail exchanger of the domain has an address");
    }

    /** RFC 5321 5.1: where we are among the exchangers, only those before us are tried. */
    private Plan before(String domain, MailHosts found) {
        int own = found.hosts().stream()
                .filter(host -> host.host().equals(hostName))
                .mapToInt(MailHosts.Exchanger::preference)
                .min()
                .orElse(Integer.MAX_VALUE);
        Map<String, Integer> preferences = new HashMap<>();
        found.hosts().forEach(host -> preferences.merge(host.host(), host.preference(), Math::min));
        List<NextHop> hops = found.hosts().stream()
                .filter(host -> host.preference() < own)
                .map(host -> new NextHop(host.host(), SMTP))
                .toList();
        return hops.isEmpty()
                ? none("5.4.6", "mail loops back to this host")
                : new Plan(turns.order(domain, hops), Optional.empty(), found.isSecure(), preferences);
    }

    /**
     * Where a hop is.
     *
     * @param status whether the DNS gave an answer
     * @param isSecure whether no one could have forged it
     */
    record Addresses(
            List<InetSocketAddress> sockets, String canonicalName, boolean isSecure, MailHosts.Status status) {}

    Addresses addresses(NextHop hop) {
        InetSocketAddress override = overrides.get(hop.host());
        if (override != null) {
            return new Addresses(List.of(override), hop.host(), true, MailHosts.Status.FOUND);
        }
        Optional<InetAddress> literal = Dns.literal(hop.host());
        if (literal.isPresent()) {
            return new Addresses(
                    List.of(new InetSocketAddress(literal.get(), hop.port())),
                    hop.host(),
                    true,
                    MailHosts.Status.FOUND);
        }
        HostAddresses found = dns.hostAddresses(hop.host());
        List<InetSocketAddress> sockets = new ArrayList<>();
        found.addresses().forEach(address -> sockets.add(new InetSocketAddress(address, hop.port())));
        return new Addresses(sockets, found.canonicalName(), found.isSecure(), found.status());
    }

    /**
     * Whether a stranger's exchanger is at an address that is everybody's own, on whatever port: no host of his is there, and what
     * of ours listens there may trust whoever calls from this machine. Where the policy names the host, or the administrator
     * placed it, it is meant.
     */
    boolean isNobodys(Destination.Remote destination, NextHop hop, InetSocketAddress address) {
        InetAddress there = address.getAddress();
        return destination.hosts().isEmpty()
                && !overrides.containsKey(hop.host())
                && (there.isLoopbackAddress() || there.isAnyLocalAddress());
    }

    /**
     * Whether we are among exchangers.
     *
     * @param unanswered one that was us when the DNS last said where it is, and now it does not say
     */
    record Place(boolean isSure, Optional<Unanswered> unanswered) {
        private static final Place NONE = new Place(false, Optional.empty());

        /** An exchanger, and how its address is missing. */
        record Unanswered(NextHop hop, HopFailure failure) {}

        boolean isAmong() {
            return isSure || unanswered.isPresent();
        }
    }

    /**
     * Whether an address of any exchanger of this preference is our own. All of them are looked up, for otherwise it would be
     * chance, which shuffles equals and addresses, whether we call another of ourselves before we know.
     */
    Place place(Destination.Remote destination, Plan plan, int preference) {
        Place place = Place.NONE;
        for (NextHop hop : plan.hops()) {
            if (plan.preference(hop) != preference) {
                continue;
            }
            Addresses found = addresses(hop);
            List<InetSocketAddress> ours = found.sockets().stream()
                    .filter(address -> !isNobodys(destination, hop, address) && isSelf(address))
                    .toList();
            if (!ours.isEmpty()) {
                ownNames.note(hop.host(), ours);
                return new Place(true, Optional.empty());
            }
            if (ownNames.isPerhapsOurs(hop.host(), found)) {
                HopFailure failure = HopFailure.perhapsOurs(hop, found.status());
                place = new Place(false, Optional.of(new Place.Unanswered(hop, failure)));
            }
        }
        return place;
    }

    /** Whether we would talk to ourselves. Another server may have the same port of another address of this machine. */
    boolean isSelf(InetSocketAddress address) {
        InetAddress there = address.getAddress();
        return own.stream()
                .filter(listener -> listener.getPort() == address.getPort())
                .map(InetSocketAddress::getAddress)
                .anyMatch(listener -> there.isAnyLocalAddress()
                        || listener.equals(there)
                        || listener.isAnyLocalAddress() && isOfThisMachine(there));
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }
}
