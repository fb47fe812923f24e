package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
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

    /** As many messages as would fill the heap have ended, and the database is locked by somebody else: each counts until it is stored. */
    @Test
    void messagesThatWaitToBeStoredUseUpNoMemory() throws Exception {
        String half = ("x".repeat(998) + "\r\n").repeat(450);
        List<RawClient> clients = new ArrayList<>();
        try (Victim victim = Victim.start(
                List.of("env", "_JAVA_OPTIONS=-Xmx80m -XX:+ExitOnOutOfMemoryError"),
                folder,
                "limits",
                "{\"sessionsPerClient\": 1000}")) {
            try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("queue/queue.db"));
                    Statement statement = database.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                for (int i = 0; i < CLIENTS; i++) {
                    RawClient client = RawClient.greeted(victim.port());
                    clients.add(client);
                    if (!client.ask("MAIL FROM:<a@sender.test>").startsWith("250")) {
                        // The database has been locked for so long that no more is taken.
                        clients.remove(client);
                        client.close();
                        break;
                    }
                    client.ask("RCPT TO:<b@local.test>");
                    assertThat(client.ask("DATA")).startsWith("354");
                    client.raw("Subject: x\r\n\r\n" + half + ".\r\n");
                    // One after the other, on a machine that is not too busy to prove anything.
                    Thread.sleep(25);
                }
                statement.execute("ROLLBACK");
            }
            for (RawClient client : clients) {
                // Those that waited for long were told to come again.
                assertThat(client.reply()).matches("(250|451|452) .*");
            }
            Victim.patiently().until(() -> {
                try (RawClient other = RawClient.greeted(victim.port())) {
                    return other.send("a@sender.test", "c@local.test", "\r\nx").startsWith("250");
                }
            });
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }
}
