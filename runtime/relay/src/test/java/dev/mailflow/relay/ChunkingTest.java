package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailflow.runtime.TlsDemand;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** BDAT (RFC 3030): sizes end chunks, whatever is in them, and no octet of a chunk is ever read as a command. */
final class ChunkingTest {
    @TempDir
    Path folder;

    private RelayBench bench;
    private int port;

    @BeforeEach
    void start() throws Exception {
        bench = new RelayBench(folder).with("limits", "{\"messageSize\": \"64KiB\", \"recipients\": 100}");
        port = bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC)).ports().get(0);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private RawClient begun(String... recipients) throws Exception {
        RawClient client = RawClient.greeted(port);
        assertThat(client.ask("MAIL FROM:<a@sender.test> BODY=8BITMIME")).startsWith("250");
        for (String recipient : recipients) {
            client.ask("RCPT TO:<" + recipient + ">");
        }
        return client;
    }

    private static String chunk(String text, String last) {
        return "BDAT " + text.length() + last + "\r\n" + text;
    }

    @Test
    void chunksMakeAMessage() throws Exception {
        try (RawClient client = begun("b@local.test")) {
            client.raw(chunk("Subject: x\r\n\r\n.dot\r\n.\r", ""));
            assertThat(client.reply()).isEqualTo("250 2.0.0 22 octets taken");
            client.raw(chunk("\n..\r\nMAIL FROM:<evil@sender.test>\r\n", " LAST"));
            assertThat(client.reply()).startsWith("250 2.0.0 queued as ");
            assertThat(client.ask("NOOP")).startsWith("250");
        }
        await().until(() -> bench.mailbox("local.test", "b").size() == 1);
        assertThat(bench.mailbox("local.test", "b").get(0))
                .endsWith("Subject: x\n\n.dot\n.\n..\nMAIL FROM:<evil@sender.test>\n");
    }

    @Test
    void aLastLineGetsItsEnd() throws Exception {
        try (RawClient client = begun("b@local.test")) {
            client.raw(chunk("Subject: x\r\n\r\nno end", "") + "BDAT 0 LAST\r\n");
            assertThat(client.reply()).startsWith("250 2.0.0 20 octets");
            assertThat(client.reply()).startsWith("250 2.0.0 queued");
        }
        await().until(() -> bench.mailbox("local.test", "b").size() == 1);
        assertThat(bench.mailbox("local.test", "b").get(0)).endsWith("\nno end\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n.\n",
                "\n.\r\n",
                "\r\n.\n",
                "\r.\r",
                "\r.\n",
                "\r.\r\n",
                "\n.\r",
                "\r\n.\r",
                "\r\n\0.\r\n",
                "\r\n.\0\r\n",
                "\r\r\n.\r\r\n",
                "\r\n.\r\r\n"
            })
    void whatMayNotStandInAMessageIsRefusedAtItsEnd(String odd) throws Exception {
        try (RawClient client = begun("b@local.test")) {
            client.raw(chunk("\r\nx" + odd + "MAIL FROM:<evil@sender.test>\r\n", ""));
            assertThat(client.reply()).startsWith("250 2.0.0");
            assertThat(client.ask("BDAT 0 LAST")).matches("55[04] 5\\.(5\\.2|6\\.0) .*");
            assertThat(client.send("a@sender.test", "mark@local.test", "\r\nx")).startsWith("250");
        }
        await().until(() -> !bench.mailbox("local.test", "mark").isEmpty());
        assertThat(bench.mailbox("local.test", "b")).isEmpty();
    }

    @Test
    void aCarriageReturnAtTheVeryEndStandsAlone() throws Exception {
        try (RawClient client = begun("b@local.test")) {
            client.raw(chunk("\r\nx\r", " LAST"));
            assertThat(client.reply()).startsWith("550 5.5.2");
        }
    }

    /** The octets of a refused chunk would otherwise be commands. */
    @ParameterizedTest
    @CsvSource({"'',503", "MAIL,554", "DENIED,554"})
    void chunksThatAreForNobodyAreTaken(String before, String code) throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            if (!before.isEmpty()) {
                client.ask("MAIL FROM:<a@sender.test>");
            }
            if (before.equals("DENIED")) {
                assertThat(client.ask("RCPT TO:<b@denied.test>")).startsWith("550");
            }
            String smuggled = "RSET\r\nMAIL FROM:<e@sender.test>\r\nRCPT TO:<evil@local.test>\r\nDATA\r\nx\r\n.\r\n";
            client.raw(chunk(smuggled, "") + chunk(smuggled, " LAST") + "NOOP\r\n");
            assertThat(client.reply()).startsWith(code);
            assertThat(client.reply()).startsWith(code);
            assertThat(client.reply()).startsWith("250 2.0.0 at your service");
        }
        assertThat(bench.mailbox("local.test", "evil")).isEmpty();
    }

    /** Where a chunk ends must be known, or the session ends. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "BDAT",
                "BDAT x",
                "BDAT -1",
                "BDAT 1e9",
                "BDAT 99999999999999999999 LAST",
                "BDAT 5\0",
                "BDAT\t5 LAST",
                "BDAT 5 \tLAST",
                "BDAT 5 FIRST",
                "BDAT 5 LAST LAST",
                "BDAT 5\n",
                "bdat\r5",
                "BDAT\n5 LAST",
                "BDAT\u00a05 LAST",
                "BDAT5"
            })
    void aSizeThatCannotBeReadEndsTheSession(String command) throws Exception {
        try (RawClient client = begun("b@local.test")) {
            client.raw(command + "\r\nMAIL FROM:<evil@sender.test>\r\n");
            assertThat(client.reply()).startsWith("501 5.5.4");
            assertThat(client.reply()).isEqualTo("closed");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 600, 3000, 20_000})
    void aSizeOfTooManyOctetsEndsTheSession(int octets) throws Exception {
        aSizeThatCannotBeReadEndsTheSession("BDAT 5" + " ".repeat(octets) + "LAST \n");
        aSizeThatCannotBeReadEndsTheSession("BDAT " + "5".repeat(octets + 500));
    }

    @Test
    void tooMuchIsSaidAtOnceAndTaken() throws Exception {
        try (RawClient client = begun("b@local.test")) {
            client.raw(chunk("x".repeat(40_000), ""));
            assertThat(client.reply()).startsWith("250");
            client.raw(chunk("x".repeat(40_000), ""));
            assertThat(client.reply()).startsWith("552 5.3.4");
            client.raw(chunk("x\r\n", " LAST"));
            assertThat(client.reply()).startsWith("552 5.3.4");
            assertThat(client.send("a@sender.test", "mark@local.test", "\r\nx")).startsWith("250");
        }
    }

    @Test
    void nothingElseComesBetweenChunks() throws Exception {
        try (RawClient client = begun("b@local.test")) {
            client.raw(chunk("\r\nx\r\n", ""));
            assertThat(client.reply()).startsWith("250");
            assertThat(client.ask("RCPT TO:<c@local.test>")).startsWith("503");
            assertThat(client.ask("MAIL FROM:<c@sender.test>")).startsWith("503");
            assertThat(client.ask("DATA")).startsWith("503");
            assertThat(client.ask("NOOP")).startsWith("250");
            assertThat(client.ask("RSET")).startsWith("250");
            assertThat(client.ask("BDAT 0 LAST")).startsWith("503");
        }
        assertThat(bench.mailbox("local.test", "b")).isEmpty();
    }

    @Test
    void whoGoesInMidChunkLeavesNothing() throws Exception {
        try (RawClient client = begun("b@local.test")) {
            client.raw("BDAT 1000 LAST\r\nSubject: x\r\n\r\nx");
        }
        try (RawClient client = begun("mark@local.test")) {
            client.raw(chunk("\r\nx\r\n", " LAST"));
            assertThat(client.reply()).startsWith("250");
        }
        await().until(() -> bench.mailbox("local.test", "mark").size() == 1);
        assertThat(bench.mailbox("local.test", "b")).isEmpty();
    }

    @Test
    void aMessageCutTooFineEndsTheSession() throws Exception {
        try (RawClient client = begun("b@local.test")) {
            String reply = "";
            int sent = 0;
            while (reply.startsWith("2") || reply.isEmpty()) {
                client.raw("BDAT 1\r\nx");
                reply = client.reply();
                sent++;
            }
            assertThat(reply).startsWith("421 4.7.0");
            assertThat(sent).isBetween(100, 200);
        }
    }
}
