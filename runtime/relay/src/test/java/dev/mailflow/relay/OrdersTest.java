package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.relay.queue.QueueControl;
import dev.mailflow.relay.queue.QueueControl.Order;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
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

    @Test
    void onAQueueOfItsOwn() throws Exception {
        onQueue("{\"folder\": \"queue\", \"retry\": [\"1h\"], \"freeSpace\": 0}");
    }

    @Test
    void onASharedQueue() throws Exception {
        PostgresServer.need();
        onQueue(
                "{\"folder\": \"queue\", \"retry\": [\"1h\"], \"freeSpace\": 0, \"postgresql\": {\"lease\": \"30s\", \"url\": \""
                        + PostgresServer.shared().newDatabase() + "\"}}");
    }
}
