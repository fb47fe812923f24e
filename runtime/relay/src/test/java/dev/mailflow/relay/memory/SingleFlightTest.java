package dev.mailflow.relay.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of those who wait, whatever becomes of the one that they wait for. */
@Timeout(60)
final class SingleFlightTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void open() {
        gate.countDown();
    }

    private String first() {
        begun.countDown();
        try {
            gate.await();
            return "first";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** In a thread of its own, which waits at the gate when this returns. */
    private CompletableFuture<String> begin(SingleFlight<String, String> flights, Supplier<String> question)
            throws InterruptedException {
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> flights.ask("a", question), this::start);
        begun.await();
        return answer;
    }

    private Thread last = new Thread();

    private void start(Runnable work) {
        last = new Thread(work);
        last.start();
    }

    /** Another who asks the same, and waits when this returns. */
    private CompletableFuture<String> wait(SingleFlight<String, String> flights) throws InterruptedException {
        CompletableFuture<String> answer =
                CompletableFuture.supplyAsync(() -> flights.ask("a", () -> "second"), this::start);
        while (last.getState() != Thread.State.TIMED_WAITING) {
            Thread.sleep(5);
        }
        return answer;
    }

    @Test
    void theAnswerIsForAllAndIsNotKept() throws Exception {
        SingleFlight<String, String> flights = new SingleFlight<>(LONG);
        CompletableFuture<String> asking = begin(flights, this::first);
        CompletableFuture<String> waiting = wait(flights);
        assertThat(flights.ask("b", () -> "of another name")).isEqualTo("of another name");
        gate.countDown();
        assertThat(asking.get()).isEqualTo("first");
        assertThat(waiting.get()).isEqualTo("first");
        assertThat(flights.ask("a", () -> "third")).isEqualTo("third");
        assertThat(flights.size()).isZero();
    }

    @Test
    void whoWaitsForOneThatCrashesAsksOnHisOwn() throws Exception {
        SingleFlight<String, String> flights = new SingleFlight<>(LONG);
        CompletableFuture<String> asking = begin(flights, () -> {
            first();
            throw new IllegalStateException("a mistake");
        });
        CompletableFuture<String> waiting = wait(flights);
        gate.countDown();
        assertThat(waiting.get()).isEqualTo("second");
        assertThatThrownBy(asking::get).isInstanceOf(ExecutionException.class).hasMessageContaining("a mistake");
        assertThat(flights.size()).isZero();
    }

    @Test
    void whoWaitsForOneThatIsInterruptedAsksOnHisOwn() throws Exception {
        SingleFlight<String, String> flights = new SingleFlight<>(LONG);
        CompletableFuture<String> asking = begin(flights, this::first);
        Thread interrupted = last;
        CompletableFuture<String> waiting = wait(flights);
        interrupted.interrupt();
        assertThat(asking.get()).isEqualTo("interrupted");
        assertThat(waiting.get()).isEqualTo("second");
        assertThat(flights.size()).isZero();
    }

    @Test
    void whoIsInterruptedDoesNotWait() throws Exception {
        SingleFlight<String, String> flights = new SingleFlight<>(LONG);
        begin(flights, this::first);
        CompletableFuture<String> waiting = wait(flights);
        last.interrupt();
        assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo("second");
    }

    @Test
    void nobodyWaitsForEver() throws Exception {
        SingleFlight<String, String> flights = new SingleFlight<>(Duration.ofMillis(50));
        CompletableFuture<String> asking = begin(flights, this::first);
        assertThat(flights.ask("a", () -> "second")).isEqualTo("second");
        assertThat(asking).isNotDone();
    }

    /** All run out of patience at nearly the same time, and that is no reason to ask all at once. */
    @Test
    void whoRunsOutOfPatienceTriesToBeTheOneThatAsks() throws Exception {
        Duration patience = Duration.ofSeconds(2);
        SingleFlight<String, String> flights = new SingleFlight<>(patience);
        begin(flights, this::first);
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch answer = new CountDownLatch(1);
        List<CompletableFuture<String>> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(CompletableFuture.supplyAsync(
                    () -> flights.ask("a", () -> {
                        asked.incrementAndGet();
                        try {
                            answer.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        return "second";
                    }),
                    this::start));
        }
        while (asked.get() == 0) {
            Thread.sleep(5);
        }
        // The others run out of their first patience, and not yet of their second.
        Thread.sleep(patience.toMillis() / 2);
        answer.countDown();
        for (CompletableFuture<String> each : waiting) {
            assertThat(each.get()).isEqualTo("second");
        }
        assertThat(asked).hasValue(1);
    }
}
