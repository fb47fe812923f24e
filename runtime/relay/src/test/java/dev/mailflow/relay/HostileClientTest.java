package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that mean harm, or are broken: the session stays in step or ends, and nothing is kept that was not whole. */
final class HostileClientTest extends OneRelay {
    /** Who says that nothing more comes may still listen. */
    @Test
    void aHalfClosedClientGetsAllItsReplies() throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            client.raw("MAIL FROM:<a@sender.test>\r\nRCPT TO:<half@local.test>\r\nDATA\r\n");
            client.raw("\r\nx\r\n.\r\nNOOP\r\n");
            client.shutdownOutput();
            List<String> codes = new ArrayList<>();
            for (String reply = client.reply(); !reply.equals("closed"); reply = client.reply()) {
                codes.add(reply.substring(0, 3));
            }
            assertThat(codes).containsExactly("250", "250", "354", "250", "250");
        }
        await().until(() -> bench.mailbox("local.test", "half").size() == 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"DATA\r\n\r\nx\r\n.\r", "DATA\r\n\r\nx\r\n", "BDAT 9 LAST\r\n\r\nx\r\n", "BDAT 5\r\n\r\nx\r\n"})
    void aHalfClosedMessageIsNone(String end) throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            client.ask("MAIL FROM:<a@sender.test>");
            client.ask("RCPT TO:<half@local.test>");
            client.raw(end);
            client.shutdownOutput();
            String said = client.rest();
            assertThat(said).doesNotContain("queued");
            // A chunk that is whole, and not the last, is no message that was cut off; another may never have been
            // meant to come.
            if (!end.startsWith("BDAT 5")) {
                assertThat(said).endsWith("421 4.4.2 the message was cut off before its end\r\n");
            }
        }
        try (RawClient client = RawClient.greeted(port)) {
            assertThat(client.send("a@sender.test", "mark@local.test", "\r\nx")).startsWith("250");
        }
        await().until(() -> !bench.mailbox("local.test", "mark").isEmpty());
        noMailFor("half");
    }

    /** A connection that is cut under TLS, without the end that TLS itself has. */
    @Test
    void aMessageCutUnderTlsIsNone() throws Exception {
        try (RawClient client = RawClient.greeted(port).startTls()) {
            client.ask("EHLO c.test");
            client.ask("MAIL FROM:<a@sender.test>");
            client.ask("RCPT TO:<half@local.test>");
            assertThat(client.ask("DATA")).startsWith("354");
            client.raw("\r\nx\r\n");
            client.cut();
        }
        try (RawClient client = RawClient.greeted(port)) {
            assertThat(client.send("a@sender.test", "mark@local.test", "\r\nx")).startsWith("250");
        }
        await().until(() -> !bench.mailbox("local.test", "mark").isEmpty());
        noMailFor("half");
    }

    @Test
    void garbageInOneGoLeavesTheSessionInStep() throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            client.raw("\r\n \r\nXYZZY\r\nMAIL\r\nMAIL FROM\r\nRCPT TO:<b@local.test>\r\nDATA\r\n.\r\nBDAT 0\r\n"
                    + "MAIL FROM:<a@sender.test>\r\nMAIL FROM:<b@sender.test>\r\nEHLO\r\nDATA\r\nBDAT 3 LAST\r\nab\n"
                    + "RCPT TO:<step@local.test>\r\nBDAT 5 LAST\r\n\r\nx\r\nBDAT 6 LAST\r\nQUIT\r\nNOOP\r\n");
            List<String> codes = new ArrayList<>();
            for (String reply = client.reply(); codes.size() < 17; reply = client.reply()) {
                codes.add(reply.substring(0, 3));
                if (codes.size() == 17) {
                    break;
                }
            }
            assertThat(codes)
                    .containsExactly(
                            "500", "500", "500", "501", "501", "503", "503", "500", "503", "250", "503", "501", "554",
                            "554", "250", "250", "503");
            assertThat(client.reply()).startsWith("250 2.0.0 at your service");
        }
        await().until(() -> bench.mailbox("local.test", "step").size() == 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EHLO b\u00fccher.test|501",
                "HELO \u00ff|501",
                "MAIL FROM:<\u00e9@sender.test>|501",
                "MAIL FROM:<\u00c3\u00a9@sender.test>|553 5.6.7",
                "MAIL FROM:<\u00c3\u00a9@sender.test> SMTPUTF8|250",
                "MAIL FROM:<\u00c3\u00a9@sender.test> SMTPUTF8 ENVID=a>b|250",
                "MAIL FROM:<\"\u00c3\u00a9> SMTPUTF8 \"@sender.test> SIZE=1|553",
                "MAIL FROM:<\u00c3@sender.test> SMTPUTF8|501",
                "MAIL FROM:<a@sender.test> SMTPUTF8=yes|555",
                "MAIL FROM:<a@sender.test> ENVID=\u00c3\u00a9|553",
                "N\u00d6OP|500",
                "R\u00dfET|500",
                "NO\u0000OP|500",
                "NOOP \u0000x|500",
                "MAIL FROM:<a\u0000@sender.test>|500",
                "MAIL FROM:<a@sender.test\u0000>|500",
            })
    void octetsBeyondAsciiAreRefused(String command, String code) throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            assertThat(client.ask(command)).startsWith(code);
            assertThat(client.ask("RSET")).startsWith("250");
        }
    }

    /** So large that it never ends: nothing is kept of it, and others are served meanwhile. */
    @Test
    void aChunkWithoutEndHoldsUpNobody() throws Exception {
        try (RawClient endless = RawClient.greeted(port);
                RawClient forNobody = RawClient.greeted(port)) {
            endless.ask("MAIL FROM:<a@sender.test>");
            endless.ask("RCPT TO:<half@local.test>");
            endless.raw("BDAT 999999999999999999 LAST\r\n" + "x".repeat(1 << 20));
            forNobody.raw("BDAT 999999999999999999\r\n" + "RSET\r\n".repeat(100_000));
            try (RawClient client = RawClient.greeted(port)) {
                assertThat(client.send("a@sender.test", "mark@local.test", "\r\nx"))
                        .startsWith("250");
            }
            assertThat(forNobody.replyIfAny()).isEmpty();
        }
        await().until(() -> !bench.mailbox("local.test", "mark").isEmpty());
        noMailFor("half");
    }
}
