package dev.mailflow.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many connections a destination gets. */
final class WindowTest {
    private static boolean fail(Window window, int used, int times) {
        boolean isDead = false;
        for (int i = 0; i < times; i++) {
            isDead = window.failed(used - i);
        }
        return isDead;
    }

    private static int successesUntilWider(Window window) {
        int successes = 1;
        while (!window.succeeded()) {
            successes++;
        }
        return successes;
    }

    /** A second connection could say nothing while the one that asks has no answer yet. */
    @Test
    void whileItAsksWhetherTheHopIsBackNoTimeMakesItWider() {
        Window window = new Window(20);
        window.probe();
        window.widen();
        assertThat(window.width()).isEqualTo(1);
    }

    @Test
    void aHopThatTakesFiveGetsFive() {
        Window window = new Window(20);
        assertThat(fail(window, 20, 15)).isFalse();
        assertThat(window.width()).isEqualTo(5);
        // Another one is tried after many went well, and never the fifteen at once.
        assertThat(successesUntilWider(window)).isEqualTo(5 * 16);
        assertThat(window.width()).isEqualTo(6);
        assertThat(window.failed(6)).isFalse();
        assertThat(window.width()).isEqualTo(5);
    }

    @Test
    void oneThatIsWellAgainGetsAllAgain() {
        Window window = new Window(20);
        fail(window, 20, 3);
        int successes = 0;
        while (!window.isWhole()) {
            window.succeeded();
            successes++;
        }
        assertThat(window.width()).isEqualTo(20);
        assertThat(successes).isLessThan(20 * 20);
        assertThat(window.succeeded()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 20})
    void aWholeCohortWithoutASuccessIsTheEnd(int most) {
        Window window = new Window(most);
        assertThat(most > 1 && fail(window, most, most - 1)).isFalse();
        assertThat(window.failed(1)).isTrue();
        assertThat(window.width()).isEqualTo(1);
    }

    @Test
    void oneSuccessBeginsANewCohort() {
        Window window = new Window(20);
        for (int i = 0; i < 100; i++) {
            assertThat(fail(window, 1, 4)).isFalse();
            window.succeeded();
        }
        assertThat(window.width()).isPositive();
    }

    /** What is in use goes down, not what might be: else a few workers would fail until the cohort was over. */
    @Test
    void theFirstFailureCountsFromWhatIsUsed() {
        Window window = new Window(20);
        window.failed(4);
        assertThat(window.width()).isEqualTo(3);
    }

    @Test
    void afterAPauseOneFailureIsEnough() {
        Window window = new Window(20);
        window.probe();
        assertThat(window.width()).isEqualTo(1);
        assertThat(window.isWhole()).isFalse();
        assertThat(window.failed(1)).isTrue();
        window.probe();
        window.succeeded();
        assertThat(window.width()).isEqualTo(2);
        assertThat(window.failed(2)).isFalse();
        window.forget();
        assertThat(window.isWhole()).isTrue();
    }
}
