package dev.mailflow.relay.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What another's decoder makes of it. */
final class QuotedPrintablePropertyTest {
    @Provide
    Arbitrary<byte[]> texts() {
        Arbitrary<String> pieces = Arbitraries.of(
                "\r\n",
                " ",
                "\t",
                "=",
                ".",
                "a",
                "\u00fc",
                "\u00df\r\n",
                " \r\n",
                "Subject: ",
                "x".repeat(73),
                "\u0000",
                "=3D");
        return pieces.list().ofMaxSize(60).map(all -> String.join("", all).getBytes(StandardCharsets.ISO_8859_1));
    }

    @Property
    void comesBackAsItWasInShortLinesOfAscii(@ForAll("texts") byte[] text) throws Exception {
        byte[] encoded = QuotedPrintable.encode(text);
        try (InputStream in = MimeUtility.decode(new ByteArrayInputStream(encoded), "quoted-printable")) {
            assertThat(in.readAllBytes()).isEqualTo(text);
        }
        List<String> lines =
                new ArrayList<>(List.of(new String(encoded, StandardCharsets.ISO_8859_1).split("\r\n", -1)));
        assertThat(lines)
                .allMatch(line -> line.length() <= 76)
                .allMatch(line -> line.matches("[\t -~]*"))
                .noneMatch(line -> line.endsWith(" ") || line.endsWith("\t"));
    }

    @Test
    void mostOfAHeaderIsReadableAsItIs() {
        assertThat(QuotedPrintable.encode(
                        "To: <a@b.test>\r\nSubject: Gr\u00fc\u00dfe \r\n".getBytes(StandardCharsets.ISO_8859_1)))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("To: <a@b.test>\r\nSubject: Gr=FC=DFe=20\r\n");
    }
}
