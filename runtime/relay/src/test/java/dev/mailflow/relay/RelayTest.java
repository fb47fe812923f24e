package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chain in plain text: receive, decide, keep, deliver. */
final class RelayTest {
    @TempDir
    Path folder;

    @Test
    void deliversLocallyWithTraceFields() throws Exception {
        try (RelayBench bench = new RelayBench(folder)) {
            Relay relay = bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC));
            try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
                assertThat(client.send("a@sender.test", "B.C@local.test", "Subject: x\r\n\r\n..dot\r\nbody"))
                        .startsWith("250 2.0.0 queued as ");
                assertThat(client.ask("QUIT")).startsWith("221");
            }
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> !bench.mailbox("local.test", "b.c").isEmpty());
            assertThat(bench.mailbox("local.test", "b.c").get(0))
                    .startsWith(
                            "Return-Path: <a@sender.test>\nReceived: from client.test ([127.0.0.1])\n\tby mx.relay.test")
                    .contains("with ESMTP id ")
                    .contains("for <B.C@local.test>;")
                    .endsWith("Subject: x\n\n.dot\nbody\n");
            await().until(() -> relay.queued().isEmpty());
        }
    }

    @Test
    void passesThroughTwoRelays() throws Exception {
        try (RelayBench last = new RelayBench(folder.resolve("last"));
                RelayBench first = new RelayBench(folder.resolve("first"))) {
            Relay sink = last.start(TestPolicy.of(
                    transaction -> dev.mailflow.runtime.Decision.deliver(dev.mailflow.runtime.Attribution.INTERNET)));
            Relay relay = first.with(
                            "hosts",
                            "{\"sink.test\": \"127.0.0.1:" + sink.ports().get(0) + "\"}")
                    .start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC, new NextHop("sink.test", 25)));
            try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
                for (int i = 0; i < 50; i++) {
                    assertThat(client.send("a@sender.test", "b@away.test", "Subject: " + i + "\r\n\r\nbody"))
                            .startsWith("250");
                }
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> last.mailbox("away.test", "b").size() == 50);
            List<String> arrived = last.mailbox("away.test", "b");
            assertThat(arrived)
                    .allSatisfy(text -> assertThat(text.split("Received: ")).hasSize(3));
            await().until(() -> relay.queued().isEmpty());
        }
    }
}
