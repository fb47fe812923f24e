package dev.mailflow.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What goes on the wire has one end, and holds the message. */
final class DotStuffingPropertyTest {
    @Provide
    Arbitrary<String> contents() {
        return Arbitraries.of("\r\n", ".", "a", "\r\n.", "\r\n.\r\n", "\r", "\n")
                .list()
                .ofMaxSize(24)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 1000, seed = "6110090")
    void hasOneEndAndNoBareNewline(@ForAll("contents") String content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DotStuffing.write(new ByteArrayInputStream(content.getBytes(StandardCharsets.ISO_8859_1)), out);
        DotStuffing.end(out);
        String wire = "\r\n" + out.toString(StandardCharsets.ISO_8859_1);
        assertThat(wire.indexOf("\r\n.\r\n")).isEqualTo(wire.length() - 5);
        assertThat(wire.replace("\r\n", "")).doesNotContain("\r", "\n");
        if (!content.replace("\r\n", "").matches("(?s).*[\r\n].*")) {
            String plain = wire.substring(0, wire.length() - 3)
                    .replace("\r\n.", "\r\n")
                    .substring(2);
            String whole = content.isEmpty() || content.endsWith("\r\n") ? content : content + "\r\n";
            assertThat(plain).isEqualTo(whole);
        }
    }
}
