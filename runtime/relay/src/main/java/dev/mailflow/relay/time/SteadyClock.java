package dev.mailflow.relay.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time of day without its jumps: it follows the machine's clock while that moves as time does, and where that leaps it
 * goes on at its pace until the new time has lasted. A clock that is set wrong for a minute then neither expires a queue
 * nor puts its retries off by a year.
 */
public final class SteadyClock extends Clock {
    private static final Logger LOG = LoggerFactory.getLogger(SteadyClock.class);

    /** What adjustment by a time server may amount to between two looks. */
    private static final Duration DRIFT = Duration.ofSeconds(30);

    /** How long a new time must last to be believed. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Clock wall;
    private final LongSupplier nanos;
    private long base;
    private long since;
    private long doubtedSince;
    private boolean isDoubted;

    SteadyClock(Clock wall, LongSupplier nanos) {
        this.wall = wall;
        this.nanos = nanos;
        this.base = wall.millis();
        this.since = nanos.getAsLong();
    }

    public static SteadyClock ofSystem() {
        return new SteadyClock(Clock.systemUTC(), System::nanoTime);
    }

    @Override
    public synchronized long millis() {
        long now = nanos.getAsLong();
        long steady = base + (now - since) / 1_000_000;
        long shown = wall.millis();
        if (Math.abs(shown - steady) <= DRIFT.toMillis()) {
            base = shown;
            since = now;
            isDoubted = false;
            return shown;
        }
        if (!isDoubted) {
            isDoubted = true;
            doubtedSince = now;
            LOG.warn("event=clock-jump seconds={}", (shown - steady) / 1000);
        } else if (now - doubtedSince > PATIENCE.toNanos()) {
            isDoubted = false;
            base = shown;
            since = now;
            LOG.warn("event=clock-followed seconds={}", (shown - steady) / 1000);
            return shown;
        }
        return steady;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** Time zones do not matter here. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
