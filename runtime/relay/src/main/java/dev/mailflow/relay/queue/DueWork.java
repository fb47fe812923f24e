package dev.mailflow.relay.queue;

import dev.mailflow.relay.mail.Content;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is due when, with the leases of fresh work kept so that a first delivery asks no disk. For several threads. */
final class DueWork {
    /** Octets of fresh contents kept in memory for their first delivery; beyond it they are read back. */
    private static final long FRESH = 64L << 20;

    /** In place of a destination's key: of work that is given back or decided anew and so needs no destination. */
    private static final String RETURNS = "";

    /** Before all that has a time. */
    private static final long AT_ONCE = 0;

    /** How long work waits that could not be read, in milliseconds. */
    private static final long UNREADABLE = 60_000;

    private final Clock clock;
    private final ReentrantLock guard = new ReentrantLock();
    private final Condition changed = guard.newCondition();
    private final Schedule schedule = new Schedule();
    private final Map<Long, Lease> fresh = new HashMap<>();
    private final Set<Long> leased = new HashSet<>();
    /** Words of administrators about work that was leased when they came. */
    private final Map<Long, State> late = new HashMap<>();

    private final Consumer<Content> unused;
    private volatile OrderListener listener = OrderListener.NONE;

    private long freshOctets;
    private int sleepers;

    /** @param unused told of the content of every lease that was given to be kept and is dropped */
    DueWork(Clock clock, Consumer<Content> unused) {
        this.clock = clock;
        this.unused = unused;
    }

    /** @param told see {@link MailQueue#whenOrdered}; never told anything under the guard */
    void whenOrdered(OrderListener told) {
        listener = told;
    }

    /**
     * Adds new work, or what was leased and comes back; words that were said about it meanwhile count now.
     *
     * @param key of its destination; {@link #RETURNS} if it needs none and there is no lease to say so
     * @param lease kept if there is room; null: to be read when it is due
     * @return false if it is held, and so no longer here
     */
    boolean add(String key, long work, long due, @Nullable Lease lease) {
        guard.lock();
        try {
            leased.remove(work);
            State word = late.remove(work);
            // What is in memory does not know of the word.
            if (lease != null && word == null && hasRoom(lease.content())) {
                fresh.put(work, lease);
                freshOctets += held(lease.content());
            } else if (lease != null) {
                unused.accept(lease.content());
            }
            if (word == State.HELD) {
                return false;
            }
            State state = word != null ? word : lease != null ? lease.state() : State.DUE;
            schedule.add(state.needsDestination() ? key : RETURNS, work, word == null ? due : AT_ONCE);
            if (sleepers > 0) {
                changed.signalAll();
            }
            return true;
        } finally {
            guard.unlock();
        }
    }

    /** Whether a word was said about leased work. */
    boolean isRecalled(long work) {
        guard.lock();
        try {
            return late.containsKey(work);
        } finally {
            guard.unlock();
        }
    }

    /** Work as the database has it: left by an earlier relay, or to be tried again. */
    void recover(String key, long work, long due, State state) {
        if (state != State.HELD) {
            add(state.needsDestination() ? key : RETURNS, work, due, null);
        }
    }

    private boolean hasRoom(Content content) {
        return freshOctets + held(content) <= FRESH;
    }

    /** Whether a fresh content may count on being kept. */
    boolean isRoomFor(Content content) {
        guard.lock();
        try {
            return hasRoom(content);
        } finally {
            guard.unlock();
        }
    }

    private static long held(Content content) {
        return 500 + (content instanceof Content.InMemory ? content.size() : 0);
    }

    /** @param items all that was taken; {@code leases} are those among them that were in memory */
    record Taken(List<Schedule.Item> items, List<Lease> leases) {
        /** What is yet to be read. */
        List<Schedule.Item> unread() {
            Set<Long> inMemory = new HashSet<>();
            leases.forEach(lease -> inMemory.add(lease.work()));
            return items.stream()
                    .filter(item -> !inMemory.contains(item.work()))
                    .toList();
        }
    }

    /** As much of what needs no destination is taken at a time, lest many orders keep all mail waiting. */
    private static int orders(int most) {
        return Math.min(most, Math.max(1, most / 4));
    }

    /** Takes what is due now, waiting for some until the given time of {@link System#nanoTime}. */
    Taken take(int most, Set<String> excluded, long until) throws InterruptedException {
        guard.lockInterruptibly();
        try {
            while (true) {
                long now = clock.millis();
                List<Schedule.Item> items = schedule.takeOf(RETURNS, orders(most), now);
                items.addAll(
                        schedule.take(most - items.size(), key -> key.equals(RETURNS) || excluded.contains(key), now));
                if (!items.isEmpty()) {
                    return lend(items);
                }
                long left = until - System.nanoTime();
                if (left <= 0) {
                    return new Taken(List.of(), List.of());
                }
                long due = schedule.nextDue(excluded);
                long sleep = due == Long.MAX_VALUE ? left : Math.min(left, TimeUnit.MILLISECONDS.toNanos(due - now));
                sleepers++;
                try {
                    changed.awaitNanos(Math.max(sleep, 1));
                } finally {
                    sleepers--;
                }
            }
        } finally {
            guard.unlock();
        }
    }

    /** Takes what is to be given back or decided anew; does not look at the destinations, for they may be many. */
    Taken takeReturned(int most) {
        guard.lock();
        try {
            return lend(schedule.takeOf(RETURNS, most, clock.millis()));
        } finally {
            guard.unlock();
        }
    }

    private Taken lend(List<Schedule.Item> items) {
        List<Lease> leases = new ArrayList<>(items.size());
        for (Schedule.Item item : items) {
            leased.add(item.work());
            Lease kept = forget(item.work());
            if (kept != null) {
                leases.add(kept);
            }
        }
        return new Taken(items, leases);
    }

    private @Nullable Lease forget(long work) {
        Lease kept = fresh.remove(work);
        if (kept != null) {
            freshOctets -= held(kept.content());
        }
        return kept;
    }

    private void drop(long work) {
        Lease kept = forget(work);
        if (kept != null) {
            unused.accept(kept.content());
        }
    }

    /** Ends a lease of work that does not come back here. */
    void done(long work) {
        guard.lock();
        try {
            leased.remove(work);
            late.remove(work);
        } finally {
            guard.unlock();
        }
    }

    /** Notes that work is leased that was not taken from here. */
    void lent(long work) {
        guard.lock();
        try {
            leased.add(work);
        } finally {
            guard.unlock();
        }
    }

    /**
     * Changes what is waiting by an administrator's word; of what is leased it is noted for when it comes back, and whoever holds
     * it is told.
     *
     * @return the work among it that was waiting
     */
    Set<Long> change(List<SqliteStore.Changed> changes) {
        OrderListener told = listener;
        changes.stream()
                .filter(change -> change.state() == State.DUE)
                .map(SqliteStore.Changed::key)
                .distinct()
                .forEach(told::wanted);
        Map<String, Set<Long>> recalled = new HashMap<>();
        Set<Long> waiting = change(changes, recalled);
        recalled.forEach(told::recalled);
        return waiting;
    }

    private Set<Long> change(List<SqliteStore.Changed> changes, Map<String, Set<Long>> recalled) {
        guard.lock();
        try {
            Map<String, Set<Long>> byKey = new HashMap<>();
            List<SqliteStore.Changed> free = new ArrayList<>();
            for (SqliteStore.Changed change : changes) {
                if (leased.contains(change.work())) {
                    late.put(change.work(), change.state());
                    note(recalled, change.key(), change.work());
                    continue;
                }
                drop(change.work());
                free.add(change);
                note(byKey, change.key(), change.work());
                note(byKey, RETURNS, change.work());
            }
            Set<Long> waiting = new HashSet<>();
            byKey.forEach((key, works) -> schedule.remove(key, works, waiting));
            for (SqliteStore.Changed change : free) {
                if (change.state() != State.HELD) {
                    schedule.add(change.state().needsDestination() ? change.key() : RETURNS, change.work(), AT_ONCE);
                }
            }
            changed.signalAll();
            return waiting;
        } finally {
            guard.unlock();
        }
    }

    private static void note(Map<String, Set<Long>> byKey, String key, long work) {
        byKey.computeIfAbsent(key, ignored -> new HashSet<>()).add(work);
    }

    /**
     * Undoes a taking that came to nothing: all of it is due again, the first that could not be read a little later, lest it
     * hold up the others for ever.
     */
    void putBack(Collection<Schedule.Item> unread, Collection<Lease> leases) {
        long now = clock.millis();
        leases.forEach(lease -> add(lease.key(), lease.work(), now, lease));
        long due = now + UNREADABLE;
        for (Schedule.Item item : unread) {
            add(item.key(), item.work(), due, null);
            due = now;
        }
    }

    /** All work that waits here or is leased. */
    Set<Long> known() {
        guard.lock();
        try {
            Set<Long> known = new HashSet<>(leased);
            schedule.works(known);
            return known;
        } finally {
            guard.unlock();
        }
    }

    /** Forgets everything, leases included; gives what had been waiting. */
    List<Long> clear() {
        guard.lock();
        try {
            fresh.values().forEach(lease -> unused.accept(lease.content()));
            fresh.clear();
            freshOctets = 0;
            leased.clear();
            late.clear();
            return schedule.clear();
        } finally {
            guard.unlock();
        }
    }

    void wake() {
        guard.lock();
        try {
            changed.signalAll();
        } finally {
            guard.unlock();
        }
    }
}
