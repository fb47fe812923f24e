package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Machines that fail: processes killed under load, a database that is killed, next hops that stall. What was answered with 250
 * arrives; what arrives twice is counted and bounded. Disks are in {@link DiskFaultTest}.
 */
final class FaultTest {
    private static final int KILLS = Integer.getInteger("mailflow.kills", 3);
    private static final int SENDERS = 4;

    @TempDir
    Path folder;

    @Test
    void losesNothingHoweverOftenItIsKilled() throws Exception {
        long seed = Long.getLong("mailflow.seed", System.nanoTime());
        Random random = new Random(seed);
        System.out.println("seed " + seed);
        Victim.Load load = new Victim.Load();
        try (CountingHop hop = new CountingHop()) {
            for (int kill = 0; kill < KILLS; kill++) {
                try (Victim victim = Victim.start(folder, "hosts", hop.hosts())) {
                    String name = "k" + kill;
                    load.begin(name, victim.port(), SENDERS, 2000);
                    load.awaitFirst(name);
                    Thread.sleep(random.nextInt(900));
                    victim.kill();
                    load.end();
                }
            }
            try (Victim last = Victim.start(folder, "hosts", hop.hosts())) {
                assertThat(last.port()).isPositive();
                load.assertNothingLost(hop, KILLS);
            }
        }
    }

    @Test
    void anotherRelayDeliversWhatADeadOneHeld() throws Exception {
        PostgresServer.need();
        String queue = ", \"retry\": [\"500ms\"], \"freeSpace\": 0, \"postgresql\": {\"lease\": \"2s\", \"url\": \""
                + PostgresServer.shared().newDatabase() + "\"}}";
        Victim.Load load = new Victim.Load();
        try (CountingHop hop = new CountingHop();
                Victim survivor = Victim.start(
                        folder.resolve("a"), "hosts", hop.hosts(), "queue", "{\"folder\": \"queue\"" + queue)) {
            load.begin("a", survivor.port(), 2, 2000);
            for (int kill = 0; kill < Math.min(KILLS, 10); kill++) {
                try (Victim victim = Victim.start(
                        folder.resolve("b" + kill), "hosts", hop.hosts(), "queue", "{\"folder\": \"queue\"" + queue)) {
                    String name = "b" + kill;
                    load.begin(name, victim.port(), 2, 2000);
                    load.awaitFirst(name);
                    Thread.sleep(500);
                    victim.kill();
                }
            }
            Thread.sleep(500);
            load.end();
            // The killed ones do not come back: their folders are never used again.
            load.assertNothingLost(hop, KILLS);
        }
    }

    @Test
    void survivesTheDatabasesDeathInMidLoad() throws Exception {
        PostgresServer.need();
        Victim.Load load = new Victim.Load();
        try (PostgresServer server = PostgresServer.start();
                CountingHop hop = new CountingHop();
                Victim victim = Victim.start(
                        folder,
                        "hosts",
                        hop.hosts(),
                        "queue",
                        "{\"folder\": \"queue\", \"retry\": [\"500ms\"], \"freeSpace\": 0, \"postgresql\": {\"url\": \""
                                + server.newDatabase() + "\"}}")) {
            load.begin("before", victim.port(), SENDERS, 2000);
            load.awaitFirst("before");
            server.restart();
            Victim.patiently().until(() -> {
                int known = load.promised().size();
                Thread.sleep(200);
                return load.promised().size() > known;
            });
            load.end();
            assertThat(load.refusals()).allMatch(reply -> reply.startsWith("4"));
            load.assertNothingLost(hop, 1);
        }
    }

    @Test
    void aStalledHopHoldsUpNobodyElseNorTheEnd() throws IOException, InterruptedException, CannotStart {
        try (RelayBench bench = new RelayBench(folder);
                CountingHop alive = new CountingHop();
                FakeHop stalled = new FakeHop((number, command) -> {
                    if (command.equals(".")) {
                        sleep(Duration.ofMinutes(5));
                    }
                    return null;
                })) {
            String hosts = alive.hosts().replace("}", ", \"stalled.test\": \"127.0.0.1:" + stalled.port() + "\"}");
            Relay relay = bench.with("hosts", hosts)
                    .start(TestPolicy.of(transaction -> TestPolicy.send(
                            dev.mailflow.runtime.TlsDemand.OPPORTUNISTIC,
                            new dev.mailflow.runtime.NextHop(
                                    transaction.recipient().localPart().equals("slow") ? "stalled.test" : "hop.test",
                                    25))));
            try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
                for (int i = 0; i < 30; i++) {
                    client.send("a@sender.test", "slow@away.test", "Subject: s\r\n\r\nend of it");
                }
                for (int i = 0; i < 30; i++) {
                    client.send("a@sender.test", "b@away.test", "Subject: n" + i + "\r\n\r\nend of it");
                }
            }
            Victim.patiently().until(() -> alive.arrivals().size() == 30);
            assertThat(relay.queued()).hasSizeGreaterThanOrEqualTo(30);
        }
    }

    /** Each has more mail than it may have workers at a time, and all of them together more than there are. */
    @Test
    void manyStalledHopsLeaveWorkersForTheOthers() throws IOException, InterruptedException, CannotStart {
        try (RelayBench bench = new RelayBench(folder);
                CountingHop alive = new CountingHop();
                FakeHop stalled = new FakeHop((number, command) -> {
                    if (command.equals("greeting")) {
                        sleep(Duration.ofMinutes(5));
                    }
                    return null;
                })) {
            StringBuilder hosts = new StringBuilder(alive.hosts().replace("}", ""));
            for (int i = 0; i < 4; i++) {
                hosts.append(", \"stalled")
                        .append(i)
                        .append(".test\": \"127.0.0.1:")
                        .append(stalled.port())
                        .append('"');
            }
            Relay relay = bench.with("hosts", hosts + "}")
                    .with(
                            "queue",
                            "{\"folder\": \"queue\", \"deliveries\": 20, \"deliveriesPerDestination\": 5, \"freeSpace\": 0}")
                    .start(TestPolicy.of(transaction -> {
                        String local = transaction.recipient().localPart();
                        String host = local.startsWith("stalled") ? local + ".test" : "hop.test";
                        return TestPolicy.send(
                                dev.mailflow.runtime.TlsDemand.OPPORTUNISTIC,
                                new dev.mailflow.runtime.NextHop(host, 25));
                    }));
            try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
                for (int i = 0; i < 80; i++) {
                    client.send("a@sender.test", "stalled" + i % 4 + "@away.test", "Subject: s\r\n\r\nend of it");
                }
                Victim.patiently().until(() -> stalled.connections() >= 15);
                for (int i = 0; i < 10; i++) {
                    client.send("a@sender.test", "b@away.test", "Subject: n" + i + "\r\n\r\nend of it");
                }
            }
            Victim.patiently().until(() -> alive.arrivals().size() == 10);
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
