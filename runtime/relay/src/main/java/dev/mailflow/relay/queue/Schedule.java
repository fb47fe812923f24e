package dev.mailflow.relay.queue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * When which work is due: per destination by time, and the destinations by their first. About a hundred octets a piece of
 * work, so that due work is found without asking the disk. Not for several threads.
 */
final class Schedule {
    static final Comparator<Item> BY_TIME = Comparator.comparingLong(Item::due).thenComparingLong(Item::work);

    private static final Comparator<Lane> BY_HEAD =
            Comparator.comparingLong((Lane lane) -> lane.head().due()).thenComparing(lane -> lane.key);

    private final Map<String, Lane> lanes = new HashMap<>();
    private final TreeSet<Lane> byHead = new TreeSet<>(BY_HEAD);

    /**
     * A piece of work.
     *
     * @param key of its destination
     * @param due milliseconds since 1970
     */
    record Item(String key, long work, long due) {}

    private static final class Lane {
        private final String key;
        private final PriorityQueue<Item> items = new PriorityQueue<>(BY_TIME);

        Lane(String key) {
            this.key = key;
        }

        Item head() {
            Item head = items.peek();
            if (head == null) {
                throw new IllegalStateException("an empty lane is never kept");
            }
            return head;
        }
    }

    void add(String key, long work, long due) {
        Lane lane = lanes.get(key);
        if (lane == null) {
            lane = new Lane(key);
            lanes.put(key, lane);
        } else {
            byHead.remove(lane);
        }
        lane.items.add(new Item(lane.key, work, due));
        byHead.add(lane);
    }

    /** Takes what is due, the longest due first; each excluded destination is passed over once, for they may be many. */
    List<Item> take(int most, Predicate<String> excluded, long now) {
        List<Item> taken = new ArrayList<>();
        Lane lane = byHead.isEmpty() ? null : byHead.first();
        while (lane != null && taken.size() < most && lane.head().due() <= now) {
            Lane next = byHead.higher(lane);
            if (excluded.test(lane.key)) {
                lane = next;
                continue;
            }
            byHead.remove(lane);
            taken.add(lane.head());
            lane.items.remove();
            if (lane.items.isEmpty()) {
                lanes.remove(lane.key);
                lane = next;
            } else {
                byHead.add(lane);
                lane = next == null || BY_HEAD.compare(lane, next) < 0 ? lane : next;
            }
        }
        return taken;
    }

    /** Takes what is due of one destination, however many others there are. */
    List<Item> takeOf(String key, int most, long now) {
        List<Item> taken = new ArrayList<>();
        Lane lane = lanes.get(key);
        if (lane == null) {
            return taken;
        }
        byHead.remove(lane);
        while (!lane.items.isEmpty() && taken.size() < most && lane.head().due() <= now) {
            taken.add(lane.items.remove());
        }
        putBack(lane);
        return taken;
    }

    /** Puts a lane, taken out for its head may change, where it belongs now. */
    private void putBack(Lane lane) {
        if (lane.items.isEmpty()) {
            lanes.remove(lane.key);
        } else {
            byHead.add(lane);
        }
    }

    /** Takes work out, whenever it is due, in one go, for it may be much; what was here of it is noted. */
    void remove(String key, Set<Long> works, Set<Long> removed) {
        Lane lane = lanes.get(key);
        if (lane == null) {
            return;
        }
        byHead.remove(lane);
        lane.items.removeIf(item -> works.contains(item.work) && removed.add(item.work));
        putBack(lane);
    }

    /** Takes out everything. */
    List<Long> clear() {
        List<Long> works = new ArrayList<>();
        lanes.values().forEach(lane -> lane.items.forEach(item -> works.add(item.work)));
        lanes.clear();
        byHead.clear();
        return works;
    }

    /** Notes which work is here. */
    void works(Set<Long> to) {
        lanes.values().forEach(lane -> lane.items.forEach(item -> to.add(item.work)));
    }

    /** When the next work of the others is due; {@link Long#MAX_VALUE} if there is none. */
    long nextDue(Set<String> excluded) {
        for (Lane lane : byHead) {
            if (!excluded.contains(lane.key)) {
                return lane.head().due();
            }
        }
        return Long.MAX_VALUE;
    }
}
