package dev.mailflow.relay.client;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.relay.queue.Lease;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lanes that have mail, workers, or failures to be remembered for a while; all others are forgotten, so that destinations
 * that nobody can reach cost neither memory nor the others' share of the workers. Under the guard of {@link Deliveries} but for
 * {@link #closed}; times are of {@link System#nanoTime}.
 */
final class Lanes {
    /** So often a destination that failed is looked at while its failures are remembered. */
    private static final int LOOKS = 5;
    /** Octets of contents in memory that wait for a worker. */
    private static final long ALL_OCTETS = 32L << 20;

    private final int mostWorkers;
    private final int perLane;
    private final int mostInInbox;
    private final long remembered;
    private final Supplier<Condition> conditions;
    private final Runnable opened;
    private final Map<String, Lane> all = new HashMap<>();
    private final Deque<Lane> starving = new ArrayDeque<>();
    /** Lanes that were refused a worker when they last wanted one. */
    private final Set<Lane> wanting = new LinkedHashSet<>();
    /** Lanes to be opened or forgotten, by time. */
    private final TreeSet<Lane> alarms =
            new TreeSet<>(Comparator.comparingLong((Lane lane) -> lane.alarm).thenComparing(lane -> lane.key));
    /** Lanes that are full or paused; the queue looks at it live. */
    private final Set<String> closed = ConcurrentHashMap.newKeySet();

    private final int mostByMx;
    /** Keys of destinations by MX that wait outside, for so many others wait for a worker. */
    private final Set<String> outside = new LinkedHashSet<>();

    private long waitingOctets;
    private int manned;
    private int workers;
    private int workersByMx;
    private int starvingByMx;

    /**
     * @param workers for all lanes
     * @param mostByMx workers of all lanes whose hosts are found by MX; the others keep the rest
     * @param perLane workers of a lane at most; twice as many leases wait for them
     * @param remembered nanoseconds for which the failures of a destination count after its pause
     * @param opened what to do when a lane takes mail again
     */
    Lanes(int workers, int mostByMx, int perLane, long remembered, Supplier<Condition> conditions, Runnable opened) {
        this.mostWorkers = workers;
        this.mostByMx = mostByMx;
        this.perLane = perLane;
        this.mostInInbox = 2 * perLane;
        this.remembered = remembered;
        this.conditions = conditions;
        this.opened = opened;
    }

    Lane of(String key, Destination destination) {
        return all.computeIfAbsent(key, ignored -> new Lane(key, destination, new Window(perLane), conditions.get()));
    }

    @Nullable
    Lane find(String key) {
        return all.get(key);
    }

    List<Lane> all() {
        return List.copyOf(all.values());
    }

    int size() {
        return all.size();
    }

    /** Keys of the destinations that take no more mail for now; for any thread. */
    Set<String> closed() {
        return closed;
    }

    void close(Lane lane) {
        closed.add(lane.key);
    }

    /** Whether there is no room in memory for one more in this lane. */
    boolean isTooMuch(Lane lane, Lease lease) {
        return lane.isTooMuch(Lane.octets(lease), ALL_OCTETS - waitingOctets);
    }

    /** Lets a lease wait for the lane's workers. */
    void put(Lane lane, Lease lease) {
        lane.add(lease);
        waitingOctets += Lane.octets(lease);
    }

    /** Takes the next that waits. */
    Lease take(Lane lane) {
        Lease lease = lane.remove();
        waitingOctets -= Lane.octets(lease);
        return lease;
    }

    /** Takes these out of those that wait. */
    List<Lease> take(Lane lane, Set<Long> works) {
        List<Lease> taken = lane.remove(works);
        taken.forEach(lease -> waitingOctets -= Lane.octets(lease));
        return taken;
    }

    /** Opens or closes a lane as it is now. */
    void refreshDoor(Lane lane) {
        if (lane.paused || lane.inbox.size() >= mostInInbox) {
            closed.add(lane.key);
        } else if (lane.inbox.size() <= mostInInbox / 2 && closed.remove(lane.key)) {
            opened.run();
        }
    }

    /** What happened to it is remembered for a while. */
    void remember(Lane lane, long now) {
        if (!lane.paused) {
            lane.forgetAt = now + remembered;
            setAlarm(lane, now + remembered / LOOKS);
        }
    }

    /** A destination nobody could talk to is left alone until then. */
    void pause(Lane lane, long until) {
        lane.paused = true;
        lane.window.probe();
        setAlarm(lane, until);
        refreshDoor(lane);
    }

    /** Ends a pause before its time. */
    void open(Lane lane, long now) {
        if (lane.paused) {
            lane.paused = false;
            lane.orderedAt = now;
            remember(lane, now);
            refreshDoor(lane);
        }
    }

    private void setAlarm(Lane lane, long at) {
        alarms.remove(lane);
        lane.alarm = at;
        alarms.add(lane);
    }

    /** Opens lanes whose pause is over and forgets old failures. */
    void tick(long now) {
        while (!alarms.isEmpty() && alarms.first().alarm - now <= 0) {
            Lane lane = alarms.first();
            if (lane.paused) {
                open(lane, now);
            } else if (lane.workers > 0) {
                // How many connections it takes is still being found out, and no message ends that would tell.
                lane.window.widen();
                want(lane);
                setAlarm(lane, now + remembered / LOOKS);
            } else if (lane.forgetAt - now > 0) {
                setAlarm(lane, lane.forgetAt);
            } else {
                alarms.remove(lane);
                lane.failures = 0;
                lane.window.forget();
                forgetIfDone(lane);
            }
        }
    }

    /** Nanoseconds until there is something to do for {@link #tick}; at most as many as given. */
    long untilTick(long now, long most) {
        return alarms.isEmpty() ? most : Math.min(most, alarms.first().alarm - now);
    }

    /** Its destination can be talked to; true if it may have more workers now. */
    boolean succeeded(Lane lane) {
        boolean isRemembered = lane.failures > 0 || !lane.window.isWhole();
        lane.failures = 0;
        boolean isWider = lane.window.succeeded();
        if (isRemembered && lane.window.isWhole() && !lane.paused) {
            alarms.remove(lane);
        }
        return isWider;
    }

    /** Forgets a lane that has nothing: the next mail for its destination makes it anew. */
    void forgetIfDone(Lane lane) {
        if (lane.workers == 0
                && lane.inbox.isEmpty()
                && !lane.paused
                && lane.failures == 0
                && lane.window.isWhole()
                && all.remove(lane.key, lane)) {
            wanting.remove(lane);
            alarms.remove(lane);
            if (closed.remove(lane.key)) {
                opened.run();
            }
        }
    }

    /** A worker begins. */
    void engage(Lane lane) {
        if (lane.workers++ == 0) {
            manned++;
        }
        workers++;
        workersByMx += lane.isByMx ? 1 : 0;
    }

    /** A worker ends. */
    void dismiss(Lane lane) {
        if (--lane.workers == 0) {
            manned--;
        }
        workers--;
        workersByMx -= lane.isByMx ? 1 : 0;
    }

    /** Workers of all lanes. */
    int workers() {
        return workers;
    }

    /** Whether it may have one more worker: a few destinations that stall must not have all of them. */
    boolean mayHire(Lane lane) {
        if (!hasPlace(lane) || workers >= mostWorkers) {
            return false;
        }
        if (lane.workers == 0) {
            return true;
        }
        // Those whom the site knows share what strangers leave them, in the same way.
        int places = lane.isByMx ? mostWorkers : mostWorkers - workersByMx;
        int taken = lane.isByMx ? workers : workers - workersByMx;
        return taken < RelayConfiguration.Queue.mostPerDestination(places);
    }

    /** Whether one more worker for it leaves what the others keep. */
    private boolean hasPlace(Lane lane) {
        return !lane.isByMx || workersByMx < mostByMx;
    }

    /** Notes that it was refused a worker. */
    void want(Lane lane) {
        wanting.add(lane);
    }

    /** Notes that it has workers enough. */
    void isServed(Lane lane) {
        wanting.remove(lane);
    }

    /** Lanes that were refused a worker and may have one now. */
    List<Lane> wanting() {
        List<Lane> now = new ArrayList<>(wanting);
        now.removeIf(lane -> lane.paused);
        return now;
    }

    /** It gets the next worker that is free, if it has none. */
    void starve(Lane lane) {
        if (lane.workers == 0 && !lane.inbox.isEmpty() && !starving.contains(lane)) {
            starving.add(lane);
            starvingByMx += lane.isByMx ? 1 : 0;
        }
    }

    /** Lanes without a worker that could have one at any time: those by MX only while not all of their places are taken. */
    int starving() {
        return starving.size() - (workersByMx < mostByMx ? 0 : starvingByMx);
    }

    /** Lanes without a worker that could have the place of one of this lane. */
    int contenders(Lane lane) {
        return lane.isByMx ? starving.size() : starving();
    }

    /**
     * Keeps a destination that is found by MX outside if so many of them wait for a worker that no more mail for new ones should be
     * taken into memory; {@link #letIn} opens it again.
     */
    boolean isOutside(String key, Destination destination, int crowd) {
        boolean isTooMany = starvingByMx >= crowd && Lane.isByMx(destination) && !all.containsKey(key);
        if (isTooMany) {
            closed.add(key);
            outside.add(key);
        }
        return isTooMany;
    }

    /** Opens as many of those outside as there is room for. */
    void letIn(int crowd) {
        Iterator<String> waiting = outside.iterator();
        boolean isOpened = false;
        for (int room = crowd - starvingByMx; room > 0 && waiting.hasNext(); room--) {
            String key = waiting.next();
            waiting.remove();
            // If it came in meanwhile its own door counts.
            isOpened |= !all.containsKey(key) && closed.remove(key);
        }
        if (isOpened) {
            opened.run();
        }
    }

    /** Takes the lane that has waited longest for a worker and may have one; null if none does. */
    @Nullable
    Lane hungriest() {
        for (Iterator<Lane> waiting = starving.iterator(); waiting.hasNext(); ) {
            Lane lane = waiting.next();
            if (!lane.inbox.isEmpty() && !hasPlace(lane)) {
                continue;
            }
            waiting.remove();
            starvingByMx -= lane.isByMx ? 1 : 0;
            if (!lane.inbox.isEmpty()) {
                return lane;
            }
        }
        return null;
    }

    /** Workers of this lane while others have none that could have one of its. */
    int fairShare(Lane lane) {
        return Math.max(1, mostWorkers / Math.max(1, manned + contenders(lane)));
    }
}
