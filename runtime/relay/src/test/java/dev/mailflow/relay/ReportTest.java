package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.queue.QueueControl;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports to senders as RFC 3461, 3464 and 6533 have them, read by a parser of others. */
final class ReportTest {
    private static final TestPolicy HOP = TestPolicy.usual(TlsDemand.OPPORTUNISTIC, new NextHop("hop.test", 25));
    private static final String WITH_DSN = "250-fake\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 DSN";

    @TempDir
    Path folder;

    private RelayBench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new RelayBench(folder);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20));
    }

    private Relay relay(FakeHop hop) throws Exception {
        return bench.with("hosts", "{\"hop.test\": \"127.0.0.1:" + hop.port() + "\"}")
                .start(HOP);
    }

    private static void send(Relay relay, String mail, String message, String... rcpt) throws Exception {
        try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
            assertThat(client.ask("MAIL FROM:" + mail)).startsWith("250");
            for (String one : rcpt) {
                String octets = new String(one.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
                assertThat(client.ask("RCPT TO:" + octets)).startsWith("250");
            }
            client.ask("DATA");
            client.raw((message + "\r\n.\r\n").getBytes(StandardCharsets.UTF_8));
            assertThat(client.reply()).startsWith("250");
        }
    }

    private List<String> reports() throws Exception {
        return bench.mailbox("sender.test", "ann");
    }

    /** Types of the three parts, and the text of the second. */
    private record Parsed(List<String> types, String fields, String returned) {}

    private static Parsed parse(String report) throws Exception {
        MimeMessage message = new MimeMessage(
                null, new ByteArrayInputStream(report.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(message.getContentType().toLowerCase(Locale.ROOT)).contains("report-type=delivery-status");
        MimeMultipart parts = new MimeMultipart(
                new jakarta.mail.util.ByteArrayDataSource(message.getRawInputStream(), message.getContentType()));
        assertThat(parts.getCount()).isEqualTo(3);
        List<String> types = new java.util.ArrayList<>();
        for (int i = 0; i < 3; i++) {
            types.add(parts.getBodyPart(i).getContentType());
        }
        return new Parsed(types, text(parts.getBodyPart(1)), text(parts.getBodyPart(2)));
    }

    private static String text(BodyPart part) throws Exception {
        try (InputStream in = ((jakarta.mail.internet.MimeBodyPart) part).getRawInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        }
    }

    @Test
    void passesParametersOnWhereTheyAreUnderstood() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) -> command.startsWith("EHLO") ? WITH_DSN : null)) {
            Relay relay = relay(hop);
            send(
                    relay,
                    "<Ann@sender.test> RET=HDRS ENVID=q+2B1",
                    "\r\nx",
                    "<b@away.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b+40old.test",
                    "<c@away.test>",
                    "<d@away.test> ORCPT=rfc822;");
            soon().until(() -> relay.queued().isEmpty());
            assertThat(hop.heard())
                    .contains(
                            "MAIL FROM:<Ann@sender.test> RET=HDRS ENVID=q+2B1",
                            "RCPT TO:<b@away.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b+40old.test",
                            "RCPT TO:<c@away.test>",
                            // RFC 3461 4.2: xtext may be of no characters, and 5.2.1 wants it passed on all the same.
                            "RCPT TO:<d@away.test> ORCPT=rfc822;");
            assertThat(reports()).isEmpty();
        }
    }

    @Test
    void keepsParametersOverARestart() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) ->
                command.startsWith("EHLO") ? WITH_DSN : command.equals("DATA") && number == 1 ? "451 later" : null)) {
            bench.with("queue", "{\"folder\": \"queue\", \"retry\": [\"2s\"], \"freeSpace\": 0}");
            Relay first = relay(hop);
            send(first, "<Ann@sender.test> ENVID=abc", "\r\nx", "<b@away.test> NOTIFY=NEVER");
            soon().until(() -> first.queued().get(0).attempts() == 1);
            first.close();
            Relay second = bench.start(HOP);
            soon().until(() -> second.queued().isEmpty());
            assertThat(hop.heard().stream().filter("RCPT TO:<b@away.test> NOTIFY=NEVER"::equals))
                    .hasSize(2);
        }
    }

    @Test
    void saysRelayedWhereTheyAreNot() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) -> null)) {
            Relay relay = relay(hop);
            send(
                    relay,
                    "<Ann@sender.test> ENVID=my+20id",
                    "Subject: hi\r\n\r\nbody",
                    "<b@away.test> NOTIFY=SUCCESS ORCPT=rfc822;old+40away.test",
                    "<c@away.test>");
            soon().until(() -> !reports().isEmpty());
            Parsed report = parse(reports().get(0));
            assertThat(report.types().get(1)).startsWith("message/delivery-status");
            assertThat(report.types().get(2)).startsWith("text/rfc822-headers");
            assertThat(report.fields())
                    .contains("Original-Envelope-Id: my id\n")
                    .contains("Original-Recipient: rfc822; old@away.test\n")
                    .contains("Final-Recipient: rfc822; b@away.test\nAction: relayed\nStatus: 2.0.0\n")
                    .doesNotContain("c@away.test");
            assertThat(report.returned()).contains("Subject: hi\n").doesNotContain("body");
        }
    }

    @Test
    void saysDeliveredAtHome() throws Exception {
        Relay relay = bench.start(HOP);
        send(relay, "<Ann@sender.test>", "\r\nx", "<b@local.test> NOTIFY=SUCCESS", "<c@local.test> NOTIFY=NEVER");
        soon().until(() -> !reports().isEmpty());
        assertThat(parse(reports().get(0)).fields())
                .contains("Final-Recipient: rfc822; b@local.test\nAction: delivered\nStatus: 2.0.0\n")
                .doesNotContain("c@local.test");
    }

    @Test
    void returnsTheWholeWhereAsked() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) -> command.startsWith("RCPT") ? "550 5.1.1 nobody" : null)) {
            Relay relay = relay(hop);
            String body = "line\r\n".repeat(200_000);
            send(relay, "<Ann@sender.test> RET=FULL", "Subject: hi\r\n\r\n" + body + "end", "<b@away.test>");
            soon().until(() -> !reports().isEmpty());
            Parsed report = parse(reports().get(0));
            assertThat(report.types().get(2)).startsWith("message/rfc822");
            assertThat(report.returned()).contains("Subject: hi\n").endsWith("line\nend\n");
            assertThat(report.fields()).contains("Action: failed").contains("Remote-MTA: dns; hop.test");
        }
    }

    @Test
    void keepsSilentWhereAsked() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) -> command.startsWith("RCPT") ? "550 5.1.1 nobody" : null)) {
            Relay relay = relay(hop);
            send(
                    relay,
                    "<Ann@sender.test>",
                    "\r\nx",
                    "<b@away.test> NOTIFY=NEVER",
                    "<c@away.test> NOTIFY=SUCCESS,DELAY");
            soon().until(() -> relay.queued().isEmpty());
            assertThat(reports()).isEmpty();
        }
    }

    @Test
    void tellsOnceThatMailIsLate() throws Exception {
        bench.with(
                "queue",
                "{\"folder\": \"queue\", \"retry\": [\"100ms\"], \"delayNotice\": \"500ms\", \"freeSpace\": 0}");
        try (FakeHop hop = new FakeHop((number, command) -> command.startsWith("RCPT") ? "450 4.2.0 busy" : null)) {
            Relay relay = relay(hop);
            send(relay, "<Ann@sender.test>", "\r\nx", "<b@away.test>", "<c@away.test> NOTIFY=FAILURE");
            soon().until(() -> !reports().isEmpty());
            int attempts = relay.queued().get(0).attempts();
            soon().until(() -> relay.queued().get(0).attempts() > attempts + 5);
            assertThat(reports()).hasSize(1);
            assertThat(reports().get(0)).contains("Subject: Mail is delayed");
            assertThat(parse(reports().get(0)).fields())
                    .contains("Final-Recipient: rfc822; b@away.test\nAction: delayed\nStatus: 4.2.0\n")
                    .contains("Will-Retry-Until: ")
                    .doesNotContain("c@away.test");
        }
    }

    @Test
    void usesTheTypesOfRfc6533BeyondAscii() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) ->
                command.startsWith("EHLO") ? WITH_DSN : command.startsWith("RCPT") ? "550 5.1.1 nobody" : null)) {
            Relay relay = relay(hop);
            send(relay, "<Ann@sender.test> SMTPUTF8", "Subject: j\u00f6\r\n\r\nx", "<j\u00f6rg@away.test>");
            soon().until(() -> !reports().isEmpty());
            Parsed report = parse(reports().get(0));
            assertThat(report.types())
                    .satisfiesExactly(
                            first -> assertThat(first).startsWith("text/plain"),
                            second -> assertThat(second).startsWith("message/global-delivery-status"),
                            third -> assertThat(third).startsWith("message/global-headers"));
            assertThat(report.fields()).contains("Final-Recipient: utf-8; j\u00f6rg@away.test\n");
        }
    }

    @Test
    void givesBackWhatTheAdministratorReturns() throws Exception {
        bench.with("queue", "{\"folder\": \"queue\", \"retry\": [\"1h\"], \"freeSpace\": 0}");
        try (FakeHop hop = new FakeHop((number, command) -> command.startsWith("RCPT") ? "450 4.2.0 busy" : null)) {
            Relay relay = relay(hop);
            send(relay, "<Ann@sender.test>", "\r\nx", "<b@away.test>");
            soon().until(() -> relay.queued().get(0).attempts() == 1);
            try (QueueControl control =
                    QueueControl.open(RelayConfiguration.Queue.in(folder.resolve("queue")), Clock.systemUTC())) {
                control.orderAll(QueueControl.Order.BOUNCE);
            }
            soon().until(() -> !reports().isEmpty());
            assertThat(parse(reports().get(0)).fields())
                    .contains("Action: failed")
                    .contains("Diagnostic-Code: X-Mailflow; returned by the administrator; last: 4.2.0")
                    .contains("X-Mailflow-Connector: out");
            soon().until(() -> relay.queued().isEmpty());
        }
    }
}
