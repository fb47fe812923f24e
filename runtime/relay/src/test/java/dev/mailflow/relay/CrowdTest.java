package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many clients that each hold on to as much as they may. */
final class CrowdTest {
    private static final int CLIENTS = 200;

    @TempDir
    Path folder;

    /** More than the heap has, if all of it were there; the messages are good in the end. */
    @Test
    void messagesThatDoNotEndUseUpNoMemory() throws Exception {
        String half = ("x".repeat(998) + "\r\n").repeat(450);
        List<RawClient> clients = new ArrayList<>();
        try (Victim victim = Victim.start(
                List.of("env", "_JAVA_OPTIONS=-Xmx80m"), folder, "limits", "{\"sessionsPerClient\": 1000}")) {
            for (int i = 0; i < CLIENTS; i++) {
                RawClient client = RawClient.greeted(victim.port());
                clients.add(client);
                client.ask("MAIL FROM:<a@sender.test>");
                client.ask("RCPT TO:<b@local.test>");
                assertThat(client.ask("DATA")).startsWith("354");
                client.raw("Subject: x\r\n\r\n" + half);
            }
            try (RawClient other = RawClient.greeted(victim.port())) {
                assertThat(other.send("a@sender.test", "c@local.test", "\r\nx")).startsWith("250");
            }
            for (RawClient client : clients) {
                client.raw(".\r\n");
                assertThat(client.reply()).startsWith("250");
            }
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }
}
