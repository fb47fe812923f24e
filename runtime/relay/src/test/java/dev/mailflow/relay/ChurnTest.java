package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailflow.runtime.TlsDemand;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that come and go, in every way that one can go: what each of them cost comes back. {@code -Dmailflow.churn=100000}
 * for more of them.
 */
@EnabledOnOs(OS.LINUX)
final class ChurnTest {
    private static final int CONNECTIONS = Integer.getInteger("mailflow.churn", 3000);
    private static final int AT_A_TIME = 20;

    @TempDir
    Path folder;

    private static int descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return (int) open.count();
        }
    }

    private static long sessionThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("mailflow-session"))
                .count();
    }

    @Test
    void whatConnectionsCostComesBack() throws Exception {
        TestPki pki = new TestPki(folder.resolve("pki"));
        TestPki.Issued own = pki.issue("mx.relay.test");
        try (RelayBench bench = new RelayBench(folder.resolve("relay"))) {
            Relay relay = bench.with(
                            "tls", "{\"key\": \"" + own.key() + "\", \"certificate\": \"" + own.certificate() + "\"}")
                    .with("monitor", "{\"port\": 0}")
                    .start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC));
            int port = relay.ports().get(0);
            // Once through every way, so that what is made once is made.
            churn(port, 100);
            int descriptors = settled(0);
            churn(port, CONNECTIONS);
            assertThat(settled(descriptors)).isLessThanOrEqualTo(descriptors + 5);
            await().atMost(Duration.ofSeconds(60)).until(() -> sessionThreads() <= 2L * AT_A_TIME);
            try (RawClient client = RawClient.greeted(port)) {
                assertThat(client.ask("MAIL FROM:<a@sender.test>")).startsWith("250");
            }
        }
    }

    /** Descriptors when all sessions have ended; waits until they are no more than a number, or for as long as is fair. */
    private static int settled(int wanted) throws Exception {
        int now = descriptors();
        for (int i = 0; i < 300 && now > wanted + 5; i++) {
            Thread.sleep(wanted == 0 ? 10 : 100);
            now = descriptors();
        }
        return now;
    }

    private static void churn(int port, int count) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(AT_A_TIME);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < AT_A_TIME; i++) {
                int first = i;
                all.add(clients.submit(() -> {
                    for (int number = first; number < count; number += AT_A_TIME) {
                        come(port, number);
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            clients.shutdownNow();
        }
    }

    private static void come(int port, int number) throws Exception {
        switch (number % 8) {
            case 0 -> new Socket("127.0.0.1", port).close();
            case 1 -> {
                // Reset instead of an end.
                try (Socket socket = new Socket("127.0.0.1", port)) {
                    socket.setSoLinger(true, 0);
                }
            }
            case 2 -> {
                try (RawClient client = new RawClient(port)) {
                    assertThat(client.reply()).startsWith("220");
                    client.raw("EHL");
                }
            }
            case 3 -> {
                try (RawClient client = RawClient.greeted(port)) {
                    client.ask("MAIL FROM:<a@sender.test>");
                    client.ask("RCPT TO:<b@local.test>");
                    client.ask("DATA");
                    client.raw("Subject: never ended\r\n");
                }
            }
            case 4 -> {
                try (RawClient client = RawClient.greeted(port)) {
                    client.ask("STARTTLS");
                    client.raw("no handshake");
                }
            }
            case 5 -> {
                if (number % 40 == 5) {
                    try (RawClient client = RawClient.greeted(port).startTls()) {
                        client.ask("EHLO client.test");
                    }
                } else {
                    RawClient.greeted(port).close();
                }
            }
            case 6 -> {
                try (RawClient client = RawClient.greeted(port)) {
                    client.ask("MAIL FROM:<a@sender.test>");
                    client.ask("RCPT TO:<b@local.test>");
                    client.raw("BDAT 1000\r\nhalf of it");
                }
            }
            default -> {
                try (RawClient client = RawClient.greeted(port)) {
                    assertThat(client.ask("QUIT")).startsWith("221");
                }
            }
        }
    }
}
