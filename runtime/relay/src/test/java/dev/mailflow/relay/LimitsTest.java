package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

/** What is as long, as large or as much as it may be, and one more. */
final class LimitsTest extends OneRelay {
    @Test
    void longLinesLeaveTheSessionInStep() throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            for (int length : new int[] {507, 3000, 100_000}) {
                assertThat(client.ask("NOOP " + "x".repeat(length))).startsWith("500");
                assertThat(client.ask("NOOP")).startsWith("250");
            }
            String local = "l".repeat(64);
            assertThat(client.ask("MAIL FROM:<" + local + "@sender.test>")).startsWith("250");
            // 64 octets are what everybody takes (RFC 5321 4.5.3.1.1); VERP, SRS and BATV make more.
            assertThat(client.ask("RCPT TO:<l" + local + local + "@local.test>"))
                    .startsWith("250");
            assertThat(client.ask("RCPT TO:<" + "l".repeat(245) + "@local.test>"))
                    .startsWith("501");
            assertThat(client.ask("RSET")).startsWith("250");
            assertThat(client.ask("MAIL FROM:<prvs=1234567890=" + local + "=away.test@sender.test>"))
                    .startsWith("250");
            assertThat(client.ask("RSET")).startsWith("250");
            assertThat(client.send("a@sender.test", "long@local.test", "\r\n" + "x".repeat(5000)))
                    .startsWith("250");
        }
        await().until(() -> bench.mailbox("local.test", "long").size() == 1);
        assertThat(bench.mailbox("local.test", "long").get(0)).contains("x".repeat(5000) + "\n");
    }

    @Test
    void sizesAreHeld() throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            String line = "x".repeat(62) + "\r\n";
            String full = line.repeat(1023) + "x".repeat(62);
            assertThat(client.send("a@sender.test", "full@local.test", full)).startsWith("250");
            assertThat(client.send("a@sender.test", "over@local.test", full + "x"))
                    .startsWith("552 5.3.4");
            assertThat(client.ask("NOOP")).startsWith("250");
        }
        noMailFor("over");
    }

    @Test
    void theLogSaysWhichLimitAMessageBroke() throws Exception {
        try (MailLogLines log = MailLogLines.listen();
                RawClient client = RawClient.greeted(port)) {
            assertThat(client.ask("MAIL FROM:<stated@sender.test> SIZE=1000000"))
                    .startsWith("552 5.3.4");
            assertThat(client.send("unstated@sender.test", "over@local.test", ("x".repeat(62) + "\r\n").repeat(2000)))
                    .startsWith("552 5.3.4");
            assertThat(client.send("bare@sender.test", "bare@local.test", "a\nb"))
                    .startsWith("550 5.5.2");
            String why = "reason=\"larger than limits.messageSize (65536 octets)\"";
            assertThat(log.of("message"))
                    .anySatisfy(line -> assertThat(line)
                            .contains("from=<stated@sender.test>", "size=1000000", "verdict=reject", why))
                    .anySatisfy(line -> assertThat(line)
                            .contains("from=<unstated@sender.test>", "verdict=reject", why, "reply=\"552 5.3.4"))
                    .anySatisfy(line -> assertThat(line).contains("from=<bare@sender.test>", "reason=bare-newline"));
        }
    }

    @Test
    void recipientsBeyondTheLimitAreForLater() throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            client.ask("MAIL FROM:<a@sender.test>");
            for (int i = 0; i < 100; i++) {
                assertThat(client.ask("RCPT TO:<r" + i + "@local.test>")).startsWith("250");
            }
            assertThat(client.ask("RCPT TO:<r100@local.test>")).startsWith("452 4.5.3");
            assertThat(client.ask("DATA")).startsWith("354");
            client.raw(".\r\n");
            assertThat(client.reply()).startsWith("250");
        }
        await().until(() -> bench.mailbox("local.test", "r99").size() == 1);
    }

    @Test
    void tooManyErrorsEndTheSession() throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            String reply = "";
            for (int i = 0; i < 130 && !reply.startsWith("421"); i++) {
                reply = client.ask("XYZZY");
            }
            client.reply();
            assertThat(client.reply()).isEqualTo("closed");
        }
    }

    /** RFC 3461 4.2 and 4.4, RFC 5321 4.5.3.1: the longest that must be taken, and one more. */
    @Test
    void theLongestIsTakenAndNoMore() throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            String sender = "MAIL FROM:<a@sender.test> ENVID=";
            assertThat(client.ask(sender + "x".repeat(101))).startsWith("501");
            assertThat(client.ask(sender + "x".repeat(100))).startsWith("250");
            String recipient = "RCPT TO:<b@local.test> ORCPT=rfc822;";
            assertThat(client.ask(recipient + "x".repeat(494))).startsWith("501");
            assertThat(client.ask(recipient + "x".repeat(493))).startsWith("250");
            String label = "d".repeat(60);
            String domain = String.join(".", label, label, label);
            assertThat(client.ask("RCPT TO:<" + "l".repeat(64) + "@" + domain + ".test>"))
                    .startsWith("550");
            assertThat(client.ask("RCPT TO:<" + "l".repeat(68) + "@" + domain + ".test>"))
                    .startsWith("501");
            assertThat(client.ask("RCPT TO:<" + "l".repeat(64) + "@" + domain + "." + label + ".test>"))
                    .startsWith("501");
            assertThat(client.ask("RCPT TO:<b@" + "d".repeat(64) + ".test>")).startsWith("501");
            assertThat(client.ask("NOOP " + "x".repeat(505))).startsWith("250");
            assertThat(client.ask("NOOP " + "x".repeat(506))).startsWith("500");
        }
    }

    @Test
    void aHundredRecipientsMayEachSayAllTheyCan() throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            client.ask("MAIL FROM:<a@sender.test>");
            int taken = 0;
            String reply = "250";
            for (int i = 0; i < 100 && reply.startsWith("250"); i++) {
                reply = client.ask("RCPT TO:<r" + i + "@local.test> ORCPT=rfc822;" + "x".repeat(493));
                taken++;
            }
            assertThat(taken).isEqualTo(100);
            assertThat(client.ask("RCPT TO:<last@local.test>")).startsWith("452 4.5.3");
        }
    }
}
