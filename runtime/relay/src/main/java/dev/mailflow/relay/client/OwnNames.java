package dev.mailflow.relay.client;

import dev.mailflow.relay.memory.BoundedMap;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Exchangers' names that were at an address of ours when the DNS last said where they are. Safe for any number of threads.
 */
final class OwnNames {
    /** Strangers can call any number of names by our address. */
    private static final int MOST = 1000;

    /** A zone that is dead for ever must not hold up for ever the mail of those who still list it. */
    private static final long LONGEST = TimeUnit.DAYS.toNanos(1);

    private final LongSupplier nanoTime;
    private final Map<String, Own> known = new BoundedMap<>(MOST);

    /**
     * When a name was ours, and how.
     *
     * @param when as {@link System#nanoTime}
     * @param families of the addresses that were ours
     */
    private record Own(long when, Set<Class<? extends InetAddress>> families) {}

    /** @param nanoTime as {@link System#nanoTime} */
    OwnNames(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param ours those of its addresses that are ours, at least one */
    synchronized void note(String host, List<InetSocketAddress> ours) {
        known.put(host, new Own(nanoTime.getAsLong(), families(ours)));
    }

    /**
     * Whether it was ours within the last day and the DNS does not say that it is no more: it gives no answer, and none of the addresses found is of a
     * family by which it was.
     *
     * @param found none of which is ours
     */
    synchronized boolean isPerhapsOurs(String host, NextHops.Addresses found) {
        Own own = known.get(host);
        if (own == null) {
            return false;
        }
        boolean isOld = nanoTime.getAsLong() - own.when() > LONGEST;
        if (!isOld && found.status().isUnsure() && !families(found.sockets()).containsAll(own.families())) {
            return true;
        }
        known.remove(host);
        return false;
    }

    private static Set<Class<? extends InetAddress>> families(List<InetSocketAddress> sockets) {
        return sockets.stream().map(socket -> socket.getAddress().getClass()).collect(Collectors.toUnmodifiableSet());
    }
}
