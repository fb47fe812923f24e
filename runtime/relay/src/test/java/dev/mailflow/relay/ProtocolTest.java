package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailflow.runtime.TlsDemand;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dialogues octet by octet: framing, STARTTLS, sequences, syntax and limits. */
final class ProtocolTest {
    @TempDir
    Path folder;

    private RelayBench bench;
    private int port;

    @BeforeEach
    void start() throws Exception {
        TestPki pki = new TestPki(folder.resolve("pki"));
        TestPki.Issued own = pki.issue("mx.relay.test");
        bench = new RelayBench(folder)
                .with(
                        "tls",
                        "{\"key\": \"" + own.key() + "\", \"certificate\": \"" + own.certificate()
                                + "\", \"trust\": [\"" + pki.authority() + "\"]}")
                .with("limits", "{\"messageSize\": \"64KiB\", \"recipients\": 100, \"errors\": 120}");
        port = bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC)).ports().get(0);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private void noMailFor(String local) throws Exception {
        assertThat(bench.mailbox("local.test", local)).isEmpty();
    }

    /** Smuggling sequences: none ends a message, and a message with one is refused as a whole. */
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
                "\r\n.\r\r\n",
                "\n\n.\r\n",
                "\r\n.\r\0\n"
            })
    void nothingSmugglesASecondMessage(String end) throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            client.ask("MAIL FROM:<a@sender.test>");
            client.ask("RCPT TO:<good@local.test>");
            client.ask("DATA");
            client.raw("Subject: x\r\n\r\nbody" + end
                    + "MAIL FROM:<evil@sender.test>\r\nRCPT TO:<evil@local.test>\r\nDATA\r\nevil\r\n.\r\n");
            assertThat(client.reply()).matches("55[04] 5\\.(5\\.2|6\\.0) .*");
            assertThat(client.ask("NOOP")).startsWith("250");
            assertThat(client.send("a@sender.test", "mark@local.test", "\r\nx")).startsWith("250");
        }
        await().until(() -> !bench.mailbox("local.test", "mark").isEmpty());
        noMailFor("evil");
        noMailFor("good");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP\r\n", "EHLO x\r\n", "MAIL FROM:<a@sender.test>\r\n", "RSET\r\n"})
    void nothingIsInjectedBeforeTls(String early) throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            client.raw("STARTTLS\r\n" + early);
            assertThat(client.reply()).startsWith("501");
            assertThat(client.reply()).isEqualTo("closed");
        }
    }

    @Test
    void octetsBetweenTheReplyAndTheHandshakeEndTheSession() throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            assertThat(client.ask("STARTTLS")).startsWith("220");
            client.raw("MAIL FROM:<a@sender.test>\r\n");
            String reply;
            try {
                reply = client.reply();
            } catch (SocketException reset) {
                reply = "closed";
            }
            // A TLS alert or the end, but no SMTP reply.
            assertThat(reply).doesNotStartWith("2").doesNotStartWith("5");
        }
    }

    @Test
    void nothingSurvivesStartTls() throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            client.ask("MAIL FROM:<a@sender.test>");
            assertThat(client.ask("STARTTLS")).startsWith("503");
            client.ask("RSET");
            assertThat(client.ask("STARTTLS x")).startsWith("501");
            client.startTls();
            assertThat(client.ask("MAIL FROM:<a@sender.test>")).startsWith("503");
            client.raw("EHLO client.test\r\n");
            assertThat(client.reply()).doesNotContain("STARTTLS");
            assertThat(client.ask("STARTTLS")).startsWith("503");
        }
    }

    @Test
    void theStreamMayBeCutAnywhere() throws Exception {
        String stream =
                "EHLO c.test\r\nMAIL FROM:<a@sender.test>\r\nRCPT TO:<b@local.test>\r\nRCPT TO:<c@denied.test>\r\n"
                        + "DATA\r\nSubject: x\r\n\r\n..\r\nbody\r\n.\r\nMAIL FROM:<>\r\nRSET\r\nQUIT\r\n";
        int done = 0;
        for (int cut = 1; cut < stream.length(); cut += 1) {
            try (RawClient client = new RawClient(port)) {
                client.reply();
                client.raw(stream.substring(0, cut));
                if (cut % 16 == 0) {
                    Thread.sleep(2);
                }
                client.raw(stream.substring(cut));
                List<String> codes = new ArrayList<>();
                for (int i = 0; i < 9; i++) {
                    codes.add(client.reply().substring(0, 3));
                }
                assertThat(codes)
                        .as("cut at %d", cut)
                        .containsExactly("250", "250", "250", "550", "354", "250", "250", "250", "221");
                done++;
            }
        }
        int expected = done;
        await().atMost(Duration.ofSeconds(20))
                .until(() -> bench.mailbox("local.test", "b").size() == expected);
        assertThat(bench.mailbox("local.test", "b"))
                .allSatisfy(text -> assertThat(text).endsWith("Subject: x\n\n.\nbody\n"));
    }

    @Test
    void octetByOctetIsTheSame() throws Exception {
        try (RawClient client = new RawClient(port)) {
            client.reply();
            String stream =
                    "EHLO c.test\r\nMAIL FROM:<a@sender.test>\r\nRCPT TO:<one@local.test>\r\nDATA\r\n.\r\nQUIT\r\n";
            for (char octet : stream.toCharArray()) {
                client.raw(String.valueOf(octet));
            }
            List<String> codes = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                codes.add(client.reply().substring(0, 3));
            }
            assertThat(codes).containsExactly("250", "250", "250", "354", "250", "221");
        }
        await().until(() -> bench.mailbox("local.test", "one").size() == 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RCPT TO:<u@denied.test>|550",
                "RCPT TO:<\"u@denied.test\"@local.test>|250",
                "RCPT TO:<u%denied.test@local.test>|250",
                "RCPT TO:<@local.test:u@denied.test>|550",
                "RCPT TO:<@a.test,@b.test:u@local.test>|250",
                "RCPT TO:<@a.test,u@local.test>|501",
                "RCPT TO:<u@denied.test@local.test>|501",
                "RCPT TO:<u@denied.test.>|501",
                "RCPT TO:<u@ local.test>|501",
                "RCPT TO:<u\t@local.test>|500",
                "RCPT TO:<u%0d%0aRCPT@denied.test>|550",
                "RCPT TO:<u!denied.test@local.test>|250",
                "RCPT TO:<denied.test!u>|501",
                "RCPT TO:<denied.test!u@denied.test>|550",
                "RCPT TO:<\"u@denied.test\">|501",
                "RCPT TO:<\"u%denied.test\">|501",
                "RCPT TO:<\"u@denied.test\"@[127.0.0.1]>|550",
                "RCPT TO:<@[127.0.0.1]:u@denied.test>|550",
                "RCPT TO:<u%denied.test@[127.0.0.1]>|550",
                "RCPT TO:<u%denied.test@mx.relay.test>|550",
                "RCPT TO:u@local.test|501",
                "RCPT TO:<u@local.test,u@denied.test>|501",
                "RCPT TO:<u@local.test> <u@denied.test>|555",
                "RCPT TO:<u@local.test>ORCPT=x|501",
                "RCPT TO:<u..v@local.test>|501",
                "RCPT TO:<.u@local.test>|501",
                "RCPT TO:<u@-local.test>|501",
                "RCPT TO:<u@lo_cal.test>|501",
                "RCPT TO:<u@[127.0.0.1]>|550",
                "RCPT TO:<u@[127.0.0.1>|501",
                "RCPT TO:<u@[256.0.0.1]>|501",
                "RCPT TO:<u@[IPv6:::1]>|550",
                "RCPT TO:<u@[::1]>|501",
                "RCPT TO:<u@[x400:abc]>|501",
                "RCPT TO:<>|501",
                "RCPT TO:<postmaster>|250",
                "RCPT TO:<PostMaster>|250",
                "RCPT TO:<someone>|501",
                "rcpt to: <u@local.test>|250",
                "RCPT TO:<u@local.test> NOTIFY=NEVER|250",
                "RCPT TO:<u@local.test> NOTIFY=success,FAILURE,delay ORCPT=rfc822;u+2Bx@else.test|250",
                "RCPT TO:<u@local.test> NOTIFY=NEVER,SUCCESS|501",
                "RCPT TO:<u@local.test> NOTIFY=|501",
                "RCPT TO:<u@local.test> NOTIFY=SOMETIMES|501",
                "RCPT TO:<u@local.test> NOTIFY=NEVER NOTIFY=NEVER|501",
                "RCPT TO:<u@local.test> ORCPT=u@local.test|501",
                "RCPT TO:<u@local.test> ORCPT=rfc822;u+0D+0AX@local.test|501",
                "RCPT TO:<u@local.test> ORCPT=rfc822;u+2x|501",
                "RCPT TO:<u@local.test> ORCPT=rfc822;u=x|501",
                "RCPT TO:<u@local.test> RET=HDRS|555",
                "RCPT TO:<u\u00e9@local.test>|501",
                "RCPT TO:<\"u\\\"v w\"@local.test>|250",
                "MAIL FROM:<b@sender.test>|503",
                "EXPN x|502",
                "VRFY x|252",
                "NOOP x y|250",
                "XYZZY|500",
                "DATA x|501",
                "STARTTLS|503",
            })
    void commandsInATransaction(String command, String code) throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            assertThat(client.ask("MAIL FROM:<a@sender.test>")).startsWith("250");
            assertThat(client.ask(command)).startsWith(code);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MAIL FROM:<>|250",
                "MAIL FROM:<a@sender.test> SIZE=1000 BODY=8BITMIME|250",
                "MAIL FROM:<a@sender.test> SIZE=65536|250",
                "MAIL FROM:<a@sender.test> SIZE=65537|552",
                "MAIL FROM:<a@sender.test> SIZE=-1|501",
                "MAIL FROM:<a@sender.test> SIZE=99999999999999999999|501",
                "MAIL FROM:<a@sender.test> SIZE=1 SIZE=2|501",
                "MAIL FROM:<a@sender.test> BODY=BINARYMIME|501",
                "MAIL FROM:<a@sender.test> RET=HDRS ENVID=QQ+2B314159|250",
                "MAIL FROM:<> ret=full|250",
                "MAIL FROM:<a@sender.test> RET=SOME|501",
                "MAIL FROM:<a@sender.test> RET=HDRS RET=FULL|501",
                "MAIL FROM:<a@sender.test> ENVID=|501",
                "MAIL FROM:<a@sender.test> ENVID=a+b|501",
                "MAIL FROM:<a@sender.test> ENVID=a+0A|501",
                "MAIL FROM:<a@sender.test> NOTIFY=NEVER|555",
                "MAIL FROM:<a>|501",
                "MAIL FROM:<postmaster>|501",
                "MAIL TO:<a@sender.test>|501",
                "RCPT TO:<a@local.test>|503",
                "DATA|503",
                "HELO|501",
                "EHLO [127.0.0.1]|250",
                "EHLO [nonsense]|501",
                "EHLO a b|501",
                "AUTH PLAIN AHUAcA==|503",
                "BDAT x|501",
                "BDAT -1 LAST|501",
                "BDAT 0 LAST|503",
                "HELP|214",
                "XCLIENT ADDR=10.0.0.1|550",
                "XFORWARD ADDR=10.0.0.1|550",
                "PROXY TCP4 10.0.0.1 10.0.0.2 1 25|521",
                "GET / HTTP/1.1|521",
            })
    void commandsAtTheStart(String command, String code) throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            assertThat(client.ask(command)).startsWith(code);
        }
    }

    @Test
    void bareNewlinesInCommandsAreRefused() throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            assertThat(client.ask("MAIL FROM:<a@sender.test>\nRCPT TO:<b@local.test>"))
                    .startsWith("500 5.5.2");
            assertThat(client.ask("NOOP\r")).startsWith("500 5.5.2");
            assertThat(client.ask("RCPT TO:<b@local.test>")).startsWith("503");
        }
    }

    @Test
    void longLinesLeaveTheSessionInStep() throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            for (int length : new int[] {507, 3000, 100_000}) {
                assertThat(client.ask("NOOP " + "x".repeat(length))).startsWith("500");
                assertThat(client.ask("NOOP")).startsWith("250");
            }
            String local = "l".repeat(64);
            assertThat(client.ask("MAIL FROM:<" + local + "@sender.test>")).startsWith("250");
            assertThat(client.ask("RCPT TO:<l" + local + "@local.test>")).startsWith("501");
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

    @Test
    void pipeliningWithoutLeaveIsRefused() throws Exception {
        try (RawClient client = new RawClient(port)) {
            client.reply();
            client.ask("HELO c.test");
            client.ask("MAIL FROM:<a@sender.test>");
            client.ask("RCPT TO:<b@local.test>");
            client.raw("DATA\r\nSubject: x\r\n\r\n.\r\n");
            assertThat(client.reply()).startsWith("554 5.5.0");
        }
        noMailFor("b");
    }

    @Test
    void loopsEndAtTheHopLimit() throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            String hop = "Received: from x by y;\r\n\tsome day\r\n";
            assertThat(client.send("a@sender.test", "b@local.test", hop.repeat(10) + "\r\nx"))
                    .startsWith("250");
            assertThat(client.send("a@sender.test", "b@local.test", hop.repeat(11) + "\r\nx"))
                    .isEqualTo("554 5.4.14 too many hops (loop)");
            assertThat(client.send("a@sender.test", "b@local.test", "\r\n" + hop.repeat(11)))
                    .startsWith("250");
        }
    }

    @Test
    void unicodeAddressesNeedSmtputf8() throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            byte[] rcpt = "RCPT TO:<j\u00f6rg@local.test>\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            client.ask("MAIL FROM:<a@sender.test>");
            client.raw(rcpt);
            assertThat(client.reply()).startsWith("553 5.6.7");
            client.ask("RSET");
            client.ask("MAIL FROM:<a@sender.test> SMTPUTF8");
            client.raw(rcpt);
            assertThat(client.reply()).startsWith("250");
            client.ask("DATA");
            client.raw("\r\nx\r\n.\r\n");
            assertThat(client.reply()).startsWith("250");
        }
        await().until(() -> bench.mailbox("local.test", "j%c3%b6rg").size() == 1);
    }

    /** Under SMTPUTF8: what looks like a domain of ours but is not spelled as it is none; what is spelled otherwise is it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "u@\uff4c\uff4f\uff43\uff41\uff4c.test|501",
                "u@local\u3002test|501",
                "u@lo\u200dcal.test|501",
                "u@\u202elocal.test|501",
                "u\u202e@local.test|501",
                "u@stra\u00dfe.test|550",
                "u@STRA\u00dfE.test|550",
                "u@xn--strae-oqa.test|550",
                "u@lo\u00e7al.test|550",
                "\u7528\u6237@local.test|250",
            })
    void unicodeDomainsAreWhatTheyAreSpelled(String address, String code) throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            client.ask("MAIL FROM:<a@sender.test> SMTPUTF8");
            client.raw(("RCPT TO:<" + address + ">\r\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(client.reply()).startsWith(code);
        }
    }
}
