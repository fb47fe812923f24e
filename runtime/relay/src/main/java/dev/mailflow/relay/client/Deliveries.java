package dev.mailflow.relay.client;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.metrics.RelayMetrics;
import dev.mailflow.relay.queue.Bounces;
import dev.mailflow.relay.queue.Lease;
import dev.mailflow.relay.queue.MailQueue;
import dev.mailflow.relay.queue.OrderListener;
import dev.mailflow.relay.queue.Rerouter;
import dev.mailflow.relay.queue.State;
import dev.mailflow.relay.time.Deadlines;
import dev.mailflow.relay.tls.TlsEngine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
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

    private final RelayConfiguration configuration;
    private final MailQueue queue;
    private final ExecutorService workers;
    private final Settler settler;
    private final Rerouter rerouter;
    private final RetryPlan plan;
    private final Deadlines<Dialogue> deadlines = new Deadlines<>();
    private final Carriers carriers;
    private final ReentrantLock guard = new ReentrantLock();
    private final Condition ended = guard.newCondition();
    private final Lanes lanes;

    private final Thread dispatcher = new Thread(this::dispatch, "mailflow-dispatch");
    private volatile boolean stopping;

    /** @param own what this relay listens on */
    public Deliveries(
            RelayConfiguration configuration,
            List<InetSocketAddress> own,
            MailQueue queue,
            Bounces bounces,
            Rerouter rerouter,
            TlsEngine tls,
            RelayMetrics metrics,
            ExecutorService workers,
            Clock clock) {
        this.configuration = configuration;
        this.queue = queue;
        this.workers = workers;
        this.plan = new RetryPlan(
                configuration.queue().retry(), configuration.queue().expiry());
        this.lanes = new Lanes(
                configuration.queue().deliveries(),
                configuration.queue().deliveriesByMx(),
                Math.min(
                        configuration.queue().deliveriesPerDestination(),
                        RelayConfiguration.Queue.mostPerDestination(
                                configuration.queue().deliveries())),
                plan.remembered().toNanos(),
                guard::newCondition,
                queue::wake);
        this.rerouter = rerouter;
        this.settler = new Settler(queue, bounces, plan, configuration.queue().delayNotice(), metrics, clock);
        this.carriers = new Carriers(configuration, own, queue::holds, tls, metrics, deadlines, clock);
    }

    public void start() {
        queue.whenOrdered(new Orders());
        dispatcher.setDaemon(true);
        dispatcher.start();
    }

    private void dispatch() {
        while (!stopping) {
            try {
                carriers.turnPage();
                boolean isCrowded = isCrowded();
                Duration wait = tick();
                List<Lease> leases = isCrowded ? queue.leaseReturned(BATCH) : queue.lease(BATCH, lanes.closed(), wait);
                // What only needs a worker first: the rest is done here, and takes its time.
                leases.stream().filter(lease -> lease.state() == State.DUE).forEach(this::accept);
                leases.stream().filter(lease -> lease.state() != State.DUE).forEach(this::accept);
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
            if (lanes.starving() >= BATCH && !stopping) {
                ended.awaitNanos(POLL.toNanos());
            }
            return lanes.starving() >= BATCH;
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

    /** Opens lanes whose pause is over, and hires again for those that were refused a worker; gives the time until the next is. */
    private Duration tick() {
        guard.lock();
        try {
            long now = System.nanoTime();
            lanes.tick(now);
            lanes.letIn(BATCH);
            if (!stopping) {
                lanes.wanting().forEach(this::hire);
            }
            return Duration.ofNanos(Math.max(lanes.untilTick(now, POLL.toNanos()), 1_000_000));
        } finally {
            guard.unlock();
        }
    }

    private void accept(Lease lease) {
        if (stopping) {
            queue.release(lease);
            return;
        }
        if (lease.state() == State.RETURNED && !queue.isRecalled(lease)) {
            settler.giveBack(lease);
            return;
        }
        if (lease.state().isAnew() && !queue.isRecalled(lease)) {
            settler.reroute(lease, rerouter);
            return;
        }
        guard.lock();
        try {
            // Asked under the guard: words that come later find it in its lane.
            if (stopping || queue.isRecalled(lease)) {
                queue.release(lease);
                return;
            }
            if (lanes.isOutside(lease.key(), lease.destination(), BATCH)) {
                queue.handBack(lease);
                return;
            }
            Lane lane = lanes.of(lease.key(), lease.destination());
            if (lane.paused || lanes.isTooMuch(lane, lease)) {
                lanes.close(lane);
                queue.release(lease);
                return;
            }
            lanes.put(lane, lease);
            lanes.refreshDoor(lane);
            lane.arrived.signal();
            hire(lane);
        } finally {
            guard.unlock();
        }
    }

    /** An administrator's word. */
    private final class Orders implements OrderListener {
        /** Opens a destination that is left alone, because something is to be tried now. */
        @Override
        public void wanted(String key) {
            guard.lock();
            try {
                Lane lane = lanes.find(key);
                if (lane != null) {
                    lane.orderedAt = System.nanoTime();
                    lanes.open(lane, lane.orderedAt);
                }
            } finally {
                guard.unlock();
            }
        }

        /** What waits for a worker goes back to the queue, which knows what is to become of it. */
        @Override
        public void recalled(String key, Set<Long> works) {
            guard.lock();
            try {
                Lane lane = lanes.find(key);
                if (lane != null) {
                    lanes.take(lane, works).forEach(queue::release);
                    lanes.refreshDoor(lane);
                    lanes.forgetIfDone(lane);
                }
            } finally {
                guard.unlock();
            }
        }
    }

    private void hire(Lane lane) {
        lanes.isServed(lane);
        if (lane.inbox.size() <= lane.idle || lane.workers >= lane.window.width()) {
            return;
        }
        boolean isHired = false;
        if (lanes.mayHire(lane)) {
            lanes.engage(lane);
            try {
                workers.execute(() -> work(lane));
                isHired = true;
            } catch (RejectedExecutionException e) {
                LOG.debug("event=no-worker destination={}", lane.key);
            } finally {
                if (!isHired) {
                    lanes.dismiss(lane);
                }
            }
        }
        if (!isHired) {
            lanes.want(lane);
        }
        // It gets the next worker that is free, or one at the next look.
        lanes.starve(lane);
    }

    private void work(Lane first) {
        Lane lane = first;
        while (lane != null) {
            try (Carriers.Carrier carrier = carriers.to(lane.destination, reached(lane))) {
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
                settler.settle(lease, RemoteDelivery.Attempt.ofOurs(lease, e));
                return;
            }
            settler.settle(lease, attempt);
            judge(lane, attempt, begun);
        } catch (IOException e) {
            // The queue cannot be written: what was done will be done again after a restart.
            LOG.error("event=settle-error id={} reason=\"{}\"", lease.id(), e.toString());
        }
    }

    /** Where one connection asks whether a destination is back, the others need not wait until its message is through. */
    private Runnable reached(Lane lane) {
        return () -> {
            guard.lock();
            try {
                if (lane.window.isProbing() && lanes.succeeded(lane) && !stopping) {
                    hire(lane);
                }
            } finally {
                guard.unlock();
            }
        };
    }

    /**
     * A destination that takes no more connections gets fewer, and one that nobody could talk to is left alone for a while; the
     * mail in its lane goes back unharmed then. A failure of our own changes nothing.
     */
    private void judge(Lane lane, RemoteDelivery.Attempt attempt, long begun) {
        if (attempt.isOurs()) {
            return;
        }
        guard.lock();
        try {
            if (!attempt.isUnreachable()) {
                if (lanes.succeeded(lane) && !stopping) {
                    hire(lane);
                }
                return;
            }
            if (lane.paused || begun - lane.orderedAt <= 0) {
                return;
            }
            if (!lane.window.failed(lane.workers)) {
                lanes.remember(lane, System.nanoTime());
                return;
            }
            lane.failures++;
            lanes.pause(lane, System.nanoTime() + plan.pause(lane.failures).toNanos());
            while (!lane.inbox.isEmpty()) {
                queue.release(lanes.take(lane));
            }
            queue.wake();
        } finally {
            guard.unlock();
        }
    }

    /** @param served how many the worker has had from this lane */
    private @Nullable Lease next(Lane lane, int served) {
        guard.lock();
        try {
            if (lane.workers > lane.window.width()
                    || lanes.contenders(lane) > 0 && (served >= TURN || lane.workers > lanes.fairShare(lane))) {
                return null;
            }
            long wait = LINGER.toNanos();
            while (lane.inbox.isEmpty()) {
                if (wait <= 0 || stopping || lanes.contenders(lane) > 0) {
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
            Lease lease = lanes.take(lane);
            lanes.refreshDoor(lane);
            if (stopping) {
                queue.release(lease);
                return null;
            }
            return lease;
        } finally {
            guard.unlock();
        }
    }

    /** Gives the lane that a worker goes on with, in its own thread, for the pool may have no other; null if it ends. */
    private @Nullable Lane leave(Lane lane) {
        guard.lock();
        try {
            lanes.dismiss(lane);
            if (!stopping) {
                lanes.starve(lane);
                Lane hungry = lanes.hungriest();
                lanes.letIn(BATCH);
                if (hungry != null) {
                    lanes.engage(hungry);
                    lanes.forgetIfDone(lane);
                    return hungry;
                }
            }
            lanes.forgetIfDone(lane);
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
            lanes.all().forEach(lane -> lane.arrived.signalAll());
            long wait = TimeUnit.SECONDS.toNanos(20);
            while (lanes.workers() > 0 && wait > 0) {
                wait = ended.awaitNanos(wait);
            }
            if (lanes.workers() > 0) {
                deadlines.watched().forEach(Dialogue::abort);
            }
            wait = TimeUnit.SECONDS.toNanos(5);
            while (lanes.workers() > 0 && wait > 0) {
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
