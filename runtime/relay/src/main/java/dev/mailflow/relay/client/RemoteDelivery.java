package dev.mailflow.relay.client;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.mail.NotificationRequest.Passage;
import dev.mailflow.relay.published.Assurance;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.relay.queue.Lease;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.Reason;
import dev.mailflow.runtime.TlsDemand.Level;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Deliveries to one destination, one after the other, over a connection that is kept while it is good. */
final class RemoteDelivery implements Carriers.Carrier {
    private final Connector connector;
    private final NextHops hops;
    private final PublishedDemands published;
    private final Destination.Remote destination;
    private final RelayConfiguration.Attempt limits;
    private final TlsTally tally;
    private final Runnable reached;
    private @Nullable Connection open;

    /** @param reached see {@link Carriers#to} */
    RemoteDelivery(
            Connector connector,
            NextHops hops,
            PublishedDemands published,
            Destination.Remote destination,
            RelayConfiguration.Attempt limits,
            TlsTally tally,
            Runnable reached) {
        this.reached = reached;
        this.limits = limits;
        this.tally = tally;
        this.connector = connector;
        this.hops = hops;
        this.published = published;
        this.destination = destination;
    }

    /**
     * An attempt's end.
     *
     * @param tls of the connection that had the last word, for the log
     * @param isUnreachable no hop could even be talked to: the destination, not the message, is the trouble
     * @param isOurs whatever went wrong was our own failure, so that it says nothing about the destination, neither good nor bad
     */
    record Attempt(List<Outcome> outcomes, String tls, boolean isUnreachable, boolean isOurs) {
        /** One that says something about its destination. */
        Attempt(List<Outcome> outcomes, String tls, boolean isUnreachable) {
            this(outcomes, tls, isUnreachable, false);
        }

        /** After a mistake of ours: it waits as after any other trouble, and for no longer. */
        static Attempt ofOurs(Lease lease, Throwable mistake) {
            String why = "internal error: " + mistake;
            return new Attempt(
                    lease.recipients().stream()
                            .map(recipient -> new Outcome(
                                    recipient, Outcome.Verdict.DEFERRED, "4.3.0", why, "internal error", ""))
                            .toList(),
                    "",
                    false,
                    true);
        }
    }

    /** Tries every hop in order until each recipient has its answer. */
    @Override
    public Attempt deliver(Lease lease) {
        Map<EnvelopeAddress, Outcome> outcomes = new LinkedHashMap<>();
        List<EnvelopeAddress> left = new ArrayList<>(lease.recipients());
        Connection kept = open;
        Effort effort = new Effort(limits, destination);
        if (kept != null) {
            effort.tls = kept.tls();
            Connection.Result result = kept.send(lease, left);
            if (result.isFinal() || !isLost(result)) {
                settle(kept);
                effort.isReached = true;
                if (note(result, outcomes, left)) {
                    return new Attempt(List.copyOf(outcomes.values()), effort.tls, false);
                }
            }
            // Closed while it was idle: begin anew, at the first hop.
            drop();
        }
        NextHops.Plan plan = hops.plan(destination);
        if (plan.none().isPresent()) {
            NextHops.Refusal none = plan.none().get();
            Outcome.Verdict verdict = none.isPermanent() ? Outcome.Verdict.FAILED : Outcome.Verdict.DEFERRED;
            left.forEach(each ->
                    outcomes.put(each, new Outcome(each, verdict, none.status(), none.reason(), none.reason(), "")));
            return new Attempt(List.copyOf(outcomes.values()), effort.tls, false, none.isOurs() && !effort.isReached);
        }
        try {
            return deliver(lease, plan, outcomes, left, effort);
        } finally {
            hops.note(destination, effort.course());
        }
    }

    private Attempt deliver(
            Lease lease,
            NextHops.Plan plan,
            Map<EnvelopeAddress, Outcome> outcomes,
            List<EnvelopeAddress> left,
            Effort effort) {
        Passage passage = lease.notifications().passage();
        int selves = 0;
        int tried = 0;
        int nowhere = 0;
        for (NextHop hop : plan.hops()) {
            if (effort.isOver()) {
                effort.isCutShort = true;
                break;
            }
            if (effort.isBehindUs(plan.preference(hop))) {
                continue;
            }
            if (effort.isToSearch(plan.preference(hop))) {
                NextHops.Place place = hops.place(destination, plan, plan.preference(hop));
                if (place.isAmong()) {
                    tried++;
                    selves += place.isSure() ? 1 : 0;
                    effort.meetsItself(plan.preference(hop));
                    place.unanswered().ifPresent(unanswered -> {
                        HopFailure failure = unanswered.failure();
                        defer(left, outcomes, failure, unanswered.hop());
                        effort.blame(failure);
                    });
                    continue;
                }
            }
            NextHops.Addresses addresses = hops.addresses(hop);
            if (addresses.sockets().isEmpty()) {
                tried++;
                nowhere += addresses.status().isUnsure() ? 0 : 1;
                HopFailure failure = HopFailure.homeless(hop, addresses.status());
                defer(left, outcomes, failure, hop);
                effort.blame(failure);
                continue;
            }
            Assurance assurance;
            try {
                assurance = published.of(destination, plan, hop, addresses, passage);
            } catch (HopFailure failure) {
                tried++;
                failure.tls().ifPresent(result -> tally.count(domain(hop), result.policyType(), result));
                defer(left, outcomes, failure, hop);
                effort.blame(failure);
                continue;
            } catch (RuntimeException mistake) {
                tried++;
                defer(left, outcomes, HopFailure.ofOurs(hop.toString(), mistake), hop);
                effort.isOurs = true;
                continue;
            }
            boolean isLast = hop.equals(plan.hops().get(plan.hops().size() - 1));
            int most = effort.addresses + (isLast ? effort.left() : effort.share());
            for (InetSocketAddress address : addresses.sockets()) {
                if (effort.isOver() || effort.addresses >= most || effort.isBehindUs(plan.preference(hop))) {
                    break;
                }
                tried++;
                if (hops.isNobodys(destination, hop, address)) {
                    selves++;
                    continue;
                }
                if (hops.isSelf(address)) {
                    selves++;
                    effort.meetsItself(plan.preference(hop));
                    continue;
                }
                effort.begin();
                try {
                    Connector.Goal goal = new Connector.Goal(
                            Connection.Protocol.SMTP, hop.host(), address, destination.tls(), assurance, choice(plan));
                    Connection connection = connector.open(goal, effort.patience());
                    effort.sessions++;
                    effort.isHeard = true;
                    count(hop, assurance, connection);
                    open = connection;
                    effort.isReached = true;
                    reached.run();
                    effort.tls = connection.tls();
                    Connection.Result result = connection.send(lease, left);
                    if (connection.isLyingAboutChunks()) {
                        connector.noteWithoutChunks(connection.remote());
                        drop();
                        note(result, outcomes, left);
                        connection = connector.open(goal, effort.patience());
                        open = connection;
                        result = connection.send(lease, left);
                    }
                    if (result.isFinal() || !isLost(result)) {
                        effort.answers(hop);
                    } else {
                        effort.fails(hop);
                    }
                    if (passage == Passage.OPEN) {
                        // Perhaps not good enough for the next message.
                        drop();
                    } else {
                        settle(connection);
                    }
                    if (note(result, outcomes, left)) {
                        return new Attempt(List.copyOf(outcomes.values()), effort.tls, false);
                    }
                    drop();
                } catch (HopFailure failure) {
                    count(hop, assurance, failure);
                    effort.fails(hop, failure);
                    defer(left, outcomes, failure, hop);
                } catch (RuntimeException mistake) {
                    drop();
                    defer(left, outcomes, HopFailure.ofOurs(hop.toString(), mistake), hop);
                    effort.isOurs = true;
                }
            }
        }
        boolean isByMx = destination.hosts().isEmpty();
        if (isByMx && nowhere == plan.hops().size()) {
            NextHops.Refusal none = NextHops.nowhere(destination.mxDomain(), plan);
            left.forEach(each -> outcomes.put(
                    each, new Outcome(each, Outcome.Verdict.FAILED, none.status(), none.reason(), none.reason(), "")));
            return new Attempt(List.copyOf(outcomes.values()), effort.tls, false);
        }
        // An exchanger that for sure has no address changes nothing about it; of a host that the policy names it is a
        // mistake to mend.
        if (selves > 0 && selves + (isByMx ? nowhere : 0) == tried) {
            left.forEach(each -> outcomes.put(
                    each,
                    new Outcome(
                            each,
                            Outcome.Verdict.FAILED,
                            "5.4.6",
                            "mail loops back to this host",
                            Reason.LOOP.id(),
                            "")));
        }
        boolean isOurs = effort.isOurs && !effort.isTheirs && !effort.isReached;
        return new Attempt(List.copyOf(outcomes.values()), effort.tls, !effort.isReached && !isOurs, isOurs);
    }

    /** Sessions that were never to be protected, and hosts that could not be reached, say nothing about TLS. */
    private void count(NextHop hop, Assurance assurance, HopFailure failure) {
        failure.tls().ifPresent(result -> tally.count(domain(hop), TlsResult.policyType(assurance), result));
    }

    private void count(NextHop hop, Assurance assurance, Connection connection) {
        if (destination.tls().level() != Level.NEVER) {
            tally.count(domain(hop), TlsResult.policyType(assurance), connection.tlsResult());
        }
    }

    private String domain(NextHop hop) {
        return destination.mxDomain().isEmpty() ? hop.host() : destination.mxDomain();
    }

    private Connector.Choice choice(NextHops.Plan plan) {
        return !destination.hosts().isEmpty() || plan.isSecure() ? Connector.Choice.CERTAIN : Connector.Choice.UNPROVED;
    }

    private static boolean isLost(Connection.Result result) {
        return result.outcomes().stream().allMatch(outcome -> outcome.reason().equals("connection lost"));
    }

    /** Keeps final answers and leaves the deferred for the next hop; true if there is nothing more to try. */
    private static boolean note(
            Connection.Result result, Map<EnvelopeAddress, Outcome> outcomes, List<EnvelopeAddress> left) {
        for (Outcome outcome : result.outcomes()) {
            if (outcome.status().equals(HopProfile.NO_REQUIRETLS)) {
                // RFC 8689 4.2.1: another hop may offer it; where one could not be asked, there is hope later.
                outcomes.merge(
                        outcome.recipient(),
                        outcome,
                        (known, failed) -> known.verdict() == Outcome.Verdict.DEFERRED ? known : failed);
                continue;
            }
            outcomes.put(outcome.recipient(), outcome);
            if (outcome.verdict() != Outcome.Verdict.DEFERRED) {
                left.remove(outcome.recipient());
            }
        }
        return left.isEmpty() || result.isFinal();
    }

    private static void defer(
            List<EnvelopeAddress> left, Map<EnvelopeAddress, Outcome> outcomes, HopFailure failure, NextHop hop) {
        for (EnvelopeAddress each : left) {
            outcomes.put(
                    each,
                    new Outcome(
                            each,
                            Outcome.Verdict.DEFERRED,
                            failure.status(),
                            failure.diagnostic(),
                            failure.reason(),
                            hop.toString()));
        }
    }

    private void settle(Connection connection) {
        if (!connection.isReusable()) {
            drop();
        }
    }

    private void drop() {
        Connection connection = open;
        open = null;
        if (connection != null) {
            connector.close(connection);
        }
    }

    @Override
    public void close() {
        drop();
    }
}
