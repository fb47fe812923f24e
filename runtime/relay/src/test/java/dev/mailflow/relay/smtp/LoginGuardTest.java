package dev.mailflow.relay.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.runtime.IpAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who may try another password, and when. */
final class LoginGuardTest {
    private static final IpAddress CLIENT = IpAddress.of("192.0.2.1");

    private final AtomicLong now = new AtomicLong(-5);
    private final LoginGuard guard = new LoginGuard(3, now::get);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private void guess(IpAddress client, String password) {
        assertThat(guard.permits(client)).isTrue();
        guard.wrong(client, "ann", password);
    }

    @Test
    void theWaitDoublesUpToAnHour() {
        for (int i = 0; i < 3; i++) {
            guess(CLIENT, "p" + i);
        }
        long[] minutes = {1, 2, 4, 8, 16, 32, 60, 60};
        for (int i = 0; i < minutes.length; i++) {
            assertThat(guard.permits(CLIENT)).isFalse();
            pass(Duration.ofMinutes(minutes[i]).minusNanos(1));
            assertThat(guard.permits(CLIENT)).as("wait %s", i).isFalse();
            pass(Duration.ofNanos(1));
            guess(CLIENT, "again" + i);
        }
    }

    @Test
    void othersAreNotHeldBack() {
        for (int i = 0; i < 3; i++) {
            guess(CLIENT, "p" + i);
        }
        assertThat(guard.permits(CLIENT)).isFalse();
        assertThat(guard.permits(IpAddress.of("192.0.2.2"))).isTrue();
    }

    @Test
    void aNetworkOfIpv6IsOneClient() {
        for (int i = 0; i < 3; i++) {
            guess(IpAddress.of("2001:db8::" + i), "p" + i);
        }
        assertThat(guard.permits(IpAddress.of("2001:db8::ffff:1"))).isFalse();
        assertThat(guard.permits(IpAddress.of("2001:db8:0:1::1"))).isTrue();
    }

    @Test
    void theSameWrongPasswordIsOneGuess() {
        for (int i = 0; i < 50; i++) {
            guess(CLIENT, "old");
        }
        guess(CLIENT, "other");
        assertThat(guard.permits(CLIENT)).isTrue();
        guard.wrong(CLIENT, "bob", "old");
        assertThat(guard.permits(CLIENT)).isFalse();
    }

    @Test
    void successDoesNotWashAway() {
        guess(CLIENT, "p0");
        guess(CLIENT, "p1");
        assertThat(guard.permits(CLIENT)).isTrue();
        guard.over(CLIENT);
        guess(CLIENT, "p2");
        assertThat(guard.permits(CLIENT)).isFalse();
    }

    @Test
    void triesAtOneMomentCountAsIfTheyFailed() {
        assertThat(guard.permits(CLIENT)).isTrue();
        assertThat(guard.permits(CLIENT)).isTrue();
        assertThat(guard.permits(CLIENT)).isTrue();
        assertThat(guard.permits(CLIENT)).isFalse();
        guard.over(CLIENT);
        assertThat(guard.permits(CLIENT)).isTrue();
    }

    @Test
    void afterADayAllIsForgotten() {
        for (int i = 0; i < 3; i++) {
            guess(CLIENT, "p" + i);
        }
        pass(Duration.ofHours(24));
        for (int i = 0; i < 3; i++) {
            guess(CLIENT, "q" + i);
        }
        assertThat(guard.permits(CLIENT)).isFalse();
        pass(Duration.ofHours(24));
        assertThat(guard.permits(IpAddress.of("192.0.2.9"))).isTrue();
        guard.over(IpAddress.of("192.0.2.9"));
        assertThat(guard.size()).isZero();
    }

    /** What a device repeats stays known beside an attacker's guesses; of these so many are remembered at most. */
    @Test
    void guessesAreRememberedToABound() {
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofHours(1));
            guess(CLIENT, "p" + i);
            pass(Duration.ofHours(1));
            guess(CLIENT, "old");
        }
        pass(Duration.ofHours(1));
        guess(CLIENT, "old");
        assertThat(guard.permits(CLIENT)).isTrue();
        guard.wrong(CLIENT, "ann", "p99");
        assertThat(guard.permits(CLIENT)).isTrue();
        guard.wrong(CLIENT, "ann", "p0");
        assertThat(guard.permits(CLIENT)).isFalse();
    }

    @Test
    void memoryIsBounded() {
        for (int i = 0; i < 100_100; i++) {
            guess(IpAddress.ofV4(i), "p");
        }
        assertThat(guard.size()).isLessThanOrEqualTo(100_001);
    }
}
