package dev.mailflow.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.mail.NotificationRequest;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.relay.queue.Lease;
import dev.mailflow.relay.queue.Origin;
import dev.mailflow.relay.queue.QueuedMessage;
import dev.mailflow.relay.queue.State;
import dev.mailflow.runtime.TlsDemand;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** What is known of destinations, and for how long. */
final class LanesTest {
    private static final int WORKERS = 100;
    private static final int BY_MX = 75;
    private static final long REMEMBERED = 1000;
    private static final Destination LOCAL = new Destination.Local();

    private final AtomicInteger opened = new AtomicInteger();
    private final Lanes lanes =
            new Lanes(WORKERS, BY_MX, 2, REMEMBERED, new ReentrantLock()::newCondition, opened::incrementAndGet);

    private static Lease lease(long work, String key) {
        return new Lease(
                work,
                "ID" + work,
                Optional.empty(),
                QueuedMessage.Form.SEVEN_BIT,
                Instant.EPOCH,
                new Content.InMemory(new byte[0]),
                key,
                LOCAL,
                "out",
                List.of(EnvelopeAddress.of("bob@away.test")),
                0,
                "",
                State.DUE,
                NotificationRequest.NONE,
                false,
                Origin.UNKNOWN);
    }

    /** As after an attempt that reached nobody. */
    private Lane failed(String key, long until) {
        Lane lane = lanes.of(key, LOCAL);
        lanes.engage(lane);
        lane.failures++;
        lanes.pause(lane, until);
        lanes.dismiss(lane);
        lanes.forgetIfDone(lane);
        return lane;
    }

    @Test
    void deadDestinationsTakeNoShareOfTheWorkers() {
        for (int i = 0; i < 5000; i++) {
            failed("dead" + i, 100 + i % 7);
        }
        lanes.engage(lanes.of("a", LOCAL));
        lanes.engage(lanes.of("a", LOCAL));
        Lane waiting = lanes.of("b", LOCAL);
        waiting.add(lease(1, "b"));
        lanes.starve(waiting);
        assertThat(lanes.fairShare(waiting)).isEqualTo(WORKERS / 2);
        // Nor when they may be tried again.
        lanes.tick(200);
        assertThat(lanes.closed()).isEmpty();
        assertThat(lanes.fairShare(waiting)).isEqualTo(WORKERS / 2);
    }

    @Test
    void deadDestinationsAreForgotten() {
        for (int i = 0; i < 5000; i++) {
            failed("dead" + i, 100);
        }
        assertThat(lanes.closed()).hasSize(5000);
        lanes.tick(99);
        assertThat(lanes.closed()).hasSize(5000);
        assertThat(lanes.untilTick(99, 50)).isEqualTo(1);
        lanes.tick(100);
        assertThat(lanes.closed()).isEmpty();
        assertThat(opened).hasValue(5000);
        // Mail that comes soon finds that they failed before.
        assertThat(lanes.of("dead7", LOCAL).failures).isEqualTo(1);
        lanes.tick(100 + REMEMBERED);
        assertThat(lanes.size()).isZero();
        assertThat(lanes.untilTick(100 + REMEMBERED, 50)).isEqualTo(50);
    }

    @Test
    void oneThatFailsAgainAndAgainIsRememberedMeanwhile() {
        for (int i = 1; i <= 10; i++) {
            Lane lane = failed("dead", i * REMEMBERED);
            assertThat(lane.failures).isEqualTo(i);
            lanes.tick(i * REMEMBERED);
        }
        lanes.tick(11 * REMEMBERED);
        assertThat(lanes.size()).isZero();
    }

    @Test
    void oneThatIsWellAgainIsForgottenWhenItHasNothingToDo() {
        Lane lane = failed("away", 100);
        lanes.tick(100);
        lanes.engage(lane);
        lanes.succeeded(lane);
        lanes.forgetIfDone(lane);
        assertThat(lanes.find("away")).isSameAs(lane);
        lanes.dismiss(lane);
        lanes.forgetIfDone(lane);
        assertThat(lanes.size()).isZero();
        // Whatever was to be done with it concerns no other one of that name.
        Lane other = lanes.of("away", LOCAL);
        other.add(lease(1, "away"));
        lanes.tick(100 + REMEMBERED);
        assertThat(lanes.find("away")).isSameAs(other);
    }

    @Test
    void aLaneWithMailIsNeverForgotten() {
        Lane lane = failed("away", 100);
        lanes.tick(100);
        lane.add(lease(1, "away"));
        lanes.tick(100 + REMEMBERED);
        assertThat(lanes.find("away")).isSameAs(lane);
        assertThat(lane.failures).isZero();
        lane.remove();
        lanes.forgetIfDone(lane);
        assertThat(lanes.size()).isZero();
    }

    @Test
    void aPauseEndsBeforeItsTimeIfThatIsWanted() {
        Lane lane = failed("away", 100);
        lanes.open(lane, 50);
        assertThat(lanes.closed()).isEmpty();
        assertThat(lane.failures).isEqualTo(1);
        lanes.tick(50 + REMEMBERED);
        assertThat(lanes.size()).isZero();
    }

    @Test
    void whoWaitedLongestForAWorkerIsNext() {
        for (String key : List.of("a", "b", "c")) {
            Lane lane = lanes.of(key, LOCAL);
            lane.add(lease(key.charAt(0), key));
            lanes.starve(lane);
            lanes.starve(lane);
        }
        lanes.of("a", LOCAL).remove();
        assertThat(lanes.hungriest()).isSameAs(lanes.find("b"));
        assertThat(lanes.hungriest()).isSameAs(lanes.find("c"));
        assertThat(lanes.hungriest()).isNull();
    }

    /** Strangers that stand still take nothing from the hosts that the policy names, but their places. */
    @Test
    void withAllPlacesOfStrangersTakenANamedHopHasSeveralWorkers() {
        for (int i = 0; i < BY_MX; i++) {
            String domain = "d" + i + ".test";
            lanes.engage(lanes.of(domain, new Destination.Remote(List.of(), domain, TlsDemand.OPPORTUNISTIC)));
        }
        Lane named = lanes.of("hop", LOCAL);
        int hired = 0;
        while (lanes.mayHire(named)) {
            lanes.engage(named);
            hired++;
        }
        // Three quarters of what is left, and the rest for who has none yet.
        assertThat(hired).isEqualTo(19);
        assertThat(lanes.mayHire(lanes.of("other", LOCAL))).isTrue();
    }

    /** One long message must not keep all others waiting, where a failure left one connection. */
    @Test
    void whatIsOnItsWayForLongGetsCompany() {
        Lane lane = lanes.of("away", LOCAL);
        lanes.engage(lane);
        assertThat(lane.window.failed(2)).isFalse();
        lanes.remember(lane, 0);
        lane.add(lease(1, "away"));
        assertThat(lane.window.width()).isEqualTo(1);
        lanes.tick(REMEMBERED / 5 - 1);
        assertThat(lanes.wanting()).isEmpty();
        lanes.tick(REMEMBERED / 5);
        assertThat(lane.window.width()).isEqualTo(2);
        assertThat(lanes.wanting()).containsExactly(lane);
    }
}
