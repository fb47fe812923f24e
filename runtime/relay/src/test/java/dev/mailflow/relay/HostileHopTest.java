package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailflow.relay.tls.TlsEngine;
import dev.mailflow.runtime.CertificateName;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsDemand.DestinationPolicy;
import dev.mailflow.runtime.TlsDemand.Level;
import dev.mailflow.runtime.TlsVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Next hops that answer what no server should: nothing is lost, nothing is believed that was not said. */
final class HostileHopTest {
    @TempDir
    Path folder;

    private RelayBench bench;

    @BeforeEach
    void open() throws IOException {
        bench = new RelayBench(folder).with("queue", "{\"folder\": \"queue\", \"retry\": [\"1h\"], \"freeSpace\": 0}");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static TlsDemand level(Level level) {
        return new TlsDemand(
                level,
                TlsVersion.NONE,
                List.<CertificateName>of(),
                List.of(),
                DestinationPolicy.OFF,
                DestinationPolicy.OFF);
    }

    /** Sends to three recipients; gives why the last of what is queued waits, empty if nothing does. */
    private String outcome(FakeHop hop, Level level, String... recipients) throws Exception {
        Relay relay = bench.with("hosts", "{\"hop.test\": \"127.0.0.1:" + hop.port() + "\"}")
                .start(TestPolicy.usual(level(level), new NextHop("hop.test", 25)));
        try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
            client.ask("MAIL FROM:<Ann@sender.test>");
            for (String recipient : recipients.length == 0 ? new String[] {"b@away.test"} : recipients) {
                assertThat(client.ask("RCPT TO:<" + recipient + ">")).startsWith("250");
            }
            client.ask("DATA");
            client.raw("Subject: x\r\n\r\nsecret\r\n.\r\n");
            assertThat(client.reply()).startsWith("250");
        }
        return await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> relay.queued().stream()
                                .filter(entry -> !entry.destination().equals("local"))
                                .map(entry -> entry.attempts() == 0 ? "?" : entry.last())
                                .findFirst()
                                .orElse(""),
                        result -> !result.equals("?"));
    }

    private String outcome(FakeHop hop) throws Exception {
        return outcome(hop, Level.OPPORTUNISTIC);
    }

    private static FakeHop answering(String command, String reply) throws IOException {
        return new FakeHop((number, heard) -> heard.startsWith(command) ? reply : null);
    }

    private enum Wire {
        PLAIN,
        /** Each line of a reply in a record of its own: what is there is not what is deciphered. */
        TLS
    }

    private FakeHop answering(Wire wire, String command, String reply) throws Exception {
        return new FakeHop(
                wire == Wire.TLS ? Optional.of(tls()) : Optional.empty(),
                (number, heard) -> heard.startsWith(command) ? reply : null);
    }

    private TlsEngine tls() throws Exception {
        TestPki.Issued shown = new TestPki(folder.resolve("pki")).issue("hop.test");
        try (RelayBench owner = new RelayBench(folder.resolve("hop"))) {
            return TlsEngine.of(owner.with(
                            "tls",
                            "{\"key\": \"" + shown.key() + "\", \"certificate\": \"" + shown.certificate() + "\"}")
                    .configuration());
        }
    }

    private static void assertWire(FakeHop hop, Wire wire) {
        assertThat(hop.heard().contains("STARTTLS")).isEqualTo(wire == Wire.TLS);
    }

    @Test
    void anEndlessListOfLinesEnds() throws Exception {
        try (FakeHop hop = answering("EHLO", "250-a\r\n".repeat(10_000) + "250 z")) {
            assertThat(outcome(hop)).contains("reply of too many lines");
        }
    }

    @Test
    void anEndlessLineEnds() throws Exception {
        try (FakeHop hop = answering("EHLO", "250 " + "x".repeat(1 << 20))) {
            assertThat(outcome(hop)).contains("reply line too long");
        }
    }

    @Test
    void whatIsRefusedForGoodIsNotTriedElsewhere() throws Exception {
        try (FakeHop hop = answering("greeting", "554 5.7.1 go away")) {
            assertThat(outcome(hop)).contains("554 5.7.1 go away");
        }
    }

    @Test
    void ofThreeRecipientsEachGetsItsAnswer() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) ->
                command.contains("two") ? "451 4.2.1 later" : command.contains("three") ? "550 5.1.1 nobody" : null)) {
            assertThat(outcome(hop, Level.OPPORTUNISTIC, "one@away.test", "two@away.test", "three@away.test"))
                    .contains("451 4.2.1 later");
            assertThat(hop.heard().stream().filter("secret"::equals)).hasSize(1);
            await().until(() -> !bench.mailbox("sender.test", "ann").isEmpty());
            assertThat(bench.mailbox("sender.test", "ann").get(0))
                    .contains("three@away.test")
                    .doesNotContain("two@away.test");
        }
    }

    @Test
    void nobodyAcceptedAndYetAskedForTheMessageGetsAnEmptyOne() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) ->
                command.startsWith("RCPT") ? "450 4.2.0 no" : command.equals("DATA") ? "354 do" : null)) {
            assertThat(outcome(hop)).contains("450 4.2.0 no");
            assertThat(hop.heard()).contains(".", "RSET").doesNotContain("secret");
        }
    }

    @Test
    void aReplyThatAsksForMoreIsNoConsent() throws Exception {
        for (String command : new String[] {"EHLO", "MAIL", "RCPT", "."}) {
            bench.close();
            bench = new RelayBench(folder.resolve(command.equals(".") ? "end" : command))
                    .with("queue", "{\"folder\": \"queue\", \"retry\": [\"1h\"], \"freeSpace\": 0}");
            try (FakeHop hop = answering(command, "354 go on")) {
                assertThat(outcome(hop)).as(command).contains("354 go on");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aReplyBeforeTheEndIsNoDelivery(Wire wire) throws Exception {
        try (FakeHop hop = answering(wire, "DATA", "354 go\r\n250 2.0.0 taken")) {
            assertThat(outcome(hop)).contains("a reply before the end of the message: 250 2.0.0 taken");
            assertWire(hop, wire);
            assertThat(hop.heard()).doesNotContain(".");
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aFarewellBeforeTheEndIsHeard(Wire wire) throws Exception {
        try (FakeHop hop = answering(wire, "DATA", "354 go\r\n421 4.3.2 shutting down")) {
            assertThat(outcome(hop)).contains("421 4.3.2 shutting down");
            assertWire(hop, wire);
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aRefusalBeforeTheEndCounts(Wire wire) throws Exception {
        try (FakeHop hop = answering(wire, "DATA", "354 go\r\n552 5.3.4 too large")) {
            assertThat(outcome(hop)).isEmpty();
            assertWire(hop, wire);
            await().until(() -> !bench.mailbox("sender.test", "ann").isEmpty());
            assertThat(bench.mailbox("sender.test", "ann").get(0)).contains("552 5.3.4 too large");
        }
    }

    @Test
    void oneReplyTooManyIsNotTheNextOnes() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) -> command.startsWith("EHLO")
                ? "250 fake"
                : command.startsWith("RCPT") ? "250 ok\r\n250 ok" : command.equals(".") ? "550 5.7.1 no" : null)) {
            assertThat(outcome(hop)).contains("no 354");
            assertThat(hop.heard()).doesNotContain("secret");
        }
    }

    @ParameterizedTest
    @CsvSource({"PLAIN,250 2.0.0 taken again", "TLS,250 2.0.0 taken again", "PLAIN,421 4.4.2 idle", "TLS,421 4.4.2 idle"
    })
    void oneReplyTooManyAfterAMessageIsNotTheNextMessages(Wire wire, String more) throws Exception {
        try (FakeHop hop = answering(wire, ".", "250 2.0.0 taken\r\n" + more)) {
            assertThat(outcome(hop)).isEmpty();
            assertWire(hop, wire);
            Relay relay = bench.relay();
            try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
                assertThat(client.send("ann@sender.test", "b@away.test", "\r\nsecond"))
                        .startsWith("250");
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> relay.queued().isEmpty());
            assertThat(hop.heard()).contains("second");
            assertThat(hop.connections()).isEqualTo(2);
        }
    }

    @Test
    void aReplyOfABookIsCutShort() throws Exception {
        String line = "x".repeat(4000);
        try (FakeHop hop = answering("RCPT", ("450-" + line + "\r\n").repeat(100) + "450 " + line)) {
            assertThat(outcome(hop)).startsWith("4.0.0 smtp; 450 xxx").hasSizeLessThan(2100);
        }
    }

    @Test
    void aHopThatNeverAsksForTheMessageIsLeft() throws Exception {
        try (FakeHop hop = answering("DATA", "250 2.0.0 done")) {
            assertThat(outcome(hop)).contains("no 354");
            assertThat(hop.heard()).doesNotContain("secret", "RSET");
        }
    }

    @Test
    void anEndBeforeTheLastReplyIsNoDelivery() throws Exception {
        try (FakeHop hop = answering(".", "")) {
            assertThat(outcome(hop)).contains("4.4.2");
            // It may have been taken: it is not tried at another hop at once.
            assertThat(hop.connections()).isEqualTo(1);
        }
    }

    @Test
    void closingInTheMiddleIsNoDelivery() throws Exception {
        try (FakeHop hop = answering("RCPT", "421 4.3.2 shutting down")) {
            assertThat(outcome(hop)).contains("421 4.3.2 shutting down");
        }
    }

    @Test
    void repliesMayEndInLineFeedsAndHoldAnything() throws Exception {
        try (FakeHop hop = answering("RCPT", "450 4.2.0 b\u0000\u0001\u00ff\u001b[31m")) {
            assertThat(outcome(hop)).contains("450 4.2.0 b????[31m");
        }
    }

    @Test
    void aRefusedHandshakeIsPlainTextOnlyWhereThatWillDo() throws Exception {
        for (String refusal : new String[] {"454 4.7.0 not now", "502 5.5.1 what?"}) {
            for (Level level : new Level[] {Level.OPPORTUNISTIC, Level.REQUIRED}) {
                bench.close();
                bench = new RelayBench(folder.resolve(level + refusal.substring(0, 3)))
                        .with("queue", "{\"folder\": \"queue\", \"retry\": [\"1h\"], \"freeSpace\": 0}");
                try (FakeHop hop = new FakeHop((number, command) -> command.startsWith("EHLO")
                        ? "250-fake\r\n250 STARTTLS"
                        : command.equals("STARTTLS") ? refusal : null)) {
                    if (level == Level.REQUIRED) {
                        assertThat(outcome(hop, level)).contains("4.4.317").contains(refusal);
                        assertThat(hop.heard()).doesNotContain("secret");
                    } else {
                        assertThat(outcome(hop, level)).isEmpty();
                        assertThat(hop.connections()).isEqualTo(2);
                    }
                }
            }
        }
    }

    @Test
    void aHandshakeThatFailsIsPlainTextOnlyWhereThatWillDo() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) -> command.startsWith("EHLO")
                ? "250-fake\r\n250 STARTTLS"
                : command.equals("STARTTLS") ? "220 go" : null)) {
            assertThat(outcome(hop, Level.REQUIRED)).contains("4.4.317").contains("TLS handshake failed");
            assertThat(hop.heard()).doesNotContain("secret");
        }
    }
}
