package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.relay.mail.ContentWriter;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.relay.queue.MailQueue;
import dev.mailflow.relay.queue.QueueIds;
import dev.mailflow.relay.queue.QueuedMessage;
import dev.mailflow.relay.queue.SqliteQueue;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A relay that starts on a queue with much in it: it is ready soon, delivers all of it once, and its memory has nothing to do with
 * how much that is. {@code -Dmailflow.backlog=100000} for more messages.
 */
final class BacklogTest {
    private static final int MESSAGES = Integer.getInteger("mailflow.backlog", 4000);
    private static final int SENDERS = 8;

    @TempDir
    Path folder;

    private static void fill(MailQueue queue, int from, int count, int domains, String padding) throws IOException {
        for (int i = from; i < count; i += SENDERS) {
            String id = QueueIds.next();
            ContentWriter writer = queue.newContent(id);
            byte[] text =
                    ("Subject: n" + i + "\r\n\r\n" + padding + "end of it\r\n").getBytes(StandardCharsets.US_ASCII);
            writer.write(text, 0, text.length);
            queue.store(new QueuedMessage(
                    id,
                    Optional.of(EnvelopeAddress.of("a@sender.test")),
                    QueuedMessage.Form.SEVEN_BIT,
                    Clock.systemUTC().instant(),
                    writer.finish(),
                    List.of(new QueuedMessage.Part(
                            new Destination.Remote(
                                    List.of(new NextHop("d" + i % domains + ".test", 25)), "", TlsDemand.OPPORTUNISTIC),
                            "out",
                            List.of(EnvelopeAddress.of("b@away.test"))))));
        }
    }

    private void fill(int count, int domains, int octets) throws Exception {
        String padding = ("x".repeat(70) + "\r\n").repeat(octets / 72);
        ExecutorService pool = Executors.newFixedThreadPool(SENDERS);
        try (MailQueue queue = SqliteQueue.open(folder.resolve("queue"), 0, Clock.systemUTC())) {
            List<Callable<Void>> all = new ArrayList<>();
            for (int from = 0; from < SENDERS; from++) {
                int first = from;
                all.add(() -> {
                    fill(queue, first, count, domains, padding);
                    return null;
                });
            }
            for (Future<Void> one : pool.invokeAll(all)) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /**
     * In a heap that holds a part of it: much for one destination, something for each of many, and few that are as large as memory
     * ever holds them.
     */
    @ParameterizedTest
    @CsvSource({"1, 4000", "500, 4000", "40, 500000"})
    void startsAndDeliversInLittleMemory(int domains, int octets) throws Exception {
        int count = octets > 100_000 ? Math.max(400, MESSAGES / 40) : MESSAGES;
        long begun = System.nanoTime();
        fill(count, domains, octets);
        long filled = System.nanoTime();
        try (CountingHop hop = new CountingHop()) {
            StringBuilder hosts = new StringBuilder(hop.hosts().replace("}", ""));
            String place = hosts.substring(hosts.indexOf(": "));
            for (int i = 0; i < domains; i++) {
                hosts.append(", \"d").append(i).append(".test\"").append(place);
            }
            try (Victim victim = Victim.start(
                    List.of("env", "_JAVA_OPTIONS=-Xmx128m"),
                    folder,
                    "hosts",
                    hosts + "}",
                    "queue",
                    "{\"folder\": \"queue\", \"freeSpace\": 0}")) {
                long ready = System.nanoTime();
                Victim.patiently()
                        .atMost(java.time.Duration.ofMinutes(MESSAGES > 10_000 ? 10 : 2))
                        .until(() -> hop.arrivals().size() == count);
                System.out.printf(
                        "%d messages of %d octets for %d destinations: filled in %d ms, ready in %d ms, delivered in %d ms,"
                                + " at most %s%n",
                        count,
                        octets,
                        domains,
                        (filled - begun) / 1_000_000,
                        (ready - filled) / 1_000_000,
                        (System.nanoTime() - ready) / 1_000_000,
                        victim.mostMemory());
                assertThat(hop.doubled()).isZero();
                assertThat(hop.arrivals().keySet()).noneMatch(subject -> subject.startsWith("damaged"));
            }
        }
    }
}
