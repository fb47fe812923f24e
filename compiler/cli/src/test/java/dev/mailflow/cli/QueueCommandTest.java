package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.relay.queue.MailQueue;
import dev.mailflow.relay.queue.QueuedMessage;
import dev.mailflow.relay.queue.Queues;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The queue's commands, on the queue of a stopped and of a running relay. */
@Timeout(60)
final class QueueCommandTest {
    @TempDir
    Path folder;

    private Shell shell;

    @BeforeEach
    void fill() throws Exception {
        shell = new Shell(folder);
        Files.writeString(folder.resolve("overlay.json"), "{ \"queue\": { \"folder\": \"queue\" } }");
        try (MailQueue queue = open()) {
            store(queue, "FIRST", 100);
            store(queue, "SECOND", 200);
        }
    }

    private MailQueue open() throws Exception {
        return Queues.open(RelayConfiguration.Queue.in(folder.resolve("queue")), Clock.systemUTC());
    }

    private static void store(MailQueue queue, String id, int second) throws Exception {
        byte[] text = ("Subject: " + id + "\r\n\r\nbody\r\n").getBytes(StandardCharsets.US_ASCII);
        queue.store(new QueuedMessage(
                id,
                Optional.of(EnvelopeAddress.of("ann@sender.test")),
                QueuedMessage.Form.SEVEN_BIT,
                Instant.ofEpochSecond(second),
                new Content.InMemory(text),
                List.of(new QueuedMessage.Part(
                        new Destination.Remote(List.of(new NextHop("mx.away.test", 25)), "", TlsDemand.OPPORTUNISTIC),
                        "to-away",
                        List.of(EnvelopeAddress.of("bob@away.test"), EnvelopeAddress.of("eve@away.test"))))));
    }

    private Shell.Run queue(String... arguments) {
        List<String> all = new java.util.ArrayList<>(List.of("queue"));
        all.addAll(List.of(arguments));
        return shell.run(all.toArray(String[]::new));
    }

    @Test
    void lists() {
        Shell.Run run = queue("list", "--overlay", "overlay.json");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .startsWith("FIRST  1970-01-01T00:01:40Z  24 octets  from <ann@sender.test>\n  to <bob@away.test>\n"
                        + "  to <eve@away.test>\n  via to-away to [mx.away.test]\n  not tried yet, next at ")
                .endsWith("\n2 messages\n");
        assertThat(queue("list", "--queue", "queue", "--json").out())
                .isEqualTo(queue("list", "--queue", "queue", "--format", "json").out());
        assertThat(queue("list", "--queue", "queue", "--format", "json").out().lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("\"state\":\"waiting\"", "\"via\":\"to-away\""));
    }

    @Test
    void shows() {
        assertThat(queue("show", "--overlay", "overlay.json", "SECOND", "--content")
                        .out())
                .isEqualTo("Subject: SECOND\r\n\r\nbody\r\n");
        assertThat(queue("show", "--overlay", "overlay.json", "SECOND").out()).startsWith("SECOND  1970-01-01");
        Shell.Run none = queue("show", "--overlay", "overlay.json", "THIRD");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).isEqualTo("error: there is no message `THIRD` in the queue\n");
    }

    @Test
    void ordersWhileTheRelayRunsAndWhileItDoesNot() throws Exception {
        assertThat(queue("hold", "--overlay", "overlay.json", "FIRST").transcript())
                .isEqualTo("1 destination is held\n-- exit 0 --\n");
        assertThat(queue("list", "--overlay", "overlay.json").out()).contains("not tried yet, held");
        try (MailQueue queue = open()) {
            assertThat(queue.lease(10, Set.of(), Duration.ofMillis(100)))
                    .extracting(lease -> lease.id())
                    .containsExactly("SECOND");
            assertThat(queue("retry", "--overlay", "overlay.json", "FIRST").code())
                    .isZero();
            assertThat(queue.lease(10, Set.of(), Duration.ofSeconds(20)))
                    .extracting(lease -> lease.id())
                    .containsExactly("FIRST");
        }
        assertThat(queue("reroute", "--overlay", "overlay.json", "SECOND").transcript())
                .isEqualTo("1 destination is decided anew\n-- exit 0 --\n");
        assertThat(queue("show", "--overlay", "overlay.json", "SECOND").out())
                .contains("not tried yet, is decided anew");
        try (MailQueue queue = open()) {
            assertThat(queue.leaseReturned(10)).extracting(lease -> lease.id()).containsExactly("SECOND");
        }
        assertThat(queue("bounce", "--overlay", "overlay.json", "--all").transcript())
                .isEqualTo("2 destinations are given up: a report goes to the sender\n-- exit 0 --\n");
        assertThat(queue("list", "--overlay", "overlay.json").out()).contains("goes back to its sender");
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(queue("hold", "--overlay", "overlay.json").err())
                .startsWith("error: name messages by their ids, or say --all\n");
        assertThat(queue("hold", "--overlay", "overlay.json", "FIRST", "--all").code())
                .isEqualTo(2);
        assertThat(queue("list", "--queue", "nowhere").err())
                .isEqualTo("error: there is no queue in " + folder.resolve("nowhere") + "\n");
        assertThat(queue("list").code()).isEqualTo(2);
        assertThat(queue("list").err()).startsWith("error: say where the queue is: --overlay FILE or --queue FOLDER\n");
        assertThat(queue().err()).startsWith("error: name an action: list, show, retry, bounce, hold or reroute\n");
        assertThat(queue("lost", "--queue", "queue").err()).contains("did you mean `list`?");
    }

    @Test
    void namesMistakesOfTheOverlay() throws Exception {
        Files.writeString(folder.resolve("bad.json"), "{ \"queue\": { \"folder\": \"queue\", \"retri\": [] } }");
        Shell.Run run = queue("list", "--overlay", "bad.json");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("queue.retri: unknown key; did you mean `retry`?");
    }
}
