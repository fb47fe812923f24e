package dev.mailflow.relay.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** When to try again (RFC 5321 4.5.4.1), varied so that what failed together does not come back together. */
final class RetryPlan {
    /** A destination that is down is asked again at least so often, for the sake of fresh mail. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final List<Duration> waits;
    private final Duration expiry;

    RetryPlan(List<Duration> waits, Duration expiry) {
        this.waits = List.copyOf(waits);
        this.expiry = expiry;
    }

    /**
     * @param failures attempts so far, this one included
     * @return empty if the message's time is over
     */
    Optional<Instant> next(Instant received, Instant now, int failures) {
        Instant end = end(received);
        if (!now.isBefore(end)) {
            return Optional.empty();
        }
        Instant next = now.plus(varied(waits.get(Math.min(failures, waits.size()) - 1)));
        return Optional.of(next.isBefore(end) ? next : end);
    }

    /** When a message is given up. */
    Instant end(Instant received) {
        return received.plus(expiry);
    }

    /** How long to leave a destination alone that could not be reached so many times in a row. */
    Duration pause(int failures) {
        Duration wait = varied(waits.get(Math.min(failures, waits.size()) - 1));
        return wait.compareTo(LONGEST_PAUSE) < 0 ? wait : LONGEST_PAUSE;
    }

    /** For how long after such a pause it still counts that there were failures before. */
    Duration remembered() {
        return LONGEST_PAUSE;
    }

    private static Duration varied(Duration wait) {
        long millis = wait.toMillis();
        return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(-millis / 10, millis / 10 + 1));
    }
}
