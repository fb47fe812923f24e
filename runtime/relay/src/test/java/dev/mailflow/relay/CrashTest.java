package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.TlsDemand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a relay under load: what it answered with 250 is delivered all the same. */
final class CrashTest {
    private static final int KILLS = Integer.getInteger("mailflow.kills", 3);

    @TempDir
    Path folder;

    /** A relay in a process of its own; it writes its port and runs until it is killed. */
    public static final class Victim {
        private Victim() {}

        public static void main(String[] arguments) throws Exception {
            RelayBench bench = new RelayBench(Path.of(arguments[0]));
            Relay relay = bench.start(TestPolicy.of(transaction -> Decision.deliver(Attribution.INTERNET)));
            System.out.println("port " + relay.ports().get(0));
            System.out.flush();
            Thread.currentThread().join();
        }
    }

    @Test
    void losesNothingItPromised() throws Exception {
        Set<String> promised = ConcurrentHashMap.newKeySet();
        for (int kill = 0; kill < KILLS; kill++) {
            Process victim = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Victim.class.getName(),
                            folder.toString())
                    .redirectErrorStream(true)
                    .start();
            try {
                load(port(victim), promised, victim, 300 + 170L * kill);
            } finally {
                victim.destroyForcibly().waitFor();
            }
        }
        assertThat(promised).isNotEmpty();
        try (RelayBench bench = new RelayBench(folder)) {
            Relay relay = bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC));
            await().atMost(Duration.ofSeconds(20)).until(() -> relay.queued().isEmpty());
            Set<String> arrived = ConcurrentHashMap.newKeySet();
            Pattern subject = Pattern.compile("Subject: (\\S+)\n");
            for (String text : bench.mailbox("local.test", "b")) {
                Matcher matcher = subject.matcher(text);
                assertThat(matcher.find()).isTrue();
                assertThat(text).endsWith("end of it\n");
                arrived.add(matcher.group(1));
            }
            System.out.println("kills " + KILLS + ", accepted " + promised.size() + ", arrived " + arrived.size());
            // Of many thousands, for which a search through all of them for each takes minutes.
            Set<String> lost = new HashSet<>(promised);
            lost.removeAll(arrived);
            assertThat(lost).isEmpty();
        }
    }

    private static int port(Process victim) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8));
        String line;
        while ((line = reader.readLine()) != null) {
            if (line.startsWith("port ")) {
                return Integer.parseInt(line.substring(5));
            }
        }
        throw new IOException("the relay did not start");
    }

    private static void load(int port, Set<String> promised, Process victim, long millis) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Thread[] senders = new Thread[4];
        for (int i = 0; i < senders.length; i++) {
            String name = victim.pid() + "-" + i + "-";
            senders[i] = new Thread(() -> {
                try (RawClient client = RawClient.greeted(port)) {
                    for (int number = 0; !stop.get(); number++) {
                        String body = "Subject: " + name + number + "\r\n\r\n" + "x".repeat(2000) + "\r\nend of it";
                        if (client.send("a@sender.test", "b@local.test", body).startsWith("250")) {
                            promised.add(name + number);
                        }
                    }
                } catch (IOException e) {
                    stop.set(true);
                }
            });
            senders[i].start();
        }
        Thread.sleep(millis);
        victim.destroyForcibly();
        stop.set(true);
        for (Thread sender : senders) {
            sender.join();
        }
    }
}
