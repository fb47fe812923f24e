package dev.mailflow.relay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailflow.relay.RelayBench;
import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.ContentWriter;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.mail.MemoryBudget;
import dev.mailflow.relay.metrics.RelayMetrics;
import dev.mailflow.relay.queue.Bounces;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.relay.queue.Lease;
import dev.mailflow.relay.queue.MailQueue;
import dev.mailflow.relay.queue.QueueIds;
import dev.mailflow.relay.queue.QueuedMessage;
import dev.mailflow.relay.queue.Rerouter;
import dev.mailflow.relay.queue.SqliteQueue;
import dev.mailflow.relay.tls.TlsEngine;
import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.Decision;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are not to be had, and workers that fail. */
final class DeliveriesTest {
    @TempDir
    Path folder;

    private final CountDownLatch refused = new CountDownLatch(1);
    private final ThreadPoolExecutor workers =
            new ThreadPoolExecutor(0, 1, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), (task, pool) -> {
                refused.countDown();
                throw new RejectedExecutionException();
            });
    private final ThreadLocal<Boolean> isWorker = ThreadLocal.withInitial(() -> false);
    private RelayBench bench;
    private RelayConfiguration configuration;

    @BeforeEach
    void open() throws IOException {
        bench = new RelayBench(folder)
                .with("queue", "{\"folder\": \"queue\", \"retry\": [\"1h\"], \"freeSpace\": 0, \"deliveries\": 1}");
        configuration = bench.configuration();
    }

    @AfterEach
    void close() {
        workers.shutdownNow();
        bench.close();
    }

    private Deliveries deliveries(MailQueue queue, Clock clock) throws Exception {
        Bounces bounces = new Bounces(
                "mx.relay.test",
                transaction -> Decision.deliver(Attribution.INTERNET),
                id -> new ContentWriter(1 << 20, folder.resolve(id), new MemoryBudget(1 << 20)),
                clock);
        return new Deliveries(
                configuration,
                List.of(),
                queue,
                bounces,
                new Rerouter(
                        configuration.hostName(),
                        () -> {
                            throw new IllegalStateException("nothing is decided anew here");
                        },
                        bounces,
                        queue::newReport,
                        0,
                        clock),
                TlsEngine.of(configuration),
                new RelayMetrics(),
                workers,
                clock);
    }

    private static void store(MailQueue queue, String to) throws IOException {
        store(queue, to, Clock.systemUTC().instant());
    }

    private static void store(MailQueue queue, String to, Instant received) throws IOException {
        queue.store(new QueuedMessage(
                QueueIds.next(),
                Optional.of(EnvelopeAddress.of("ann@sender.test")),
                QueuedMessage.Form.SEVEN_BIT,
                received,
                new Content.InMemory("\r\nx\r\n".getBytes(StandardCharsets.US_ASCII)),
                List.of(new QueuedMessage.Part(new Destination.Local(), "local", List.of(EnvelopeAddress.of(to))))));
    }

    /** Nothing else arrives that could remind of it. */
    @Test
    void whatWasRefusedAWorkerGetsOneLater() throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        workers.execute(() -> {
            try {
                free.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (MailQueue queue = SqliteQueue.open(folder.resolve("queue"), 0, Clock.systemUTC())) {
            Deliveries deliveries = deliveries(queue, Clock.systemUTC());
            deliveries.start();
            try {
                store(queue, "b@local.test");
                assertThat(refused.await(20, TimeUnit.SECONDS)).isTrue();
                free.countDown();
                await().until(() -> queue.list().isEmpty());
                assertThat(bench.mailbox("local.test", "b")).hasSize(1);
            } finally {
                deliveries.close();
            }
        }
    }

    /** Where there is but one place, nothing would ever be delivered again without it. */
    @Test
    void anErrorCostsNoPlace() throws Exception {
        CountDownLatch thrown = new CountDownLatch(1);
        Clock system = Clock.systemUTC();
        Clock faulty = new Clock() {
            @Override
            public Instant instant() {
                if (isWorker.get() && thrown.getCount() > 0) {
                    thrown.countDown();
                    throw new StackOverflowError("as deep as it goes");
                }
                return system.instant();
            }

            @Override
            public ZoneId getZone() {
                return system.getZone();
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        workers.setThreadFactory(task -> new Thread(() -> {
            isWorker.set(true);
            task.run();
        }));
        try (MailQueue queue = SqliteQueue.open(folder.resolve("queue"), 0, system)) {
            Deliveries deliveries = deliveries(queue, faulty);
            deliveries.start();
            try {
                store(queue, "first@local.test");
                assertThat(thrown.await(20, TimeUnit.SECONDS)).isTrue();
                store(queue, "second@local.test");
                await().until(() -> !bench.mailbox("local.test", "second").isEmpty());
            } finally {
                deliveries.close();
            }
        }
    }

    /** Else it would be tried for ever, and nobody told. */
    @Test
    void whatNothingButAMistakeOfOursKeepsExpiresAsWell() throws Exception {
        Clock clock = Clock.systemUTC();
        try (MailQueue queue = SqliteQueue.open(folder.resolve("queue"), 0, clock)) {
            MailQueue faulty = (MailQueue) Proxy.newProxyInstance(
                    MailQueue.class.getClassLoader(), new Class<?>[] {MailQueue.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("holds")
                                && ((Lease) arguments[0])
                                        .recipients()
                                        .toString()
                                        .contains("bob@")) {
                            throw new IllegalStateException("a mistake");
                        }
                        return method.invoke(queue, arguments);
                    });
            Deliveries deliveries = deliveries(faulty, clock);
            deliveries.start();
            try {
                store(queue, "bob@local.test", clock.instant().minus(Duration.ofDays(6)));
                await().until(() -> !bench.mailbox("sender.test", "ann").isEmpty());
                assertThat(bench.mailbox("sender.test", "ann").get(0)).contains("Status: 5.4.7", "a mistake");
                await().until(() -> queue.list().isEmpty());
            } finally {
                deliveries.close();
            }
        }
    }
}
