package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.relay.queue.MailQueue;
import dev.mailflow.relay.queue.QueueControl;
import dev.mailflow.relay.queue.QueueControl.Order;
import dev.mailflow.relay.queue.State;
import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.Reason;
import dev.mailflow.runtime.Reply;
import dev.mailflow.runtime.TlsDemand;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queued mail follows a mended policy when it is told to, and only then. */
final class RerouteTest {
    private static final TestPolicy WRONG = TestPolicy.usual(TlsDemand.OPPORTUNISTIC, new NextHop("wrong.test", 25));

    /** Another host for one recipient, none for a second, nothing new for a third; a fourth is deferred. */
    private static final TestPolicy MENDED =
            TestPolicy.of(transaction -> switch (transaction.recipient().toString()) {
                case "b@away.test" -> TestPolicy.send(TlsDemand.OPPORTUNISTIC, new NextHop("right.test", 25));
                case "d@away.test" -> TestPolicy.send(TlsDemand.OPPORTUNISTIC, new NextHop("wrong.test", 25));
                case "e@away.test" ->
                    Decision.defer(
                            Attribution.INTERNET, Reason.TLS_REQUIRED, new Reply(450, "4.7.0", "later (tls-required)"));
                case "ann@sender.test" -> Decision.deliver(Attribution.INTERNET);
                default -> TestPolicy.denied();
            });

    @TempDir
    Path folder;

    /** Two next hops, of which one is down, and a relay whose policy names that one. */
    private final class Bench implements AutoCloseable {
        private final FakeHop wrong =
                new FakeHop((number, command) -> command.equals("greeting") ? "421 4.3.2 down" : null);
        private final FakeHop right = new FakeHop((number, command) -> null);
        private final RelayBench relays;

        Bench(String queue) throws Exception {
            relays = new RelayBench(folder)
                    .with(
                            "hosts",
                            "{\"wrong.test\": \"127.0.0.1:" + wrong.port() + "\", \"right.test\": \"127.0.0.1:"
                                    + right.port() + "\"}")
                    .with("queue", queue);
        }

        QueueControl control() throws Exception {
            return QueueControl.open(relays.configuration().queue(), Clock.systemUTC());
        }

        /** Gives the id of a message that was tried once. */
        String deferred(Relay relay, String... recipients) throws Exception {
            try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
                assertThat(client.ask("MAIL FROM:<ann@sender.test>")).startsWith("250");
                for (String recipient : recipients) {
                    assertThat(client.ask("RCPT TO:<" + recipient + ">")).startsWith("250");
                }
                assertThat(client.ask("DATA")).startsWith("354");
                client.raw("Subject: misdirected\r\n\r\nend of it\r\n.\r\n");
                assertThat(client.reply()).startsWith("250");
            }
            Victim.patiently().until(() -> relay.queued().get(0).attempts() == 1);
            return relay.queued().get(0).id();
        }

        @Override
        public void close() throws Exception {
            relays.close();
            wrong.close();
            right.close();
        }
    }

    private void followsAMendedPolicy(String queue) throws Exception {
        try (Bench bench = new Bench(queue);
                MailLogLines log = MailLogLines.listen()) {
            Relay relay = bench.relays.start(WRONG);
            String id = bench.deferred(relay, "b@away.test", "c@away.test", "d@away.test", "e@away.test");
            assertThat(relay.reload(bench.relays.configuration(), MENDED)).isEmpty();
            try (QueueControl control = bench.control()) {
                assertThat(control.order(id, Order.REROUTE)).isEqualTo(1);
                Victim.patiently().until(() -> bench.right.heard().contains("Subject: misdirected"));
                Victim.patiently()
                        .until(() -> bench.relays.mailbox("sender.test", "ann").size() == 1
                                && relay.queued().size() == 1);
            }
            assertThat(bench.right.heard())
                    .contains("RCPT TO:<b@away.test>")
                    .doesNotContain("RCPT TO:<c@away.test>", "RCPT TO:<d@away.test>")
                    .filteredOn(line -> line.startsWith("Received:") || line.startsWith("MAIL FROM"))
                    .hasSize(2);
            assertThat(bench.relays.mailbox("sender.test", "ann").get(0))
                    .contains("Final-Recipient: rfc822; c@away.test", "5.7.64", "relay-denied")
                    .doesNotContain("Final-Recipient: rfc822; b@away.test", "Final-Recipient: rfc822; d@away.test");
            assertThat(relay.queued()).singleElement().satisfies(left -> {
                assertThat(left.id()).isEqualTo(id);
                assertThat(left.recipients()).containsExactly("d@away.test", "e@away.test");
                assertThat(left.state()).isEqualTo(State.DUE);
            });
            assertThat(log.of("reroute"))
                    .hasSize(4)
                    .anySatisfy(line -> assertThat(line).contains("to=b@away.test verdict=send", "[right.test", " as="))
                    .anySatisfy(line -> assertThat(line).contains("to=c@away.test verdict=reject reason=relay-denied"));
        }
    }

    @Test
    void followsAMendedPolicyInAQueueOfItsOwn() throws Exception {
        followsAMendedPolicy("{\"folder\": \"queue\", \"retry\": [\"1h\"], \"freeSpace\": 0}");
    }

    @Test
    void followsAMendedPolicyInASharedQueue() throws Exception {
        PostgresServer.need();
        followsAMendedPolicy(
                "{\"folder\": \"queue\", \"retry\": [\"1h\"], \"freeSpace\": 0, \"postgresql\": {\"lease\": \"30s\","
                        + " \"url\": \"" + PostgresServer.shared().newDatabase() + "\"}}");
    }

    /** As an order to a stopped relay is for the next one, and what was held goes on, the new way, when it is let go. */
    @Test
    void theNextRelayDoesWhatAStoppedOneWasTold() throws Exception {
        try (Bench bench = new Bench("{\"folder\": \"queue\", \"retry\": [\"1h\"], \"freeSpace\": 0}")) {
            Relay stopped = bench.relays.start(WRONG);
            String id = bench.deferred(stopped, "b@away.test");
            stopped.close();
            try (QueueControl control = bench.control()) {
                control.order(id, Order.HOLD);
                control.orderAll(Order.REROUTE);
                assertThat(control.list()).extracting(MailQueue.Entry::state).isEqualTo(List.of(State.REROUTED_HELD));
            }
            Relay next = bench.relays.start(MENDED);
            Victim.patiently()
                    .until(() -> next.queued().stream()
                            .allMatch(entry ->
                                    entry.state() == State.HELD && !entry.id().equals(id)));
            try (QueueControl control = bench.control()) {
                control.orderAll(Order.RETRY);
            }
            Victim.patiently()
                    .until(() -> bench.right.heard().contains("Subject: misdirected")
                            && next.queued().isEmpty());
        }
    }
}
