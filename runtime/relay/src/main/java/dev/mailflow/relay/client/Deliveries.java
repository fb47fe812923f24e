package dev.mailflow.relay.client;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.dns.Dns;
import dev.mailflow.relay.local.MaildirStore;
import dev.mailflow.relay.metrics.RelayMetrics;
import dev.mailflow.relay.published.PolicyFile;
import dev.mailflow.relay.published.StsPolicies;
import dev.mailflow.relay.queue.Bounces;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.relay.queue.Lease;
import dev.mailflow.relay.queue.MailQueue;
import dev.mailflow.relay.queue.State;
import dev.mailflow.relay.time.Deadlines;
import dev.mailflow.relay.tls.TlsEngine;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings due mail to its destinations: one lane per destination with a bounded number of workers, each of which keeps its
 * connection from message to message. A slow or dead destination fills its own lane and no other.
 */
public final class Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final int BATCH = 64;
    /** How long a worker keeps its connection for the next message. */
    private static final Duration LINGER = Duration.ofMillis(500);

    private static final Duration POLL = Duration.ofSeconds(1);

    private final RelayConfiguration configuration;
    private final MailQueue queue;
    private final ExecutorService workers;
    private final Settler settler;
    private final RetryPlan plan;
    private final Deadlines<Dialogue> deadlines = new Deadlines<>();
    private final Connector connector;
    private final NextHops hops;
    private final PublishedDemands published;
    private final TlsTally tally;
    private final Optional<MaildirStore> maildir;
    private final ReentrantLock guard = new ReentrantLock();
    private final Condition ended = guard.newCondition();
    private final Map<String, Lane> lanes = new HashMap<>();
    private final Deque<Lane> starving = new ArrayDeque<>();
    /** Lanes that are full or paused; the queue looks at it live. */
    private final Set<String> closed = ConcurrentHashMap.newKeySet();

    private final Thread dispatcher = new Thread(this::dispatch, "mailflow-dispatch");
    private int running;
    private volatile boolean stopping;

    public Deliveries(
            RelayConfiguration configuration,
            Set<Integer> ownPorts,
            MailQueue queue,
            Bounces bounces,
            TlsEngine tls,
            RelayMetrics metrics,
            ExecutorService workers,
            Clock clock) {
        this.configuration = configuration;
        this.queue = queue;
        this.workers = workers;
        this.plan = new RetryPlan(
                configuration.queue().retry(), configuration.queue().expiry());
        this.settler = new Settler(queue, bounces, plan, configuration.queue().delayNotice(), metrics, clock);
        String hostName = configuration.hostName().text();
        this.connector = new Connector(hostName, tls, configuration.queue().connectTimeout(), deadlines);
        Dns dns = Dns.of(configuration.dns());
        this.hops = new NextHops(hostName, ownPorts, dns, configuration.hosts());
        this.published = new PublishedDemands(
                dns,
                new StsPolicies(
                        dns,
                        new PolicyFile(dns, configuration.tls(), configuration.hosts()),
                        Optional.of(configuration.queue().folder().resolve("mta-sts")),
                        clock));
        this.tally = new TlsTally(metrics, clock);
        this.maildir = configuration.local().maildir().map(MaildirStore::new);
    }

    /** Mail for one destination on its way; all of it under the guard. */
    private static final class Lane {
        private final String key;
        private final Destination destination;
        private final Deque<Lease> inbox = new ArrayDeque<>();
        private final Condition arrived;
        private int workers;
        private int idle;
        private int failures;
        private long pausedUntil;
        private boolean paused;

        Lane(String key, Destination destination, Condition arrived) {
            this.key = key;
            this.destination = destination;
            this.arrived = arrived;
        }
    }

    public void start() {
        dispatcher.setDaemon(true);
        dispatcher.start();
    }

    private void dispatch() {
        while (!stopping) {
            try {
                tally.turnPage();
                List<Lease> leases = queue.lease(BATCH, closed, unpause());
                for (Lease lease : leases) {
                    accept(lease);
                }
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException e) {
                LOG.error("event=dispatch-error", e);
                sleep();
            }
        }
    }

    private static void sleep() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Opens lanes whose pause is over; gives the time until the next one is. */
    private Duration unpause() {
        guard.lock();
        try {
            long now = System.nanoTime();
            long wait = POLL.toNanos();
            Iterator<Lane> each = lanes.values().iterator();
            while (each.hasNext()) {
                Lane lane = each.next();
                if (lane.paused && lane.pausedUntil - now <= 0) {
                    lane.paused = false;
                    refreshDoor(lane);
                }
                if (lane.paused) {
                    wait = Math.min(wait, lane.pausedUntil - now);
                } else if (lane.workers == 0 && lane.inbox.isEmpty() && lane.failures == 0) {
                    each.remove();
                }
            }
            return Duration.ofNanos(Math.max(wait, 1_000_000));
        } finally {
            guard.unlock();
        }
    }

    private void accept(Lease lease) {
        guard.lock();
        try {
            if (stopping) {
                queue.release(lease);
                return;
            }
            Lane lane =
                    lanes.computeIfAbsent(lease.key(), key -> new Lane(key, lease.destination(), guard.newCondition()));
            if (lane.paused) {
                queue.release(lease);
                return;
            }
            lane.inbox.add(lease);
            refreshDoor(lane);
            lane.arrived.signal();
            hire(lane);
        } finally {
            guard.unlock();
        }
    }

    private void refreshDoor(Lane lane) {
        int most = 2 * configuration.queue().deliveriesPerDestination();
        if (lane.paused || lane.inbox.size() >= most) {
            closed.add(lane.key);
        } else if (lane.inbox.size() <= most / 2 && closed.remove(lane.key)) {
            queue.wake();
        }
    }

    private void hire(Lane lane) {
        if (lane.inbox.size() <= lane.idle
                || lane.workers >= configuration.queue().deliveriesPerDestination()) {
            return;
        }
        if (running >= configuration.queue().deliveries()) {
            if (lane.workers == 0 && !starving.contains(lane)) {
                starving.add(lane);
            }
            return;
        }
        try {
            lane.workers++;
            running++;
            workers.execute(() -> work(lane));
        } catch (RejectedExecutionException e) {
            lane.workers--;
            running--;
        }
    }

    private void work(Lane lane) {
        RemoteDelivery remote = lane.destination instanceof Destination.Remote to
                ? new RemoteDelivery(connector, hops, published, to, tally)
                : null;
        LocalDelivery local =
                remote == null ? new LocalDelivery(connector, hops, maildir, configuration.local()) : null;
        try {
            Lease lease;
            while ((lease = next(lane)) != null) {
                attempt(lane, lease, remote, local);
            }
        } finally {
            if (remote != null) {
                remote.close();
            }
            if (local != null) {
                local.close();
            }
            leave(lane);
        }
    }

    private void attempt(Lane lane, Lease lease, @Nullable RemoteDelivery remote, @Nullable LocalDelivery local) {
        try {
            RemoteDelivery.Attempt attempt;
            try {
                attempt = lease.state() == State.RETURNED
                        ? Settler.returned(lease)
                        : remote != null
                                ? remote.deliver(lease)
                                : java.util.Objects.requireNonNull(local).deliver(lease);
            } catch (RuntimeException e) {
                LOG.error("event=delivery-error id={}", lease.id(), e);
                settler.postpone(lease, e.toString());
                return;
            }
            settler.settle(lease, attempt);
            judge(lane, attempt);
        } catch (IOException e) {
            // The queue cannot be written: what was done will be done again after a restart.
            LOG.error("event=settle-error id={} reason=\"{}\"", lease.id(), e.toString());
        }
    }

    /** A destination nobody could talk to is left alone for a while, and the mail in its lane goes back unharmed. */
    private void judge(Lane lane, RemoteDelivery.Attempt attempt) {
        guard.lock();
        try {
            if (!attempt.isUnreachable()) {
                lane.failures = 0;
                return;
            }
            if (!lane.paused) {
                lane.failures++;
                lane.paused = true;
                lane.pausedUntil = System.nanoTime() + plan.pause(lane.failures).toNanos();
                refreshDoor(lane);
                lane.inbox.forEach(queue::release);
                lane.inbox.clear();
                queue.wake();
            }
        } finally {
            guard.unlock();
        }
    }

    private @Nullable Lease next(Lane lane) {
        guard.lock();
        try {
            long wait = LINGER.toNanos();
            while (lane.inbox.isEmpty()) {
                if (wait <= 0 || stopping || !starving.isEmpty()) {
                    return null;
                }
                lane.idle++;
                try {
                    wait = lane.arrived.awaitNanos(wait);
                } catch (InterruptedException e) {
                    return null;
                } finally {
                    lane.idle--;
                }
            }
            Lease lease = lane.inbox.remove();
            refreshDoor(lane);
            if (stopping) {
                queue.release(lease);
                return null;
            }
            return lease;
        } finally {
            guard.unlock();
        }
    }

    private void leave(Lane lane) {
        guard.lock();
        try {
            lane.workers--;
            running--;
            if (!stopping) {
                Lane hungry = starving.poll();
                if (hungry != null) {
                    hire(hungry);
                }
                hire(lane);
            }
            ended.signalAll();
        } finally {
            guard.unlock();
        }
    }

    /** Begins nothing new, and lets what is under way end, for a while. What is not done stays in the queue. */
    public void close() {
        stopping = true;
        dispatcher.interrupt();
        guard.lock();
        try {
            lanes.values().forEach(lane -> lane.arrived.signalAll());
            long wait = TimeUnit.SECONDS.toNanos(20);
            while (running > 0 && wait > 0) {
                wait = ended.awaitNanos(wait);
            }
            if (running > 0) {
                deadlines.watched().forEach(Dialogue::abort);
            }
            wait = TimeUnit.SECONDS.toNanos(5);
            while (running > 0 && wait > 0) {
                wait = ended.awaitNanos(wait);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            guard.unlock();
            deadlines.close();
            tally.close();
        }
    }
}
