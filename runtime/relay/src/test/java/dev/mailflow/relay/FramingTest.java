package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where lines and messages end, octet by octet. */
final class FramingTest extends OneRelay {
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
}
