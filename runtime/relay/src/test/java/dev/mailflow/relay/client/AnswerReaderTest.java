package dev.mailflow.relay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Replies that are not what they should be. */
final class AnswerReaderTest {
    private static SmtpAnswer read(String text) throws IOException {
        return new AnswerReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1))).read();
    }

    /** After the final dot, else the message would be delivered at every retry. */
    @Test
    void whatFollowsTheCodeMayBeLongOrOdd() throws Exception {
        SmtpAnswer odd = read("250" + "k".repeat(4200) + "\r\n");
        assertThat(odd.isPositive()).isTrue();
        assertThat(odd.line()).startsWith("250 kkk").hasSizeLessThan(2100);
        assertThat(read("250-one\r\n250 " + "k".repeat(60_000) + "\r\n").code()).isEqualTo(250);
        assertThat(read("550\ttab\r\n").code()).isEqualTo(550);
    }

    @Test
    void whatHasNoCodeIsNoReply() {
        for (String text : new String[] {"2500 x\r\n", "25\r\n", "ok\r\n", "950 x\r\n", "\r\n"}) {
            assertThatThrownBy(() -> read(text)).hasMessageStartingWith("malformed reply");
        }
        assertThatThrownBy(() -> read("250 " + "x".repeat(1 << 20) + "\r\n")).hasMessage("reply line too long");
    }
}
