package dev.mailflow.relay.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** A clock that leaps does not take the queue along. */
final class SteadyClockTest {
    private static final Duration YEAR = Duration.ofDays(365);

    private Instant wall = Instant.ofEpochSecond(1_800_000_000L);
    private long nanos;
    private final SteadyClock clock = new SteadyClock(
            new Clock() {
                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return wall;
                }
            },
            () -> nanos);

    private void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    @Test
    void followsSmallAdjustments() {
        pass(Duration.ofHours(5));
        wall = wall.plusSeconds(3);
        assertThat(clock.instant()).isEqualTo(wall);
        wall = wall.minusSeconds(5);
        assertThat(clock.instant()).isEqualTo(wall);
    }

    @Test
    void goesOnWhenTheClockLeapsEitherWay() {
        for (Duration leap : new Duration[] {YEAR, YEAR.negated()}) {
            Instant before = clock.instant();
            wall = wall.plus(leap);
            pass(Duration.ofMinutes(1));
            assertThat(clock.instant()).isEqualTo(before.plusSeconds(60));
            wall = wall.minus(leap);
            assertThat(clock.instant()).isEqualTo(wall);
        }
    }

    @Test
    void followsWhatLasts() {
        Instant before = clock.instant();
        wall = wall.plus(YEAR);
        assertThat(clock.instant()).isEqualTo(before);
        pass(Duration.ofMinutes(11));
        assertThat(clock.instant()).isEqualTo(wall);
    }
}
