package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.relay.queue.MailQueue;
import dev.mailflow.relay.queue.QueueControl;
import dev.mailflow.relay.queue.QueueControl.Order;
import dev.mailflow.relay.queue.QueueIds;
import dev.mailflow.relay.queue.QueuedMessage;
import dev.mailflow.relay.queue.Queues;
import dev.mailflow.relay.queue.State;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an administrator wants done now is done now, though the destination is being left alone. */
final class OrdersTest {
    /** Much less than the five minutes for which a destination is left alone. */
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private volatile String greeting = "421 4.3.2 down";

    private void send(Relay relay, String subject) throws Exception {
        try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
            assertThat(client.send("ann@sender.test", "b@away.test", "Subject: " + subject + "\r\n\r\nend of it"))
                    .startsWith("250");
        }
    }

    private static String idOf(Relay relay, int number) throws Exception {
        return relay.queued().get(number).id();
    }

    private void onQueue(String queue) throws Exception {
        try (FakeHop hop = new FakeHop((number, command) -> command.equals("greeting") ? greeting : null);
                RelayBench bench = new RelayBench(folder)
                        .with("hosts", "{\"hop.test\": \"127.0.0.1:" + hop.port() + "\"}")
                        .with("queue", queue)) {
            Relay relay = bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC, new NextHop("hop.test", 25)));
            send(relay, "first");
            Victim.patiently().until(() -> relay.queued().get(0).attempts() == 1);
            int tried = hop.connections();
            // They come while the destination is left alone.
            for (String subject : new String[] {"second", "third", "fourth"}) {
                send(relay, subject);
            }
            Thread.sleep(500);
            assertThat(hop.connections()).isEqualTo(tried);
            try (QueueControl control = QueueControl.open(bench.configuration().queue(), Clock.systemUTC())) {
                String second = idOf(relay, 1);
                control.order(second, Order.BOUNCE);
                Victim.patiently()
                        .atMost(SOON)
                        .until(() -> bench.mailbox("sender.test", "ann").size() == 1);
                assertThat(bench.mailbox("sender.test", "ann").get(0))
                        .contains("returned by the administrator", "second");
                assertThat(hop.connections()).isEqualTo(tried);
                Victim.patiently().until(() -> relay.queued().size() == 3);
                greeting = "220 up again";
                control.order(idOf(relay, 2), Order.RETRY);
                Victim.patiently().atMost(SOON).until(() -> hop.heard().contains("Subject: fourth"));
            }
        }
    }

    /** The destination stands still, and what is in its lane has not begun: words count at once all the same. */
    private void inALane(String queue) throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (FakeHop hop = new FakeHop(FakeHop.silentUntil(gate));
                RelayBench bench = new RelayBench(folder)
                        .with("hosts", "{\"hop.test\": \"127.0.0.1:" + hop.port() + "\"}")
                        .with("queue", queue)) {
            Relay relay = bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC, new NextHop("hop.test", 25)));
            send(relay, "first");
            Victim.patiently().until(() -> hop.connections() == 1);
            for (String subject : new String[] {"second", "third", "fourth"}) {
                send(relay, subject);
            }
            // Time enough to come into the lane; what is not there by then is not so interesting.
            Thread.sleep(500);
            try (QueueControl control = QueueControl.open(bench.configuration().queue(), Clock.systemUTC())) {
                String second = idOf(relay, 1);
                control.order(second, Order.HOLD);
                control.order(idOf(relay, 2), Order.BOUNCE);
                Victim.patiently()
                        .atMost(SOON)
                        .until(() -> bench.mailbox("sender.test", "ann").size() == 1);
                assertThat(bench.mailbox("sender.test", "ann").get(0))
                        .contains("returned by the administrator", "third");
                gate.countDown();
                Victim.patiently().until(() -> hop.heard().contains("Subject: fourth"));
                Victim.patiently().until(() -> relay.queued().size() == 1);
                assertThat(hop.heard()).contains("Subject: first").doesNotContain("Subject: second", "Subject: third");
                assertThat(relay.queued()).singleElement().satisfies(left -> {
                    assertThat(left.id()).isEqualTo(second);
                    assertThat(left.state()).isEqualTo(State.HELD);
                });
                control.order(second, Order.RETRY);
                Victim.patiently().until(() -> hop.heard().contains("Subject: second"));
            }
        } finally {
            gate.countDown();
        }
    }

    @Test
    void inALaneOfAQueueOfItsOwn() throws Exception {
        inALane("{\"folder\": \"queue\", \"deliveriesPerDestination\": 1, \"freeSpace\": 0}");
    }

    @Test
    void inALaneOfASharedQueue() throws Exception {
        PostgresServer.need();
        inALane(
                "{\"folder\": \"queue\", \"deliveriesPerDestination\": 1, \"freeSpace\": 0, \"postgresql\": {\"url\": \""
                        + PostgresServer.shared().newDatabase() + "\"}}");
    }

    /** So many destinations stand still that no more mail is taken into memory: what is given back needs none of them. */
    @Test
    void givesBackThoughAllWorkersStandStill() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        int destinations = 80;
        try (FakeHop hop = new FakeHop(FakeHop.silentUntil(gate))) {
            StringBuilder hosts = new StringBuilder("{\"hop.test\": \"127.0.0.1:" + hop.port() + "\"");
            for (int i = 0; i < destinations; i++) {
                hosts.append(", \"d")
                        .append(i)
                        .append(".test\": \"127.0.0.1:")
                        .append(hop.port())
                        .append('"');
            }
            try (RelayBench bench = new RelayBench(folder)
                    .with("hosts", hosts + "}")
                    .with("queue", "{\"folder\": \"queue\", \"deliveries\": 1, \"freeSpace\": 0}")) {
                try (MailQueue queue = Queues.open(bench.configuration().queue(), Clock.systemUTC())) {
                    for (int i = 0; i < destinations; i++) {
                        queue.store(to("d" + i + ".test"));
                    }
                }
                try {
                    Relay relay = bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC, new NextHop("hop.test", 25)));
                    Victim.patiently().until(() -> hop.connections() == 1);
                    Thread.sleep(500);
                    try (QueueControl control =
                            QueueControl.open(bench.configuration().queue(), Clock.systemUTC())) {
                        control.order(idOf(relay, destinations - 1), Order.BOUNCE);
                        control.order(idOf(relay, 20), Order.BOUNCE);
                        Victim.patiently()
                                .atMost(SOON)
                                .until(() ->
                                        relay.queued().stream().allMatch(entry -> entry.state() != State.RETURNED));
                    }
                } finally {
                    // Before the relay closes, which waits for those who stand still.
                    gate.countDown();
                }
            }
        }
    }

    private static QueuedMessage to(String host) {
        return new QueuedMessage(
                QueueIds.next(),
                Optional.of(EnvelopeAddress.of("ann@sender.test")),
                QueuedMessage.Form.SEVEN_BIT,
                Clock.systemUTC().instant(),
                new Content.InMemory("Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII)),
                List.of(new QueuedMessage.Part(
                        new Destination.Remote(List.of(new NextHop(host, 25)), "", TlsDemand.OPPORTUNISTIC),
                        "out",
                        List.of(EnvelopeAddress.of("b@away.test")))));
    }

    @Test
    void onAQueueOfItsOwn() throws Exception {
        onQueue("{\"folder\": \"queue\", \"retry\": [\"1h\"], \"deliveriesPerDestination\": 1, \"freeSpace\": 0}");
    }

    @Test
    void onASharedQueue() throws Exception {
        PostgresServer.need();
        onQueue(
                "{\"folder\": \"queue\", \"retry\": [\"1h\"], \"deliveriesPerDestination\": 1, \"freeSpace\": 0, \"postgresql\": {\"lease\": \"30s\", \"url\": \""
                        + PostgresServer.shared().newDatabase() + "\"}}");
    }
}
