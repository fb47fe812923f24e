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
 * Where one of them lives the dead are given their place back now and then, one at a time, for the preferred may live again: those
 * of an attempt in which nobody was heard at once, for it may have been our own network.
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

    /**
     * How an attempt went.
     *
     * @param failed hosts that could not be talked to
     * @param answered hosts that were, the last one last
     * @param isCutShort whether it ended before every host was asked
     * @param isHeard whether any host gave a sign of itself, be it that it refused the connection; otherwise it may be our own
     *     network that failed
     */
    record Course(Set<String> failed, List<String> answered, boolean isCutShort, boolean isHeard) {
        Course {
            failed = Set.copyOf(failed);
            answered = List.copyOf(answered);
        }
    }

    /**
     * A host that could not be talked to.
     *
     * @param when as {@link System#nanoTime}
     * @param rest how long it has not its place
     * @param isDoubtful whether it may have been our own network
     */
    private record Failure(long when, Duration rest, boolean isDoubtful) {
        Failure onTrial(long now) {
            return new Failure(now, AGAIN, isDoubtful);
        }
    }

    private static final class Turn {
        private final Map<String, Failure> failed = new HashMap<>();
        /** All that there were when an order was asked for last. */
        private Set<String> all = Set.of();
        /** The one that was talked to last, unless it failed since. */
        private @Nullable String living;

        void fail(String host, Failure failure) {
            failed.put(host, failure);
            if (host.equals(living)) {
                living = null;
            }
        }

        void answer(String host) {
            boolean isBeside = living != null;
            living = host;
            Failure earlier = failed.remove(host);
            if (isBeside && earlier != null && earlier.isDoubtful) {
                // Two that live were silent: it was our network, for all. The first to live again proves no more.
                failed.values().removeIf(Failure::isDoubtful);
            }
        }

        void keep(Set<String> hosts) {
            all = hosts;
            failed.keySet().retainAll(hosts);
            if (living != null && !hosts.contains(living)) {
                living = null;
            }
        }

        boolean isRested(String host, long now) {
            Failure failure = failed.get(host);
            return failure != null && now - failure.when >= failure.rest.toNanos();
        }

        /** How long a host is dead; longer than any, if it is not known to be. */
        long age(String host, long now) {
            Failure failure = failed.get(host);
            return failure == null ? Long.MAX_VALUE : now - failure.when;
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
                        .filter(host -> turn.isRested(host, now))
                        .findFirst();
        Optional<Failure> earlier = again.map(turn.failed::remove);
        List<NextHop> order = byPreference.stream()
                .sorted(Comparator.comparingLong((NextHop hop) -> turn.age(hop.host(), now))
                        .reversed())
                .toList();
        // Until it answers it is dead still: one attempt that waits for it is enough.
        again.ifPresent(host -> earlier.ifPresent(failure -> turn.fail(host, failure.onTrial(now))));
        return order;
    }

    /** Notes how an attempt went. */
    synchronized void note(String domain, Course course) {
        Turn known = turns.get(domain);
        if (known == null && !(course.isCutShort && !course.failed.isEmpty())) {
            return;
        }
        Turn turn = known == null ? new Turn() : known;
        long now = nanoTime.getAsLong();
        Failure failure = new Failure(now, course.isHeard ? AGAIN : Duration.ZERO, !course.isHeard);
        course.failed.forEach(host -> turn.fail(host, failure));
        course.answered.forEach(turn::answer);
        // An attempt can end early by a mistake of ours, or ask nobody for want of an answer of the DNS: that tells of
        // no host.
        boolean isOneAsGoodAsAnother =
                !course.isCutShort && course.answered.isEmpty() && course.failed.containsAll(turn.all);
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
