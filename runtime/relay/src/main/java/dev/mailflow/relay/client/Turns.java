package dev.mailflow.relay.client;

import dev.mailflow.relay.memory.BoundedMap;
import dev.mailflow.runtime.NextHop;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The order in which the exchangers of a domain are asked. It is that of their preference (RFC 5321 5.1), but for a domain with more
 * of them than an attempt asks: there those that could not be talked to come last, the longest ago first, so that each has its turn.
 * Where one of them lives the dead are given their place back now and then, one at a time, for the preferred may live again.
 * Safe for any number of threads.
 */
final class Turns {
    private static final int MOST_DOMAINS = 10_000;
    /** No domain that means well has so many exchangers; those behind them are never asked. */
    static final int MOST_HOSTS = 100;
    /** After which a dead host is asked in its place again. */
    private static final Duration AGAIN = Duration.ofMinutes(30);

    private final LongSupplier nanoTime;
    private final Map<String, Turn> turns = new BoundedMap<>(MOST_DOMAINS);

    /** @param nanoTime as {@link System#nanoTime} */
    Turns(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private static final class Turn {
        /** Hosts that could not be talked to, and when that was. */
        private final Map<String, Long> failed = new HashMap<>();
        /** All that there were when an order was asked for last. */
        private Set<String> all = Set.of();
        /** The one that was talked to last, unless it failed since. */
        private @Nullable String living;

        void fail(String host, long now) {
            failed.put(host, now);
            if (host.equals(living)) {
                living = null;
            }
        }

        void keep(Set<String> hosts) {
            all = hosts;
            failed.keySet().retainAll(hosts);
            if (living != null && !hosts.contains(living)) {
                living = null;
            }
        }

        boolean isLongAgo(String host, long now) {
            Long when = failed.get(host);
            return when != null && now - when >= AGAIN.toNanos();
        }

        /** How long a host is dead; longer than any, if it is not known to be. */
        long age(String host, long now) {
            Long when = failed.get(host);
            return when == null ? Long.MAX_VALUE : now - when;
        }
    }

    /**
     * @param found all that there are now, by preference
     * @return {@link #MOST_HOSTS} of them at most
     */
    synchronized List<NextHop> order(String domain, List<NextHop> found) {
        List<NextHop> byPreference = found.subList(0, Math.min(found.size(), MOST_HOSTS));
        Turn turn = turns.get(domain);
        if (turn == null) {
            return byPreference;
        }
        long now = nanoTime.getAsLong();
        turn.keep(byPreference.stream().map(NextHop::host).collect(Collectors.toSet()));
        Optional<String> again = turn.living == null
                ? Optional.empty()
                : byPreference.stream()
                        .map(NextHop::host)
                        .filter(host -> turn.isLongAgo(host, now))
                        .findFirst();
        again.ifPresent(turn.failed::remove);
        List<NextHop> order = byPreference.stream()
                .sorted(Comparator.comparingLong((NextHop hop) -> turn.age(hop.host(), now))
                        .reversed())
                .toList();
        // Until it answers it is dead still: one attempt that waits for it is enough.
        again.ifPresent(host -> turn.failed.put(host, now));
        return order;
    }

    /**
     * Notes how an attempt went.
     *
     * @param failed hosts that could not be talked to
     * @param answered the host that was
     * @param isCutShort whether it ended before every host was asked
     */
    synchronized void note(String domain, Set<String> failed, Optional<String> answered, boolean isCutShort) {
        Turn known = turns.get(domain);
        if (known == null && !(isCutShort && !failed.isEmpty())) {
            return;
        }
        Turn turn = known == null ? new Turn() : known;
        long now = nanoTime.getAsLong();
        failed.forEach(host -> turn.fail(host, now));
        answered.ifPresent(host -> {
            turn.failed.remove(host);
            turn.living = host;
        });
        // An attempt can end early by a mistake of ours, or ask nobody for want of an answer of the DNS: that tells of
        // no host.
        boolean isOneAsGoodAsAnother = !isCutShort && answered.isEmpty() && failed.containsAll(turn.all);
        if (turn.failed.isEmpty() || isOneAsGoodAsAnother) {
            turns.remove(domain);
        } else {
            turns.put(domain, turn);
        }
    }

    /** Domains remembered. */
    synchronized int size() {
        return turns.size();
    }
}
