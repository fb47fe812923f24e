package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.relay.queue.MailQueue;
import dev.mailflow.relay.queue.QueueIds;
import dev.mailflow.relay.queue.QueuedMessage;
import dev.mailflow.relay.queue.Queues;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Next hops that take fewer connections than they get, and those that take none. */
final class ConcurrencyTest {
    private static final int MESSAGES = 100;

    private static final Destination HOP =
            new Destination.Remote(List.of(new NextHop("hop.test", 25)), "", TlsDemand.OPPORTUNISTIC);

    @TempDir
    Path folder;

    private RelayBench bench(FakeHop hop) throws Exception {
        RelayBench bench = new RelayBench(folder)
                .with("hosts", "{\"hop.test\": \"127.0.0.1:" + hop.port() + "\"}")
                .with("queue", "{\"folder\": \"queue\", \"retry\": [\"1h\"], \"freeSpace\": 0}");
        try (MailQueue queue = Queues.open(bench.configuration().queue(), Clock.systemUTC())) {
            for (int i = 0; i < MESSAGES; i++) {
                queue.store(to(HOP));
            }
        }
        return bench;
    }

    private static QueuedMessage to(Destination destination) {
        return new QueuedMessage(
                QueueIds.next(),
                Optional.of(EnvelopeAddress.of("ann@sender.test")),
                QueuedMessage.Form.SEVEN_BIT,
                Clock.systemUTC().instant(),
                new Content.InMemory("Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII)),
                List.of(new QueuedMessage.Part(destination, "out", List.of(EnvelopeAddress.of("b@local.test")))));
    }

    private static long tried(Relay relay) throws Exception {
        return relay.queued().stream().filter(entry -> entry.attempts() > 0).count();
    }

    /** Only the messages whose own attempt was refused wait; all others go over the connections that there are. */
    @Test
    void aHopThatRefusesTheSixthConnectionGetsItsMailOverFive() throws Exception {
        // The script is asked more than once for a command.
        Set<Integer> open = new HashSet<>();
        FakeHop.Script five = (number, command) -> {
            synchronized (open) {
                if (command.equals("greeting") && !open.contains(number)) {
                    if (open.size() == 5) {
                        return "421 4.7.0 too many connections";
                    }
                    open.add(number);
                } else if (command.equals("QUIT")) {
                    open.remove(number);
                }
            }
            return null;
        };
        try (FakeHop hop = new FakeHop(five);
                RelayBench bench = bench(hop)) {
            Relay relay = bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC, new NextHop("hop.test", 25)));
            Victim.patiently().until(() -> relay.queued().size() == tried(relay));
            assertThat(hop.heard().stream().filter("."::equals)).hasSizeGreaterThan(MESSAGES * 6 / 10);
        }
    }

    @Test
    void aDeadHopIsLeftAloneAfterOneCohort() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) -> command.equals("greeting") ? "421 4.3.2 down" : null);
                RelayBench bench = bench(hop)) {
            Relay relay = bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC, new NextHop("hop.test", 25)));
            Victim.patiently().until(() -> tried(relay) >= 15);
            Thread.sleep(500);
            assertThat(hop.connections()).isBetween(15, 40);
            assertThat(relay.queued()).hasSize(MESSAGES);
        }
    }

    /** One connection asks whether it is; what it sends meanwhile may be long. */
    @Test
    void aHopThatIsBackGetsItsMailBeforeTheFirstMessageIsThrough() throws Exception {
        AtomicBoolean isBack = new AtomicBoolean();
        AtomicInteger first = new AtomicInteger();
        CountDownLatch gate = new CountDownLatch(1);
        FakeHop.Script script = (number, command) -> {
            if (command.equals("greeting")) {
                return isBack.get() ? null : "421 4.3.2 down";
            }
            if (command.equals(".") && (first.compareAndSet(0, number) || first.get() == number)) {
                return FakeHop.silentUntil(gate).reply(number, command);
            }
            return null;
        };
        try (FakeHop hop = new FakeHop(script);
                RelayBench bench =
                        bench(hop).with("queue", "{\"folder\": \"queue\", \"retry\": [\"1s\"], \"freeSpace\": 0}")) {
            try {
                Relay relay = bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC, new NextHop("hop.test", 25)));
                // A cohort, and then the one that asks.
                Victim.patiently().until(() -> hop.connections() >= 16);
                isBack.set(true);
                Victim.patiently().until(() -> relay.queued().size() == 1);
                assertThat(hop.heard().stream().filter("."::equals)).hasSize(MESSAGES);
                gate.countDown();
                Victim.patiently().until(() -> relay.queued().isEmpty());
            } finally {
                gate.countDown();
            }
        }
    }

    /** However many strangers' exchangers never greet, hosts that the policy names and the mailboxes get their mail. */
    @Test
    void strangersThatStandStillDoNotKeepTheSitesOwnMailWaiting() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        int strangers = 200;
        try (FakeHop hop = new FakeHop((number, command) -> null);
                FakeHop tarpit = new FakeHop(FakeHop.silentUntil(gate))) {
            StringBuilder hosts = new StringBuilder("{\"hop.test\": \"127.0.0.1:" + hop.port() + "\"");
            for (int i = 0; i < strangers; i++) {
                hosts.append(", \"d" + i + ".test\": \"127.0.0.1:" + tarpit.port() + "\"");
            }
            try (RelayBench bench = new RelayBench(folder)
                    .with("hosts", hosts + "}")
                    .with("queue", "{\"folder\": \"queue\", \"deliveries\": 8, \"freeSpace\": 0}")) {
                try (MailQueue queue = Queues.open(bench.configuration().queue(), Clock.systemUTC())) {
                    for (int i = 0; i < strangers; i++) {
                        queue.store(to(new Destination.Remote(List.of(), "d" + i + ".test", TlsDemand.OPPORTUNISTIC)));
                    }
                    for (int i = 0; i < 20; i++) {
                        queue.store(to(HOP));
                        queue.store(to(new Destination.Local()));
                    }
                }
                try {
                    Relay relay = bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC, new NextHop("hop.test", 25)));
                    Victim.patiently().until(() -> relay.queued().size() == strangers);
                    assertThat(hop.heard().stream().filter("."::equals)).hasSize(20);
                    assertThat(bench.mailbox("local.test", "b")).hasSize(20);
                    // Three quarters of eight, and as they end all others have their turn.
                    Victim.patiently().until(() -> tarpit.connections() == 6);
                    gate.countDown();
                    Victim.patiently().until(() -> relay.queued().isEmpty());
                } finally {
                    gate.countDown();
                }
            }
        }
    }
}
