package dev.mailflow.relay.client;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.metrics.RelayMetrics;
import dev.mailflow.relay.queue.Bounces;
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
    /** Messages that a worker delivers to one destination while others wait for a worker. */
    private static final int TURN = 20;
    /** Octets of contents in memory that wait for a worker. */
    private static final long ALL_OCTETS = 32L << 20;

    private final RelayConfiguration configuration;
    private final MailQueue queue;
    private final ExecutorService workers;
    private final Settler settler;
    private final RetryPlan plan;
    private final Deadlines<Dialogue> deadlines = new Deadlines<>();
    private final Carriers carriers;
    private final ReentrantLock guard = new ReentrantLock();
    private final Condition ended = guard.newCondition();
    private final Map<String, Lane> lanes = new HashMap<>();
    private final Deque<Lane> starving = new ArrayDeque<>();
    /** Lanes that are full or paused; the queue looks at it live. */
    private final Set<String> closed = ConcurrentHashMap.newKeySet();

    private final Thread dispatcher = new Thread(this::dispatch, "mailflow-dispatch");
    private int running;
    private long waitingOctets;
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
        this.carriers = new Carriers(configuration, ownPorts, queue::holds, tls, metrics, deadlines, clock);
    }

    public void start() {
        queue.whenOrdered(this::open);
        dispatcher.setDaemon(true);
        dispatcher.start();
    }

    private void dispatch() {
        while (!stopping) {
            try {
                carriers.turnPage();
                if (isCrowded()) {
                    unpause();
                    continue;
                }
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

    /** Whether so many destinations wait for a worker that no more mail should be taken into memory; waits a little if so. */
    private boolean isCrowded() throws InterruptedException {
        guard.lock();
        try {
            if (starving.size() >= BATCH && !stopping) {
                ended.awaitNanos(POLL.toNanos());
            }
            return starving.size() >= BATCH;
        } finally {
            guard.unlock();
        }
    }

    private static void sleep() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Opens lanes whose pause is over, and hires again for those that were refused a worker; gives the time until the next one is. */
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
                } else if (lane.isShort && !stopping) {
                    hire(lane);
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
        if (lease.state() == State.RETURNED) {
            settler.giveBack(lease);
            return;
        }
        guard.lock();
        try {
            if (stopping) {
                queue.release(lease);
                return;
            }
            Lane lane =
                    lanes.computeIfAbsent(lease.key(), key -> new Lane(key, lease.destination(), guard.newCondition()));
            long octets = Lane.octets(lease);
            if (lane.paused || lane.isTooMuch(octets, ALL_OCTETS - waitingOctets)) {
                closed.add(lane.key);
                queue.release(lease);
                return;
            }
            lane.add(lease);
            waitingOctets += octets;
            refreshDoor(lane);
            lane.arrived.signal();
            hire(lane);
        } finally {
            guard.unlock();
        }
    }

    /** Opens a destination that is left alone, because an administrator wants something tried now. */
    private void open(String key) {
        guard.lock();
        try {
            Lane lane = lanes.get(key);
            if (lane != null) {
                lane.orderedAt = System.nanoTime();
                if (lane.paused) {
                    lane.paused = false;
                    refreshDoor(lane);
                }
            }
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
        lane.isShort = false;
        if (lane.inbox.size() <= lane.idle
                || lane.workers >= configuration.queue().deliveriesPerDestination()) {
            return;
        }
        // A quarter is for destinations that have none yet: a few that stall must not have them all.
        int most = configuration.queue().deliveries();
        lane.isShort = true;
        if (running < (lane.workers == 0 ? most : most - most / 4)) {
            lane.workers++;
            running++;
            try {
                workers.execute(() -> work(lane));
                lane.isShort = false;
            } catch (RejectedExecutionException e) {
                LOG.debug("event=no-worker destination={}", lane.key);
            } finally {
                if (lane.isShort) {
                    lane.workers--;
                    running--;
                }
            }
        }
        starve(lane);
    }

    /** It gets the next worker that is free, or one at the next look at all lanes. */
    private void starve(Lane lane) {
        if (lane.workers == 0 && !lane.inbox.isEmpty() && !starving.contains(lane)) {
            starving.add(lane);
        }
    }

    private void work(Lane first) {
        Lane lane = first;
        while (lane != null) {
            try (Carriers.Carrier carrier = carriers.to(lane.destination)) {
                Lease lease;
                for (int served = 0; (lease = next(lane, served)) != null; served++) {
                    attempt(lane, lease, carrier);
                }
            } catch (RuntimeException | Error e) {
                LOG.error("event=worker-error", e);
            }
            lane = leave(lane);
        }
    }

    private void attempt(Lane lane, Lease lease, Carriers.Carrier carrier) {
        try {
            long begun = System.nanoTime();
            RemoteDelivery.Attempt attempt;
            try {
                attempt = carrier.deliver(lease);
            } catch (RuntimeException | Error e) {
                LOG.error("event=delivery-error id={}", lease.id(), e);
                carrier.close();
                settler.postpone(lease, e.toString());
                return;
            }
            settler.settle(lease, attempt);
            judge(lane, attempt, begun);
        } catch (IOException e) {
            // The queue cannot be written: what was done will be done again after a restart.
            LOG.error("event=settle-error id={} reason=\"{}\"", lease.id(), e.toString());
        }
    }

    /** A destination nobody could talk to is left alone for a while, and the mail in its lane goes back unharmed. */
    private void judge(Lane lane, RemoteDelivery.Attempt attempt, long begun) {
        guard.lock();
        try {
            if (!attempt.isUnreachable()) {
                lane.failures = 0;
                return;
            }
            if (!lane.paused && begun - lane.orderedAt > 0) {
                lane.failures++;
                lane.paused = true;
                lane.pausedUntil = System.nanoTime() + plan.pause(lane.failures).toNanos();
                refreshDoor(lane);
                while (!lane.inbox.isEmpty()) {
                    queue.release(take(lane));
                }
                queue.wake();
            }
        } finally {
            guard.unlock();
        }
    }

    private Lease take(Lane lane) {
        Lease lease = lane.remove();
        waitingOctets -= Lane.octets(lease);
        return lease;
    }

    /** @param served how many the worker has had from this lane */
    private @Nullable Lease next(Lane lane, int served) {
        guard.lock();
        try {
            if (!starving.isEmpty() && (served >= TURN || lane.workers > fairShare())) {
                return null;
            }
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
            Lease lease = take(lane);
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

    /** Workers of a lane while others have none. */
    private int fairShare() {
        return Math.max(1, configuration.queue().deliveries() / Math.max(1, lanes.size()));
    }

    /** Gives the lane that a worker goes on with, in its own thread, for the pool may have no other; null if it ends. */
    private @Nullable Lane leave(Lane lane) {
        guard.lock();
        try {
            lane.workers--;
            if (!stopping) {
                starve(lane);
                Lane hungry;
                while ((hungry = starving.poll()) != null) {
                    if (!hungry.inbox.isEmpty()) {
                        hungry.workers++;
                        return hungry;
                    }
                }
            }
            running--;
            return null;
        } finally {
            ended.signalAll();
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
            carriers.close();
        }
    }
}
