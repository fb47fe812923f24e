package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.Route;
import dev.mailflow.runtime.TlsDemand;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Next hops that fail in every way, retries, restarts, reports, MX and LMTP. */
final class DeliveryTest {
    private static final TestPolicy HOP = TestPolicy.usual(TlsDemand.OPPORTUNISTIC, new NextHop("hop.test", 25));

    @TempDir
    Path folder;

    private RelayBench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new RelayBench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(15)).pollInterval(Duration.ofMillis(20));
    }

    private Relay relay(FakeHop hop, TestPolicy policy) throws Exception {
        return bench.with("hosts", "{\"hop.test\": \"127.0.0.1:" + hop.port() + "\"}")
                .start(policy);
    }

    private static void send(Relay relay, String message, String... recipients) throws IOException {
        try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
            client.ask("MAIL FROM:<Ann@sender.test>");
            for (String recipient : recipients) {
                assertThat(client.ask("RCPT TO:<" + recipient + ">")).startsWith("250");
            }
            client.ask("DATA");
            client.raw(message + "\r\n.\r\n");
            assertThat(client.reply()).startsWith("250");
        }
    }

    private static long count(FakeHop hop, String line) {
        return hop.heard().stream().filter(line::equals).count();
    }

    @Test
    void speaksAsItShould() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) -> null)) {
            Relay relay = relay(hop, HOP);
            send(relay, "Subject: x\r\n\r\n..stuffed\r\nend", "b@away.test", "C@away.test");
            soon().until(() -> relay.queued().isEmpty());
            assertThat(hop.heard())
                    .startsWith(
                            "EHLO mx.relay.test",
                            "MAIL FROM:<Ann@sender.test>",
                            "RCPT TO:<b@away.test>",
                            "RCPT TO:<C@away.test>",
                            "DATA");
            assertThat(hop.heard()).contains("Subject: x", "..stuffed", "end", ".");
            assertThat(hop.heard().get(5)).startsWith("Received: from client.test");
        }
    }

    @Test
    void whatIsDeclaredAndNotUsedIsAskedOfNoHop() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) -> command.startsWith("EHLO") ? "250 fake" : null)) {
            Relay relay = relay(hop, HOP);
            try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
                client.ask("MAIL FROM:<Ann@sender.test> SMTPUTF8 BODY=8BITMIME");
                client.ask("RCPT TO:<b@away.test> ORCPT=rfc822;b@away.test");
                client.ask("DATA");
                client.raw("Subject: x\r\n\r\nplain\r\n.\r\n");
                assertThat(client.reply()).startsWith("250");
            }
            soon().until(() -> hop.heard().contains("plain"));
            assertThat(hop.heard()).contains("MAIL FROM:<Ann@sender.test>");
        }
    }

    @Test
    void whatIsUsedIsAskedOfEveryHop() throws Exception {
        for (String recipient :
                new String[] {"<j\u00f6rg@away.test>", "<b@away.test> ORCPT=utf-8;j\u00f6rg@away.test"}) {
            bench.close();
            bench = new RelayBench(folder.resolve(recipient.substring(1, 2)));
            try (FakeHop hop = new FakeHop((number, command) -> command.startsWith("EHLO") ? "250 fake" : null)) {
                Relay relay = relay(hop, HOP);
                try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
                    client.ask("MAIL FROM:<Ann@sender.test> SMTPUTF8");
                    String octets = new String(recipient.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
                    assertThat(client.ask("RCPT TO:" + octets)).startsWith("250");
                    client.ask("DATA");
                    client.raw("Subject: x\r\n\r\nplain\r\n.\r\n");
                    assertThat(client.reply()).startsWith("250");
                }
                soon().until(() -> !bench.mailbox("sender.test", "ann").isEmpty());
                assertThat(bench.mailbox("sender.test", "ann").get(0)).contains("Status: 5.6.7");
                assertThat(hop.heard()).doesNotContain("plain");
            }
        }
    }

    @Test
    void reusesTheConnection() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) -> null)) {
            Relay relay = relay(hop, HOP);
            for (int i = 0; i < 5; i++) {
                send(relay, "\r\nx", "b@away.test");
                soon().until(() -> relay.queued().isEmpty());
            }
            assertThat(hop.connections()).isEqualTo(1);
            soon().until(() -> hop.heard().contains("QUIT"));
        }
    }

    @Test
    void judgesEachRecipientAlone() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) -> switch (command) {
            case "RCPT TO:<bad@away.test>" -> "550 5.1.1 nobody";
            case "RCPT TO:<later@away.test>" -> number == 1 ? "450 4.2.0 busy" : null;
            default -> null;
        })) {
            Relay relay = relay(hop, HOP);
            send(relay, "Subject: hi\r\n\r\nwhat it says", "good@away.test", "bad@away.test", "later@away.test");
            soon().until(() -> relay.queued().isEmpty()
                    && !bench.mailbox("sender.test", "ann").isEmpty());
            assertThat(count(hop, ".")).isEqualTo(2);
            assertThat(count(hop, "RCPT TO:<good@away.test>")).isEqualTo(1);
            String report = bench.mailbox("sender.test", "ann").get(0);
            assertThat(report)
                    .startsWith("Return-Path: <>\n")
                    .contains("Content-Type: multipart/report; report-type=delivery-status;")
                    .contains("Auto-Submitted: auto-replied\n")
                    .contains("Final-Recipient: rfc822; bad@away.test\n")
                    .contains("Action: failed\n")
                    .contains("Status: 5.1.1\n")
                    .contains("Diagnostic-Code: smtp; 550 5.1.1 nobody\n")
                    .contains("X-Mailflow-Connector: out\n")
                    .contains("Subject: hi\n")
                    .doesNotContain("what it says")
                    .doesNotContain("good@away.test>\n    ");
        }
    }

    @Test
    void keepsMailWhileTheHopIsDownAndOverARestart() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        bench.with("hosts", "{\"hop.test\": \"127.0.0.1:" + port + "\"}");
        Relay first = bench.start(HOP);
        send(first, "\r\nx", "b@away.test");
        soon().until(() -> first.queued().get(0).attempts() >= 2);
        first.close();
        Relay second = bench.start(HOP);
        assertThat(second.queued()).hasSize(1);
        try (FakeHop hop = new FakeHop(port, (number, command) -> null)) {
            soon().until(() -> second.queued().isEmpty());
            assertThat(count(hop, ".")).isEqualTo(1);
        }
    }

    @Test
    void triesAgainAfterEachKindOfTemporaryTrouble() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) -> switch (number) {
            case 1 -> command.equals("greeting") ? "421 not now" : null;
            case 2 -> command.startsWith("EHLO") ? "" : null;
            case 3 -> command.startsWith("MAIL") ? "451 4.3.0 later" : null;
            case 4 -> command.equals("DATA") ? "" : null;
            case 5 -> command.equals(".") ? "452 4.3.1 full" : null;
            case 6 -> command.startsWith("RCPT") ? "25 nonsense" : null;
            case 7 -> command.startsWith("EHLO") ? "250-a\r\n251 b" : null;
            default -> null;
        })) {
            Relay relay = relay(hop, HOP);
            send(relay, "\r\nx", "b@away.test");
            soon().until(() -> relay.queued().isEmpty());
            assertThat(hop.connections()).isGreaterThanOrEqualTo(6);
            assertThat(bench.mailbox("sender.test", "ann")).isEmpty();
        }
    }

    @Test
    void fallsBackToHelo() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) -> command.startsWith("EHLO") ? "502 what?" : null)) {
            Relay relay = relay(hop, HOP);
            send(relay, "\r\nx", "b@away.test");
            soon().until(() -> relay.queued().isEmpty());
            assertThat(hop.heard()).contains("HELO mx.relay.test", ".");
        }
    }

    @Test
    void sendsNothingWhereNobodyIsAccepted() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) -> command.startsWith("RCPT") ? "550 5.1.1 no" : null)) {
            Relay relay = relay(hop, HOP);
            send(relay, "Subject: secret\r\n\r\nx", "b@away.test");
            soon().until(() -> !bench.mailbox("sender.test", "ann").isEmpty());
            assertThat(hop.heard()).contains("RSET").doesNotContain("Subject: secret");
        }
    }

    @Test
    void ignoresRepliesThatCameAheadOfTheHandshake() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) -> number > 1
                ? null
                : command.startsWith("EHLO")
                        ? "250-fake\r\n250 STARTTLS"
                        : command.equals("STARTTLS") ? "220 go\r\n250 injected" : null)) {
            Relay relay = relay(hop, HOP);
            send(relay, "\r\nx", "b@away.test");
            soon().until(() -> relay.queued().isEmpty());
            assertThat(hop.connections()).isEqualTo(2);
        }
    }

    @Test
    void refusesToSendTooMuchOrUnannounced() throws Exception {
        try (FakeHop hop =
                new FakeHop((number, command) -> command.startsWith("EHLO") ? "250-fake\r\n250 SIZE 100" : null)) {
            Relay relay = relay(hop, HOP);
            send(relay, "\r\n" + "x".repeat(500), "b@away.test");
            soon().until(() -> !bench.mailbox("sender.test", "ann").isEmpty());
            assertThat(bench.mailbox("sender.test", "ann").get(0)).contains("Status: 5.3.4");
        }
    }

    @Test
    void givesUpAfterExpiryAndSaysWhy() throws Exception {
        bench.with("queue", "{\"folder\": \"queue\", \"retry\": [\"100ms\"], \"expiry\": \"1s\", \"freeSpace\": 0}");
        try (FakeHop hop = new FakeHop((number, command) -> command.startsWith("RCPT") ? "450 4.2.0 busy" : null)) {
            Relay relay = relay(hop, HOP);
            send(relay, "\r\nx", "b@away.test");
            soon().until(() -> !bench.mailbox("sender.test", "ann").isEmpty());
            assertThat(bench.mailbox("sender.test", "ann").get(0))
                    .contains("Status: 5.4.7")
                    .contains("450 4.2.0 busy");
            soon().until(() -> relay.queued().isEmpty());
        }
    }

    @Test
    void neverReportsToTheEmptySender() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) -> command.startsWith("RCPT") ? "550 no" : null)) {
            Relay relay = relay(hop, HOP);
            try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
                assertThat(client.send("", "b@away.test", "\r\nx")).startsWith("250");
            }
            soon().until(() -> relay.queued().isEmpty());
            assertThat(count(hop, ".")).isEqualTo(1);
            assertThat(hop.heard()).doesNotContain("x");
            assertThat(bench.mailbox("sender.test", "ann")).isEmpty();
        }
    }

    @Test
    void aDeadDestinationDoesNotHoldUpOthers() throws Exception {
        bench.with(
                "queue",
                "{\"folder\": \"queue\", \"retry\": [\"1h\"], \"freeSpace\": 0, \"deliveriesPerDestination\": 2, \"deliveries\": 4}");
        try (FakeHop dead = new FakeHop((number, command) -> {
                    sleep();
                    return command.equals("greeting") ? "421 dead" : null;
                });
                FakeHop alive = new FakeHop((number, command) -> null)) {
            bench.with(
                    "hosts",
                    "{\"dead.test\": \"127.0.0.1:" + dead.port() + "\", \"hop.test\": \"127.0.0.1:" + alive.port()
                            + "\"}");
            Relay relay = bench.start(TestPolicy.of(transaction -> TestPolicy.send(
                    TlsDemand.OPPORTUNISTIC,
                    new NextHop(transaction.recipient().localPart().equals("dead") ? "dead.test" : "hop.test", 25))));
            for (int i = 0; i < 30; i++) {
                send(relay, "\r\nx", "dead@away.test");
            }
            send(relay, "\r\nx", "b@away.test");
            soon().until(() -> count(alive, ".") == 1);
            soon().until(() -> relay.queued().size() == 30);
            assertThat(dead.connections()).isLessThan(10);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static TestPolicy byMx() {
        return TestPolicy.of(
                transaction -> transaction.recipient().domain().text().equals("sender.test")
                        ? Decision.deliver(Attribution.INTERNET)
                        : Decision.send(
                                Attribution.INTERNET, "out", "internet", Route.toRecipientMx(TlsDemand.OPPORTUNISTIC)));
    }

    @Test
    void followsMailExchangers() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) -> null);
                FakeDns dns = new FakeDns(
                        "away.test. 60 IN MX 10 gone.test.",
                        "away.test. 60 IN MX 20 hop.test.",
                        "null.test. 60 IN MX 0 .",
                        "own.test. 60 IN MX 10 mx.relay.test.",
                        "own.test. 60 IN MX 20 hop.test.",
                        "bare.test. 60 IN TXT x",
                        "stale.test. 60 IN MX 10 gone.test.",
                        "stale.test. 60 IN MX 20 gone-too.test.",
                        "unsure.test. 60 IN MX 10 gone.test.",
                        "unsure.test. 60 IN MX 20 broken.test.")) {
            bench.with("dns", "{\"servers\": [\"127.0.0.1:" + dns.port() + "\"], \"timeout\": \"1s\"}");
            Relay relay = relay(hop, byMx());
            send(relay, "\r\nx", "b@away.test", "b@null.test", "b@own.test", "b@nowhere.test", "b@broken.test");
            send(relay, "\r\nx", "b@bare.test", "b@stale.test", "b@unsure.test");
            soon().until(() ->
                    count(hop, ".") == 1 && bench.mailbox("sender.test", "ann").size() == 5);
            assertThat(hop.heard()).contains("RCPT TO:<b@away.test>");
            String reports = String.join("", bench.mailbox("sender.test", "ann"));
            assertThat(reports)
                    .contains("Status: 5.1.10", "Status: 5.4.6", "Status: 5.1.2", "Status: 5.4.4", "and no address")
                    .doesNotContain("broken.test", "unsure.test");
            // What the DNS has not answered for sure is tried again.
            soon().until(() -> relay.queued().size() == 2);
            soon().until(() ->
                    relay.queued().stream().allMatch(each -> each.last().contains("4.4.3")));
        }
    }

    @Test
    void doesNotTalkToItself() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Relay relay = bench.with("listeners", "[{\"address\": \"127.0.0.1\", \"port\": " + port + "}]")
                .with("hosts", "{\"hop.test\": \"127.0.0.1:" + port + "\"}")
                .start(HOP);
        send(relay, "\r\nx", "b@away.test");
        soon().until(() -> !bench.mailbox("sender.test", "ann").isEmpty());
        assertThat(bench.mailbox("sender.test", "ann").get(0)).contains("Status: 5.4.6", "loops back");
    }

    @Test
    void deliversByLmtpWithAReplyEach() throws Exception {
        try (FakeHop store = new FakeHop(
                (number, command) -> command.equals(".") ? "250 2.0.0 one\r\n550 5.2.2 two is full" : null)) {
            Relay relay = bench.with("local", "{\"lmtp\": \"127.0.0.1:" + store.port() + "\"}")
                    .start(TestPolicy.of(transaction -> Decision.deliver(Attribution.INTERNET)));
            send(relay, "\r\nx", "one@local.test", "two@local.test");
            soon().until(() -> count(store, ".") >= 2);
            assertThat(store.heard()).contains("LHLO mx.relay.test", "RCPT TO:<Ann@sender.test>");
            assertThat(String.join("\n", store.heard())).contains("Status: 5.2.2");
        }
    }

    @Test
    void listsWhatIsQueued() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) -> command.startsWith("RCPT") ? "450 4.2.0 busy" : null)) {
            Relay relay = relay(hop, HOP);
            send(relay, "\r\nx", "b@away.test");
            soon().until(() -> relay.queued().get(0).attempts() > 0);
            assertThat(relay.queued()).singleElement().satisfies(entry -> {
                assertThat(entry.sender()).isEqualTo("Ann@sender.test");
                assertThat(entry.recipients()).isEqualTo(List.of("b@away.test"));
                assertThat(entry.destination()).isEqualTo("[hop.test]");
                assertThat(entry.last()).contains("450 4.2.0 busy");
            });
        }
    }
}
