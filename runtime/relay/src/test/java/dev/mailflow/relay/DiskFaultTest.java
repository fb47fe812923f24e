package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Disks that are full, that fail, or whose power is cut: what was answered with 250 is there afterwards. */
final class DiskFaultTest {
    private static final int SENDERS = 4;

    @TempDir
    Path folder;

    @Test
    void refusesForNowWhenTheDiskIsFullAndGoesOnWhenItIsNot() throws Exception {
        Tool.need("unshare");
        Files.createDirectories(folder.resolve("queue"));
        List<String> onSmallDisk = List.of(
                "unshare",
                "-rm",
                "sh",
                "-c",
                "mount -t tmpfs -o size=16m tmpfs \"$0\" && exec \"$@\"",
                folder.resolve("queue").toString());
        Victim.Load load = new Victim.Load();
        try (CountingHop hop = new CountingHop();
                Victim victim = Victim.start(
                        onSmallDisk,
                        folder,
                        "hosts",
                        hop.hosts(),
                        "queue",
                        "{\"folder\": \"queue\", \"retry\": [\"500ms\"], \"freeSpace\": \"6MiB\"}")) {
            hop.answerRcpt("450 4.2.0 closed");
            load.begin("full", victim.port(), SENDERS, 100_000);
            Victim.patiently().until(() -> !load.refusals().isEmpty());
            Thread.sleep(1000);
            load.end();
            assertThat(load.refusals()).allMatch(reply -> reply.startsWith("45"));
            hop.answerRcpt("250 ok");
            load.assertNothingLost(hop, 0);
            int known = load.promised().size();
            load.begin("after", victim.port(), 1, 2000);
            Victim.patiently().until(() -> load.promised().size() > known);
            load.end();
            load.assertNothingLost(hop, 0);
        }
    }

    /** A disk that somebody else fills to its last octet: what waits is delivered all the same, and after a kill not much of it anew. */
    @Test
    void deliversWhatItHasOnADiskThatOthersFill() throws Exception {
        Tool.need("unshare");
        Path queue = Files.createDirectories(folder.resolve("queue"));
        List<String> onADiskThatIsShared = List.of(
                "unshare",
                "-rm",
                "sh",
                "-c",
                "mount -t tmpfs -o size=32m tmpfs \"$0\" && { { until [ -e \"$0.fill\" ] && [ \"$(stat -c %s"
                        + " \"$0/queue.reserve\")\" = 8388608 ]; do sleep 0.1; done; cat /dev/zero >\"$0/hog\"; touch"
                        + " \"$0.full\"; until [ -e \"$0.clear\" ]; do sleep 0.1; done; rm \"$0/hog\"; } & \"$@\"; \"$@\"; }",
                queue.toString());
        Victim.Load load = new Victim.Load();
        try (CountingHop hop = new CountingHop();
                Victim victim = Victim.start(
                        onADiskThatIsShared,
                        folder,
                        "hosts",
                        hop.hosts(),
                        "queue",
                        "{\"folder\": \"queue\", \"retry\": [\"500ms\"], \"freeSpace\": \"16MiB\"}")) {
            hop.answerRcpt("450 4.2.0 closed");
            load.begin("before", victim.port(), SENDERS, 10_000);
            Victim.patiently().until(() -> load.promised().size() >= 300);
            load.end();
            Files.createFile(folder.resolve("queue.fill"));
            Victim.patiently().until(() -> Files.exists(folder.resolve("queue.full")));
            hop.answerRcpt("250 ok");
            load.assertNothingLost(hop, 0);
            victim.killJava();
            int port = victim.nextPort();
            Files.createFile(folder.resolve("queue.clear"));
            load.begin("after", port, 1, 2000);
            load.awaitFirst("after");
            load.end();
            load.assertNothingLost(hop, 1);
        }
    }

    /**
     * Not an octet is left, nor in the log, when next hops answer: what they took is noted all the same, and of what they refused
     * the sender hears, all of it once, a kill afterwards included.
     */
    @Test
    void notesWhatBecameOfMailWhenEvenTheLogHasNoRoom() throws Exception {
        Tool.need("unshare");
        Path queue = Files.createDirectories(folder.resolve("queue"));
        List<String> filledInTwoSteps = List.of(
                "unshare",
                "-rm",
                "sh",
                "-c",
                "mount -t tmpfs -o size=32m tmpfs \"$0\" && { { until [ -e \"$0.fill\" ] && [ \"$(stat -c %s"
                        + " \"$0/queue.reserve\")\" = 8388608 ]; do sleep 0.1; done; head -c 18m /dev/zero >\"$0/hog\";"
                        // Below its limit the queue writes its log back, and cuts it.
                        + " until [ \"$(stat -c %s \"$0/queue.db-wal\")\" = 0 ]; do sleep 0.1; done;"
                        + " cat /dev/zero >>\"$0/hog\"; touch \"$0.full\"; until [ -e \"$0.clear\" ]; do sleep 0.1;"
                        + " done; rm \"$0/hog\"; } & \"$@\"; \"$@\"; }",
                queue.toString());
        Victim.Load taken = new Victim.Load();
        Victim.Load refused = new Victim.Load();
        CountDownLatch answers = new CountDownLatch(1);
        try (CountingHop hop = new CountingHop();
                Victim victim = Victim.start(
                        filledInTwoSteps,
                        folder,
                        "hosts",
                        hop.hosts(),
                        "queue",
                        "{\"folder\": \"queue\", \"retry\": [\"500ms\"], \"freeSpace\": \"16MiB\"}")) {
            hop.holdUntil(answers);
            hop.refuse(subject -> subject.startsWith("refused-"));
            taken.begin("taken", victim.port(), 2, 2000);
            refused.begin("refused", victim.port(), 2, 2000);
            Victim.patiently()
                    .until(() ->
                            taken.promised().size() >= 50 && refused.promised().size() >= 50);
            taken.end();
            refused.end();
            Files.createFile(folder.resolve("queue.fill"));
            Victim.patiently().until(() -> Files.exists(folder.resolve("queue.full")));
            try (RawClient client = RawClient.greeted(victim.port())) {
                assertThat(client.ask("MAIL FROM:<a@sender.test>")).startsWith("452 4.3.1");
            }
            answers.countDown();
            taken.assertNothingLost(hop, 0);
            Victim.patiently().untilAsserted(() -> assertThat(reported()).containsAll(refused.promised()));
            try (RawClient client = RawClient.greeted(victim.port())) {
                assertThat(client.ask("MAIL FROM:<a@sender.test>")).startsWith("452 4.3.1");
            }
            // That they were delivered is noted a moment later.
            Thread.sleep(2000);
            victim.killJava();
            int port = victim.nextPort();
            Files.createFile(folder.resolve("queue.clear"));
            taken.begin("after", port, 1, 2000);
            taken.awaitFirst("after");
            taken.end();
            taken.assertNothingLost(hop, 0);
            assertThat(reported()).containsExactlyInAnyOrderElementsOf(refused.promised());
        }
    }

    /** Subjects that the sender was told of, once for each report. */
    private List<String> reported() throws IOException {
        List<String> subjects = new ArrayList<>();
        try (RelayBench reader = new RelayBench(folder)) {
            for (String report : reader.mailbox("sender.test", "a")) {
                Matcher subject = Pattern.compile("Subject: (refused-.*)").matcher(report);
                assertThat(subject.find()).as(report).isTrue();
                assertThat(report).contains("Diagnostic-Code: smtp; 554 5.7.1 not this");
                subjects.add(subject.group(1).strip());
            }
        }
        return subjects;
    }

    private static final Pattern CALL = Pattern.compile("^([0-9]+) +([a-z0-9]+)\\((?:([0-9]+)<([^>]*)>)?.*");

    @Test
    void syncsBeforeItPromises() throws Exception {
        Tool.need("strace");
        Path trace = folder.resolve("trace");
        List<String> traced = List.of(
                "strace",
                "-f",
                "-y",
                "-s",
                "64",
                "-o",
                trace.toString(),
                "-e",
                "trace=write,pwrite64,sendto,fdatasync,fsync");
        Victim.Load load = new Victim.Load();
        try (CountingHop hop = new CountingHop();
                Victim victim = Victim.start(traced, folder, "hosts", hop.hosts())) {
            load.begin("sync", victim.port(), 1, 2000);
            Victim.patiently().until(() -> load.promised().size() >= 5);
            load.end();
            victim.kill();
        }
        assertThat(promisesAfterSync(Files.readAllLines(trace, java.nio.charset.StandardCharsets.ISO_8859_1)))
                .isGreaterThanOrEqualTo(5);
    }

    /**
     * Counts the replies of 250 to a message of one client after the other; fails at one with no write to the log and a sync
     * after it since the reply before. What a delivery writes meanwhile does not undo the sync.
     */
    private static int promisesAfterSync(List<String> lines) {
        int promises = 0;
        boolean isSynced = false;
        boolean isWritten = false;
        for (String line : lines) {
            Matcher call = CALL.matcher(line);
            boolean isLog = line.contains("queue.db-wal");
            if (call.matches() && isLog && call.group(2).startsWith("pwrite")) {
                isWritten = true;
            } else if (isLog && line.contains("sync(") && !line.contains("unfinished")
                    || line.contains("sync resumed>") && line.contains("= 0")) {
                isSynced = isWritten;
            } else if (line.contains("\"250 2.0.0 queued as")) {
                assertThat(isWritten && isSynced).describedAs(line).isTrue();
                isWritten = false;
                isSynced = false;
                promises++;
            }
        }
        return promises;
    }

    private static List<String> strace(String calls, int from) {
        return List.of(
                "strace",
                "-f",
                "-P",
                "queue/queue.db-wal",
                "-o",
                "/dev/null",
                "-e",
                "trace=" + calls,
                "-e",
                "inject=" + calls + ":error=EIO:when=" + from + "+");
    }

    private static Stream<List<String>> failures() {
        return Stream.of(
                strace("fsync,fdatasync", 20),
                strace("pwrite64", 300),
                // No file may grow beyond so many octets: what is written behind them fails, with EFBIG.
                List.of("prlimit", "--fsize=3000000"));
    }

    /** A disk that no more obeys: from its first failure nothing is promised, and a relay on a good disk finds all there was. */
    @ParameterizedTest
    @MethodSource("failures")
    void promisesNothingOnADiskThatFails(List<String> failure) throws Exception {
        Tool.need(failure.get(0));
        String queue = "{\"folder\": \"queue\", \"retry\": [\"500ms\"], \"freeSpace\": 0}";
        List<String> wrapper = new ArrayList<>(failure);
        wrapper.replaceAll(
                word -> word.startsWith("queue/") ? folder.resolve(word).toString() : word);
        Victim.Load load = new Victim.Load();
        try (CountingHop hop = new CountingHop()) {
            hop.answerRcpt("450 4.2.0 closed");
            try (Victim victim = Victim.start(wrapper, folder, "hosts", hop.hosts(), "queue", queue)) {
                load.begin("failing", victim.port(), SENDERS, 20_000);
                Victim.patiently().until(() -> !load.refusals().isEmpty());
                int promised = load.promised().size();
                load.end();
                assertThat(load.refusals()).allMatch(reply -> reply.matches("45[12] 4\\.3\\.[01] .*"));
                // Those whose commit had gone well before.
                assertThat(load.promised()).hasSizeBetween(Math.max(1, promised), promised + SENDERS);
                try (RawClient client = RawClient.greeted(victim.port())) {
                    assertThat(client.ask("MAIL FROM:<a@sender.test>")).startsWith("452 4.3.1");
                }
                hop.answerRcpt("250 ok");
                Thread.sleep(1500);
                // Whatever it delivered now it could not note, and would deliver again.
                assertThat(hop.arrivals()).isEmpty();
            }
            try (Victim victim = Victim.start(folder, "hosts", hop.hosts(), "queue", queue)) {
                load.assertNothingLost(hop, 0);
                int known = load.promised().size();
                load.begin("good", victim.port(), 1, 2000);
                Victim.patiently().until(() -> load.promised().size() > known);
                load.end();
                load.assertNothingLost(hop, 0);
            }
        }
    }
}
