package dev.mailflow.relay.client;

import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.relay.queue.Lease;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;

/** Mail for one destination on its way; all of it under the guard of {@link Deliveries}. */
final class Lane {
    /** Octets of contents in memory that wait in one lane. */
    private static final long MOST_OCTETS = 4L << 20;

    final String key;
    final Destination destination;
    /** Whether strangers say where it is. */
    final boolean isByMx;

    final Deque<Lease> inbox = new ArrayDeque<>();
    final Condition arrived;
    int workers;
    int idle;
    /** How many workers it may have. */
    final Window window;
    /** Pauses in a row. */
    int failures;

    boolean paused;
    /** When {@link Lanes} looks at it: at the end of its pause, and then now and again until its failures are old. */
    long alarm;
    /** When its failures are old. */
    long forgetAt;
    /** When it was last opened, or an administrator wanted something done at once: what failed of what began before says nothing. */
    long orderedAt = System.nanoTime();
    /** Of the contents in the inbox that are in memory. */
    long octets;

    Lane(String key, Destination destination, Window window, Condition arrived) {
        this.key = key;
        this.window = window;
        this.destination = destination;
        this.isByMx = isByMx(destination);
        this.arrived = arrived;
    }

    static boolean isByMx(Destination destination) {
        return destination instanceof Destination.Remote remote
                && remote.hosts().isEmpty();
    }

    /** @param room for the contents of all lanes; where there is none each has one message all the same */
    boolean isTooMuch(long more, long room) {
        return !inbox.isEmpty() && (octets + more > MOST_OCTETS || more > room);
    }

    void add(Lease lease) {
        inbox.add(lease);
        octets += octets(lease);
    }

    Lease remove() {
        Lease lease = inbox.remove();
        octets -= octets(lease);
        return lease;
    }

    /** Takes these out of the inbox. */
    List<Lease> remove(Set<Long> works) {
        List<Lease> removed =
                inbox.stream().filter(lease -> works.contains(lease.work())).toList();
        inbox.removeIf(lease -> works.contains(lease.work()));
        removed.forEach(lease -> octets -= octets(lease));
        return removed;
    }

    static long octets(Lease lease) {
        return lease.content() instanceof Content.InMemory ? lease.content().size() : 0;
    }
}
