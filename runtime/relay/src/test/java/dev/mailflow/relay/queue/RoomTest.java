package dev.mailflow.relay.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is let in, and when. */
@Timeout(120)
final class RoomTest {
    private final Room room = new Room(10);
    private final List<String> inside = new CopyOnWriteArrayList<>();

    private Thread entering(String name, long octets) throws InterruptedException {
        Thread thread = new Thread(() -> room.enter(octets, () -> inside.add(name)));
        thread.start();
        while (room.waiting() == 0) {
            Thread.sleep(5);
        }
        return thread;
    }

    @Test
    void whoBringsTooMuchWaitsUntilOthersHaveLeft() throws Exception {
        assertThat(room.enter(4, () -> inside.add("first"))).isTrue();
        assertThat(room.enter(6, () -> inside.add("second"))).isTrue();
        Thread third = entering("third", 5);
        room.leave(4);
        // Four octets are not five.
        assertThat(room.waiting()).isEqualTo(1);
        room.leave(6);
        third.join();
        assertThat(inside).containsExactly("first", "second", "third");
        assertThat(room.taken()).isEqualTo(5);
    }

    @Test
    void oneIsLetInHoweverLargeItIs() {
        assertThat(room.enter(1000, () -> inside.add("large"))).isTrue();
        assertThat(inside).containsExactly("large");
    }

    /** What they have done is to be noted, for they came before the end. */
    @Test
    void whoWaitsAtTheEndIsLetInAndWhoComesLaterIsNot() throws Exception {
        room.enter(10, () -> inside.add("first"));
        Thread second = entering("second", 10);
        room.end();
        assertThat(inside).containsExactly("first", "second");
        second.join();
        assertThat(room.enter(1, () -> inside.add("late"))).isFalse();
        assertThat(inside).doesNotContain("late");
    }
}
