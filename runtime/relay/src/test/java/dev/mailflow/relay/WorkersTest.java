package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Blocking work side by side, on whatever threads the platform has. */
final class WorkersTest {
    private static final int MANY = 300;

    @Test
    void runsAllAtOnceAndEndsAll() throws Exception {
        ExecutorService workers = Workers.create("test", MANY);
        CountDownLatch running = new CountDownLatch(MANY);
        CountDownLatch interrupted = new CountDownLatch(MANY);
        for (int i = 0; i < MANY; i++) {
            workers.execute(() -> {
                running.countDown();
                try {
                    Thread.sleep(60_000);
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            });
        }
        assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
        workers.shutdownNow();
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> workers.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }
}
