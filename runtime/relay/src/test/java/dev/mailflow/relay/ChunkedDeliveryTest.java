package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sending by BDAT (RFC 3030): when, and what becomes of the message where the next hop does not keep its word. */
final class ChunkedDeliveryTest {
    private static final String OFFER = "250-fake\r\n250-PIPELINING\r\n250-CHUNKING\r\n250 8BITMIME";

    @TempDir
    Path folder;

    private RelayBench bench;

    @BeforeEach
    void open() throws IOException {
        // So long that no second attempt comes about within a test.
        bench = new RelayBench(folder).with("queue", "{\"folder\": \"queue\", \"retry\": [\"1h\"], \"freeSpace\": 0}");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20));
    }

    private static FakeHop hop(FakeHop.Script script) throws IOException {
        return new FakeHop((number, command) -> {
            String scripted = script.reply(number, command);
            return scripted == null && command.startsWith("EHLO") ? OFFER : scripted;
        });
    }

    private Relay relay(FakeHop hop) throws Exception {
        return bench.with("hosts", "{\"hop.test\": \"127.0.0.1:" + hop.port() + "\"}")
                .start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC, new NextHop("hop.test", 25)));
    }

    private static void send(Relay relay, String text, String... recipients) throws IOException {
        try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
            client.ask("MAIL FROM:<Ann@sender.test>");
            for (String recipient : recipients) {
                assertThat(client.ask("RCPT TO:<" + recipient + ">")).startsWith("250");
            }
            client.ask("DATA");
            client.raw(text + "\r\n.\r\n");
            assertThat(client.reply()).startsWith("250");
        }
    }

    private static List<String> commands(FakeHop hop) {
        return hop.heard().stream()
                .filter(line -> line.matches("(EHLO|MAIL|RCPT|DATA|BDAT|RSET|QUIT).*"))
                .map(line -> line.replaceAll("[0-9]+ LAST", "n LAST"))
                .toList();
    }

    @Test
    void aChunkFollowsItsEnvelope() throws Exception {
        try (FakeHop hop = hop((number, command) -> null)) {
            Relay relay = relay(hop);
            send(relay, "Subject: x\r\n\r\n..one dot, no more\r\nend", "b@away.test", "c@away.test");
            soon().until(() -> relay.queued().isEmpty());
            assertThat(commands(hop))
                    .startsWith(
                            "EHLO mx.relay.test",
                            "MAIL FROM:<Ann@sender.test>",
                            "RCPT TO:<b@away.test>",
                            "RCPT TO:<c@away.test>",
                            "BDAT n LAST");
            assertThat(hop.heard())
                    .contains("Subject: x", ".one dot, no more", "end")
                    .doesNotContain("DATA", ".");
        }
    }

    @Test
    void aLargeMessageGoesByData() throws Exception {
        try (FakeHop hop = hop((number, command) -> null)) {
            Relay relay = relay(hop);
            send(relay, "\r\n" + ("x".repeat(70) + "\r\n").repeat(1000) + "end", "b@away.test");
            soon().until(() -> relay.queued().isEmpty());
            assertThat(commands(hop)).contains("DATA").doesNotContain("BDAT n LAST");
        }
    }

    /** What the octets were taken for nobody knows, so it is a new connection, and from then on DATA. */
    @Test
    void whereBdatIsNotKnownTheMessageGoesByDataAtOnce() throws Exception {
        try (FakeHop hop = hop((number, command) -> command.startsWith("BDAT") ? "502 5.5.1 what?" : null)) {
            Relay relay = relay(hop);
            send(relay, "\r\nfirst", "b@away.test");
            soon().until(() -> relay.queued().isEmpty());
            assertThat(hop.connections()).isEqualTo(2);
            send(relay, "\r\nsecond", "b@away.test");
            soon().until(() -> relay.queued().isEmpty());
            assertThat(hop.connections()).isLessThanOrEqualTo(3);
            assertThat(commands(hop).stream().filter("BDAT n LAST"::equals)).hasSize(1);
            assertThat(commands(hop).stream().filter("DATA"::equals)).hasSize(2);
        }
    }

    @Test
    void recipientsAreJudgedEachAlone() throws Exception {
        try (FakeHop hop = hop((number, command) -> switch (command) {
            case "RCPT TO:<bad@away.test>" -> "550 5.1.1 nobody";
            case "RCPT TO:<later@away.test>" -> "450 4.2.1 not now";
            default -> null;
        })) {
            Relay relay = relay(hop);
            send(relay, "\r\nx", "good@away.test", "bad@away.test", "later@away.test");
            soon().until(() -> !bench.mailbox("sender.test", "ann").isEmpty()
                    && relay.queued().size() == 1);
            assertThat(relay.queued().get(0).recipients()).containsExactly("later@away.test");
            assertThat(bench.mailbox("sender.test", "ann").get(0)).contains("Final-Recipient: rfc822; bad@away.test");
        }
    }

    @Test
    void whereNobodyIsTakenTheSessionGoesOn() throws Exception {
        try (FakeHop hop = hop((number, command) -> command.startsWith("RCPT TO:<bad") ? "550 5.1.1 nobody" : null)) {
            Relay relay = relay(hop);
            send(relay, "\r\nx", "bad@away.test");
            soon().until(() -> !bench.mailbox("sender.test", "ann").isEmpty());
            send(relay, "\r\ny", "good@away.test");
            soon().until(() -> relay.queued().isEmpty());
            assertThat(commands(hop)).containsSubsequence("BDAT n LAST", "RSET", "MAIL FROM:<Ann@sender.test>");
        }
    }

    @Test
    void aRefusedChunkIsARefusedMessage() throws Exception {
        try (FakeHop hop = hop((number, command) -> command.startsWith("BDAT") ? "554 5.7.1 spam" : null)) {
            Relay relay = relay(hop);
            send(relay, "\r\nx", "b@away.test");
            soon().until(() -> !bench.mailbox("sender.test", "ann").isEmpty());
            assertThat(bench.mailbox("sender.test", "ann").get(0)).contains("Diagnostic-Code: smtp; 554 5.7.1 spam");
            assertThat(hop.connections()).isEqualTo(1);
        }
    }

    /** Closed while it was idle: not a word came back, so it is no delivery in doubt, and another connection is tried at once. */
    @Test
    void aKeptConnectionThatIsGoneIsMadeAnew() throws Exception {
        try (FakeHop hop = hop((number, command) -> number == 1 && command.contains("<second") ? "" : null)) {
            Relay relay = relay(hop);
            try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
                assertThat(client.send("first@sender.test", "b@away.test", "\r\nx"))
                        .startsWith("250");
                // Else the second could begin a connection, where an end without a word is no idle end.
                soon().until(() -> relay.queued().isEmpty());
                assertThat(client.send("second@sender.test", "b@away.test", "\r\nx"))
                        .startsWith("250");
            }
            soon().until(() -> relay.queued().isEmpty());
            assertThat(hop.connections()).isEqualTo(2);
        }
    }

    /** A word did come back: the message may have been taken, so it waits, and no other host gets it now. */
    @Test
    void anEndAfterTheFirstReplyIsADeliveryInDoubt() throws Exception {
        try (FakeHop hop = hop((number, command) -> command.startsWith("BDAT") ? "" : null)) {
            Relay relay = relay(hop);
            send(relay, "\r\nx", "b@away.test");
            soon().until(() -> relay.queued().stream().anyMatch(entry -> entry.attempts() == 1));
            assertThat(hop.connections()).isEqualTo(1);
        }
    }
}
