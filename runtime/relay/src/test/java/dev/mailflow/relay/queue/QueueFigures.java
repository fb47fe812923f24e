package dev.mailflow.relay.queue;

import dev.mailflow.relay.PostgresServer;
import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.queue.QueuedMessage.Form;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * What the queues manage by themselves: messages of 4 KiB a second, stored durably, leased and settled, by 20 and by 100
 * threads; in turns over SQLite and a PostgreSQL of its own. Run by hand; its figures are in decision 0070.
 */
public final class QueueFigures {
    private static final int MESSAGES = 10_000;
    private static final int ROUNDS = 4;

    private QueueFigures() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("mailflow-figures");
        try (PostgresServer server = PostgresServer.start()) {
            RelayConfiguration.Postgres database = new RelayConfiguration.Postgres(
                    server.newDatabase(), Optional.empty(), Optional.empty(), Duration.ofSeconds(30), Long.MAX_VALUE);
            try (MailQueue sqlite = SqliteQueue.open(folder.resolve("sqlite"), 0, Clock.systemUTC());
                    MailQueue postgres =
                            PostgresQueue.open(database, folder.resolve("postgres"), 0, Clock.systemUTC())) {
                for (int round = 0; round < ROUNDS; round++) {
                    for (int threads : new int[] {20, 100}) {
                        measure("sqlite", sqlite, threads);
                        measure("postgresql", postgres, threads);
                    }
                }
            }
        }
    }

    private static void measure(String name, MailQueue queue, int threads) throws Exception {
        Thread[] senders = new Thread[threads];
        CountDownLatch stored = new CountDownLatch(threads);
        long cpu = cpu();
        long begin = System.nanoTime();
        for (int i = 0; i < threads; i++) {
            senders[i] = new Thread(() -> store(queue, MESSAGES / threads, stored));
            senders[i].start();
        }
        int done = 0;
        while (done < MESSAGES / threads * threads) {
            for (Lease lease : queue.lease(64, Set.of(), Duration.ofSeconds(10))) {
                queue.settle(lease, Settlement.done());
                done++;
            }
        }
        stored.await();
        while (!queue.list().isEmpty()) {
            Thread.sleep(1);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                "%-10s %3d threads %7.0f/s %6.3f ms of CPU in this process%n",
                name, threads, done / seconds, (cpu() - cpu) / 1e6 / done);
    }

    private static void store(MailQueue queue, int count, CountDownLatch stored) {
        byte[] text = new byte[4096];
        try {
            for (int i = 0; i < count; i++) {
                queue.store(new QueuedMessage(
                        QueueIds.next(),
                        Optional.of(EnvelopeAddress.of("a@sender.test")),
                        Form.SEVEN_BIT,
                        Clock.systemUTC().instant(),
                        new Content.InMemory(text),
                        List.of(new QueuedMessage.Part(
                                new Destination.Remote(
                                        List.of(new NextHop("mx.test", 25)), "", TlsDemand.OPPORTUNISTIC),
                                "out",
                                List.of(EnvelopeAddress.of("b@away.test"))))));
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } finally {
            stored.countDown();
        }
    }

    private static long cpu() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
