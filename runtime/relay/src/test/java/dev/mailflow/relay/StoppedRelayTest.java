package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A relay that stands still in mid-delivery, as in a snapshot of its machine, while another takes over what it held. */
final class StoppedRelayTest {
    @TempDir
    Path folder;

    private static void signal(String name, Victim victim) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(victim.pid()))
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    /** The next hop asks for the message only when another has delivered it; who wakes up then must not hand it over too. */
    @Test
    void doesNotFinishWhatAnotherHasTakenOver() throws Exception {
        PostgresServer.need();
        String queue =
                "{\"folder\": \"queue\", \"retry\": [\"500ms\"], \"freeSpace\": 0, \"postgresql\": {\"lease\": \"10s\","
                        + " \"url\": \"" + PostgresServer.shared().newDatabase() + "\"}}";
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger taken = new AtomicInteger();
        try (FakeHop hop = new FakeHop((number, command) -> {
            if (number == 1 && command.equals("DATA")) {
                asked.countDown();
                await(go);
            }
            if (command.equals(".")) {
                taken.incrementAndGet();
            }
            return null;
        })) {
            String hosts = "{\"hop.test\": \"127.0.0.1:" + hop.port() + "\"}";
            try (Victim first = Victim.start(folder.resolve("a"), "hosts", hosts, "queue", queue)) {
                try (RawClient client = RawClient.greeted(first.port())) {
                    assertThat(client.send("a@sender.test", "b@away.test", "Subject: x\r\n\r\nend of it"))
                            .startsWith("250");
                }
                assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
                signal("STOP", first);
                try (Victim second = Victim.start(folder.resolve("b"), "hosts", hosts, "queue", queue)) {
                    Victim.patiently().until(() -> taken.get() == 1);
                    go.countDown();
                    signal("CONT", first);
                    // It hangs up, the message without its end.
                    Victim.patiently()
                            .until(() -> first.said().stream().anyMatch(line -> line.contains("lease-lost id=")));
                    assertThat(taken).hasValue(1);
                    assertThat(second.said()).noneMatch(line -> line.contains("lease-lost"));
                }
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
