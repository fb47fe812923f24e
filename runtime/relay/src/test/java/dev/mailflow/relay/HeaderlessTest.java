package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that begin with text, as devices send them: RFC 5322 2.1 wants an empty line between the header section and a body. */
final class HeaderlessTest extends OneRelay {
    /** With line ends as they came. */
    private String kept(boolean isChunked, String message) throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            client.ask("MAIL FROM:<a@away.test>");
            client.ask("RCPT TO:<b@local.test>");
            if (isChunked) {
                // The first octet alone: nothing is known of the line yet.
                client.raw("BDAT 1\r\n" + message.charAt(0));
                assertThat(client.reply()).startsWith("250");
                client.raw("BDAT " + (message.length() - 1) + " LAST\r\n" + message.substring(1));
            } else {
                client.ask("DATA");
                client.raw(message.replaceAll("(?m)^\\.", "..") + ".\r\n");
            }
            assertThat(client.reply()).startsWith("250");
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !bench.mailbox("local.test", "b").isEmpty());
        return bench.mailbox("local.test", "b").get(0).replace("\r\n", "\n");
    }

    private static String afterReceived(String message) {
        return message.replaceFirst("(?s)^(Return-Path:[^\n]*\n)?Received: .*?(?=\n[^\t]|\n$)\n", "");
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "false,hello",
                "true,hello",
                "false,  by nobody",
                "true,  by nobody",
                "false,:x",
                "false,.",
                "true,gr\u00fc\u00df: x",
                "false,Alarm in room 5: door open",
                "true,Alarm in room 5: door open",
                "false,Alarm\t5: door open",
                "false,> From me: hello",
                "false,From me"
            })
    void aTextIsSetApartFromOurField(boolean isChunked, String first) throws Exception {
        assertThat(afterReceived(kept(isChunked, first + "\r\nmore\r\n"))).isEqualTo("\n" + first + "\nmore\n");
    }

    /** As long as a line may be: nobody's name of a field. */
    @Test
    void aLongTextIsSetApart() throws Exception {
        String line = "x".repeat(3000) + ": y";
        assertThat(afterReceived(kept(false, line + "\r\n"))).isEqualTo("\n" + line + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: x\r\n\r\ny\r\n",
                "Subject : x\r\n\r\ny\r\n",
                "Subject \t : x\r\n\r\ny\r\n",
                "\r\nonly a body\r\n",
                "X:\r\n",
                "From a@away.test Sat Jan  3 01:05:34 1996\r\nSubject: x\r\n\r\ny\r\n",
                ">From a@away.test Sat Jan  3 01:05:34 1996\r\nSubject: x\r\n\r\ny\r\n"
            })
    void whatHasAHeaderOrAnEmptyLineGoesOnAsItIs(String message) throws Exception {
        assertThat(afterReceived(kept(false, message))).isEqualTo(message.replace("\r\n", "\n"));
    }

    @Test
    void nothingAtAllGetsNothing() throws Exception {
        assertThat(afterReceived(kept(false, ""))).isEmpty();
    }

    /** RFC 5321 6.4 lets a relay change nothing, and what is folded breaks signatures; who cannot take such lines refuses them. */
    @ParameterizedTest
    @ValueSource(ints = {998, 999, 20_000})
    void longLinesGoOnAsTheyAre(int length) throws Exception {
        String message = "X-Long: " + "h".repeat(length) + "\r\n\r\n" + "b".repeat(length) + "\r\n";
        assertThat(message.getBytes(StandardCharsets.US_ASCII).length).isGreaterThan(2 * length);
        assertThat(afterReceived(kept(false, message))).isEqualTo(message.replace("\r\n", "\n"));
    }
}
