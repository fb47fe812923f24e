package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailflow.runtime.TlsDemand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are slow, loud, greedy or no mail servers at all. */
final class AbuseTest {
    @TempDir
    Path folder;

    private RelayBench bench;

    @BeforeEach
    void open() throws Exception {
        TestPki pki = new TestPki(folder.resolve("pki"));
        TestPki.Issued own = pki.issue("mx.relay.test");
        bench = new RelayBench(folder)
                .with("tls", "{\"key\": \"" + own.key() + "\", \"certificate\": \"" + own.certificate() + "\"}");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private int port(String limits) throws Exception {
        return bench.with("limits", limits)
                .start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC))
                .ports()
                .get(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET / HTTP/1.1|521",
                "POST /x HTTP/1.0|521",
                "'\u0016\u0003\u0001\u0002\u0000\u0001'|521",
                "SSH-2.0-x|521",
                "EHLO early.test|554"
            })
    void whoSpeaksFirstIsNotHeard(String first, String code) throws Exception {
        int port = port("{\"greetingDelay\": \"500ms\"}");
        try (RawClient client = new RawClient(port)) {
            client.raw(first + "\r\n");
            assertThat(client.reply()).startsWith(code);
            assertThat(ended(client)).isTrue();
        }
    }

    /** A reset, where the end came with octets of ours unread. */
    private static boolean ended(RawClient client) throws IOException {
        try {
            return client.reply().equals("closed");
        } catch (java.net.SocketException reset) {
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET / HTTP/1.1\r\n", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000", "\r\n\r\n\u0000\r\nQUIT\n"})
    void otherProtocolsEndAtOnce(String first) throws Exception {
        int port = port("{}");
        try (RawClient client = new RawClient(port)) {
            client.reply();
            client.raw(first);
            assertThat(client.reply()).startsWith("521");
            assertThat(ended(client)).isTrue();
        }
    }

    @Test
    void aSlowCommandIsToldAndEnded() throws Exception {
        int port = port("{\"commandTimeout\": \"500ms\"}");
        try (RawClient client = RawClient.greeted(port)) {
            assertThat(client.reply()).startsWith("421 4.4.2 timed out waiting for ");
            assertThat(client.reply()).isEqualTo("closed");
        }
    }

    /** Each octet restarts a socket's timeout, but not the command's. */
    @Test
    void anOctetNowAndThenIsNoCommand() throws Exception {
        int port = port("{\"commandTimeout\": \"1s\"}");
        try (RawClient client = RawClient.greeted(port)) {
            String reply = drip(client, "N");
            assertThat(reply).startsWith("421 4.4.2 timed out waiting for ");
        }
    }

    @Test
    void aMessageHasItsTimeAsAWhole() throws Exception {
        int port = port("{\"messageTimeout\": \"1s\"}");
        try (RawClient client = RawClient.greeted(port)) {
            client.ask("MAIL FROM:<a@sender.test>");
            client.ask("RCPT TO:<b@local.test>");
            client.ask("DATA");
            assertThat(drip(client, "x")).startsWith("421 4.4.2 timed out waiting for the message");
        }
        try (RawClient client = RawClient.greeted(port)) {
            client.ask("MAIL FROM:<a@sender.test>");
            assertThat(drip(client, "RCPT TO:<b@local.test>\r\n"))
                    .startsWith("421 4.4.2 timed out waiting for a command");
        }
        assertThat(bench.mailbox("local.test", "b")).isEmpty();
    }

    /** What was waited for is said, in plain text and under TLS, of a message in one piece and in chunks. */
    @ParameterizedTest
    @CsvSource({"DATA,false", "DATA,true", "BDAT 1000,false", "BDAT 1000 LAST,true"})
    void aMessageThatStandsStillIsNoSlowCommand(String verb, boolean isProtected) throws Exception {
        int port = port("{\"dataTimeout\": \"500ms\", \"commandTimeout\": \"1m\"}");
        try (RawClient client = RawClient.greeted(port)) {
            if (isProtected) {
                client.startTls().ask("EHLO client.test");
            }
            client.ask("MAIL FROM:<a@sender.test>");
            client.ask("RCPT TO:<b@local.test>");
            client.raw(verb + "\r\n");
            if (verb.equals("DATA")) {
                assertThat(client.reply()).startsWith("354");
            }
            client.raw("Subject: x\r\n\r\nand no more\r\n");
            assertThat(client.reply()).isEqualTo("421 4.4.2 timed out waiting for the message");
        }
    }

    private static String drip(RawClient client, String octets) throws Exception {
        for (int i = 0; i < 200; i++) {
            client.raw(octets);
            Thread.sleep(50);
            String reply = client.replyIfAny();
            if (reply.startsWith("421")) {
                return reply;
            }
        }
        return "none";
    }

    @Test
    void aHandshakeHasItsTime() throws Exception {
        int port = port("{\"handshakeTimeout\": \"500ms\"}");
        try (RawClient client = RawClient.greeted(port)) {
            assertThat(client.ask("STARTTLS")).startsWith("220");
            // Nothing in plain text is said any more, but perhaps a TLS alert.
            assertThat(client.rest()).doesNotContain("421", "250");
        }
    }

    @Test
    void oneAddressHasItsShare() throws Exception {
        int port = port("{\"sessionsPerClient\": 3}");
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                clients.add(RawClient.greeted(port));
            }
            try (RawClient other = new RawClient(port)) {
                assertThat(other.reply()).startsWith("421 4.7.0");
                assertThat(other.reply()).isEqualTo("closed");
            }
            clients.remove(0).close();
            await().until(() -> {
                try (RawClient again = new RawClient(port)) {
                    return again.reply().startsWith("220");
                }
            });
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void thereIsRoomForSoMany() throws Exception {
        int port = port("{\"sessions\": 2}");
        try (RawClient one = RawClient.greeted(port);
                RawClient two = RawClient.greeted(port);
                RawClient three = new RawClient(port)) {
            assertThat(three.reply()).startsWith("421 4.3.2");
            assertThat(one.ask("NOOP")).startsWith("250");
            assertThat(two.ask("NOOP")).startsWith("250");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP", "RSET", "VRFY x", "HELP", "EHLO c.test", "XYZZY", "RCPT TO:<u@denied.test>"})
    void whoOnlyKeepsUsBusyIsSentAway(String command) throws Exception {
        int port = port("{\"errors\": 5}");
        try (RawClient client = RawClient.greeted(port)) {
            client.ask("MAIL FROM:<a@sender.test>");
            String reply = "";
            int asked = 0;
            while (asked < 300 && !reply.startsWith("421")) {
                reply = client.ask(command);
                asked++;
            }
            assertThat(reply).startsWith("421 4.7.0");
            assertThat(ended(client)).isTrue();
        }
    }

    /** A client that keeps delivering may reset before each message as long as it likes. */
    @Test
    void mailMakesGood() throws Exception {
        int port = port("{\"errors\": 5}");
        try (RawClient client = RawClient.greeted(port)) {
            for (int i = 0; i < 150; i++) {
                assertThat(client.ask("RSET")).startsWith("250");
                assertThat(client.ask("NOOP")).startsWith("250");
                if (i % 10 == 0) {
                    assertThat(client.send("a@sender.test", "b@local.test", "\r\nx"))
                            .startsWith("250");
                }
            }
        }
    }

    /** 452 asks to come again with the rest (RFC 5321 4.5.3.1.10); who pipelined them is no enemy. */
    @Test
    void recipientsBeyondTheLimitAreNoErrors() throws Exception {
        int port = port("{\"errors\": 5, \"recipients\": 100}");
        try (RawClient client = RawClient.greeted(port)) {
            client.ask("MAIL FROM:<a@sender.test>");
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 180; i++) {
                all.append("RCPT TO:<r").append(i).append("@local.test>\r\n");
            }
            client.raw(all + "DATA\r\n");
            for (int i = 0; i < 180; i++) {
                assertThat(client.reply()).startsWith(i < 100 ? "250" : "452 4.5.3");
            }
            assertThat(client.reply()).startsWith("354");
            client.raw("\r\nx\r\n.\r\n");
            assertThat(client.reply()).startsWith("250");
        }
    }

    /** Who pipelines has said all of it before it hears that MAIL or the recipients are refused (RFC 2920 3.1). */
    @Test
    void whatWasPipelinedBehindARefusalIsNoError() throws Exception {
        int port = port("{\"errors\": 5, \"recipients\": 100, \"messageSize\": \"1MiB\"}");
        try (RawClient client = RawClient.greeted(port)) {
            client.raw("MAIL FROM:<a@sender.test> SIZE=2000000\r\n" + "RCPT TO:<b@local.test>\r\n".repeat(60)
                    + "DATA\r\nNOOP\r\n");
            assertThat(client.reply()).startsWith("552");
            for (int i = 0; i < 61; i++) {
                assertThat(client.reply()).startsWith("503");
            }
            assertThat(client.reply()).startsWith("250");
            for (int i = 0; i < 20; i++) {
                client.raw("MAIL FROM:<a@sender.test>\r\nRCPT TO:<u@denied.test>\r\nDATA\r\nRSET\r\n");
                assertThat(client.reply()).startsWith("250");
                assertThat(client.reply()).startsWith("550");
                assertThat(client.reply()).startsWith("554 5.5.1 no valid recipients");
                assertThat(client.reply()).startsWith("250");
            }
        }
    }

    /** What may follow a refusal is bounded: as many recipients as a message may have, and one DATA. */
    @ParameterizedTest
    @ValueSource(strings = {"RCPT TO:<b@local.test>", "DATA", "BDAT 0 LAST"})
    void whoGoesOnBehindARefusalIsSentAway(String command) throws Exception {
        int port = port("{\"errors\": 5, \"recipients\": 100, \"messageSize\": \"1MiB\"}");
        try (RawClient client = RawClient.greeted(port)) {
            assertThat(client.ask("MAIL FROM:<a@sender.test> SIZE=2000000")).startsWith("552");
            int asked = 0;
            while (asked < 300 && client.ask(command).startsWith("503")) {
                asked++;
            }
            assertThat(asked).isEqualTo(command.startsWith("RCPT") ? 105 : 6);
            assertThat(ended(client)).isTrue();
        }
    }

    /** That there is no room is no fault of a client's; to ask for it for ever in one session is. */
    @ParameterizedTest
    @ValueSource(strings = {"DATA", "BDAT 0 LAST"})
    void whoIsToldThatThereIsNoRoomDoesNotAskForEver(String command) throws Exception {
        bench.with("queue", "{\"folder\": \"queue\", \"freeSpace\": \"900000GiB\"}");
        int port = port("{\"errors\": 5}");
        try (RawClient client = RawClient.greeted(port)) {
            int asked = 0;
            while (asked < 300 && client.ask("MAIL FROM:<a@sender.test>").startsWith("452 4.3.1")) {
                asked++;
                String reply = client.ask(command);
                if (!reply.startsWith("503")) {
                    assertThat(reply).startsWith("421 4.7.0");
                    break;
                }
            }
            // A hundred commands that lead nowhere, EHLO among them, and one error more than there may be.
            assertThat(asked).isEqualTo(105);
            assertThat(ended(client)).isTrue();
        }
    }

    /** A refused recipient is over with its message: what is said behind that was said by a client that knew. */
    @ParameterizedTest
    @ValueSource(strings = {"DATA", "BDAT 5 LAST"})
    void aTakenMessageEndsWhatIsFreeBehindARefusal(String command) throws Exception {
        int port = port("{\"errors\": 5, \"recipients\": 100}");
        try (RawClient client = RawClient.greeted(port)) {
            client.ask("MAIL FROM:<a@sender.test>");
            assertThat(client.ask("RCPT TO:<b@local.test>")).startsWith("250");
            assertThat(client.ask("RCPT TO:<u@denied.test>")).startsWith("550");
            client.raw(command + "\r\n");
            if (command.equals("DATA")) {
                assertThat(client.reply()).startsWith("354");
            }
            client.raw("\r\nx\r\n" + (command.equals("DATA") ? ".\r\n" : ""));
            assertThat(client.reply()).startsWith("250");
            int asked = 0;
            while (asked < 300 && client.ask("RCPT TO:<b@local.test>").startsWith("503")) {
                asked++;
            }
            assertThat(asked).isEqualTo(6);
            assertThat(ended(client)).isTrue();
        }
    }

    @Test
    void whoIsNamedTwiceGetsOneMessage() throws Exception {
        int port = port("{}");
        try (RawClient client = RawClient.greeted(port)) {
            client.ask("MAIL FROM:<a@sender.test>");
            assertThat(client.ask("RCPT TO:<b@local.test>")).startsWith("250");
            assertThat(client.ask("RCPT TO:<b@LOCAL.test>")).startsWith("250");
            client.ask("DATA");
            client.raw("\r\nx\r\n.\r\n");
            assertThat(client.reply()).startsWith("250");
            assertThat(client.send("a@sender.test", "mark@local.test", "\r\nx")).startsWith("250");
        }
        await().until(() -> bench.mailbox("local.test", "mark").size() == 1
                && !bench.mailbox("local.test", "b").isEmpty());
        assertThat(bench.mailbox("local.test", "b")).hasSize(1);
    }

    @Test
    void aLineWithoutEndEndsTheSession() throws Exception {
        int port = port("{}");
        try (RawClient client = RawClient.greeted(port)) {
            String reply = "";
            try {
                for (int i = 0; i < 64; i++) {
                    client.raw("x".repeat(64 * 1024));
                }
                reply = client.reply();
            } catch (java.net.SocketException reset) {
                reply = "500 closed";
            }
            assertThat(reply).startsWith("500");
        }
    }

    /** Pipelines without end and reads nothing; others are served meanwhile. */
    @Test
    void whoNeverReadsIsSentAway() throws Exception {
        int port = port("{}");
        try (RawClient deaf = RawClient.greeted(port);
                RawClient other = RawClient.greeted(port)) {
            boolean ended = false;
            for (int i = 0; i < 10_000 && !ended; i++) {
                try {
                    deaf.raw("NOOP\r\n".repeat(1000));
                } catch (java.net.SocketException reset) {
                    ended = true;
                }
            }
            assertThat(ended).isTrue();
            assertThat(other.send("a@sender.test", "b@local.test", "\r\nx")).startsWith("250");
        }
    }

    @Test
    void whoSaysNothingStopsNobody() throws Exception {
        int port = port("{\"sessionsPerClient\": 1000}");
        List<RawClient> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 300; i++) {
                silent.add(new RawClient(port));
            }
            try (RawClient client = RawClient.greeted(port)) {
                assertThat(client.send("a@sender.test", "b@local.test", "\r\nx"))
                        .startsWith("250");
            }
        } finally {
            for (RawClient client : silent) {
                client.close();
            }
        }
    }

    /** Sessions that are over leave nothing that counts. */
    @Test
    void comingAndGoingIsCountedRight() throws Exception {
        int port = port("{\"sessionsPerClient\": 3}");
        for (int i = 0; i < 200; i++) {
            try (RawClient client = new RawClient(port)) {
                String greeting = client.reply();
                while (greeting.startsWith("421")) {
                    Thread.sleep(5);
                    try (RawClient again = new RawClient(port)) {
                        greeting = again.reply();
                    }
                }
                assertThat(greeting).startsWith("220");
            }
        }
    }
}
