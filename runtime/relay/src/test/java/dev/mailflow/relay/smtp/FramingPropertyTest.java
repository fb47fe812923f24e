package dev.mailflow.relay.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Lines and messages do not depend on how the network cuts the stream, and end nowhere but at CRLF. */
final class FramingPropertyTest {
    /** Mostly the octets that matter, so that they meet. */
    @Provide
    Arbitrary<String> streams() {
        return Arbitraries.of(
                        "\r\n", "\r\n.\r\n", "\r", "\n", ".", "\0", "a", "bc", "\u00e9", "\r\n..", "\n.\n", "\n.\r\n")
                .list()
                .ofMaxSize(24)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 500, seed = "6110085")
    void linesAreThoseBetweenCrlf(@ForAll("streams") String text, @ForAll long seed) throws IOException {
        SmtpInput input = new SmtpInput(new Chopped(text, seed), () -> {});
        List<String> expected = new ArrayList<>(List.of(text.split("\r\n", -1)));
        expected.remove(expected.size() - 1);
        for (String line : expected) {
            SmtpInput.Line read = input.readLine(20);
            if (line.indexOf('\r') >= 0 || line.indexOf('\n') >= 0) {
                assertThat(read.kind()).isEqualTo(SmtpInput.Kind.BARE_NEWLINE);
            } else if (line.length() > 20) {
                assertThat(read.kind()).isEqualTo(SmtpInput.Kind.TOO_LONG);
            } else {
                assertThat(read.text()).isEqualTo(line);
            }
        }
        assertThat(input.readLine(20).kind()).isEqualTo(SmtpInput.Kind.END);
    }

    @Property(tries = 1000, seed = "6110086")
    void messagesEndAtTheFirstTrueEnd(@ForAll("streams") String text, @ForAll long seed) throws IOException {
        String stream = text + "\r\n.\r\nNEXT\r\n";
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        SmtpInput input = new SmtpInput(new Chopped(stream, seed), () -> {});
        DataReader.Result result = new DataReader(input, sink, 1 << 20).read();
        // The end is a line of a single dot, where lines are what stands between CRLFs.
        int end = ("\r\n" + stream).indexOf("\r\n.\r\n");
        String body = end == 0 ? "" : stream.substring(0, end);
        boolean bare = body.replace("\r\n", "").matches("(?s).*[\r\n].*");
        boolean nul = body.indexOf('\0') >= 0;
        assertThat(result.fault() == DataReader.Fault.NONE).isEqualTo(!bare && !nul);
        if (!bare && !nul) {
            String unstuffed = ("\r\n" + body).replace("\r\n.", "\r\n").substring(2);
            assertThat(sink.toString(StandardCharsets.ISO_8859_1)).isEqualTo(unstuffed);
            assertThat(result.size()).isEqualTo(unstuffed.length());
        }
        String rest = stream.substring(end == 0 ? 3 : end + 3);
        if (rest.equals("NEXT\r\n")) {
            assertThat(input.readLine(20).text()).isEqualTo("NEXT");
        }
        if (result.fault() == DataReader.Fault.NONE) {
            assertThat(sink.toString(StandardCharsets.ISO_8859_1).replace("\r\n", ""))
                    .doesNotContain("\r", "\n");
        }
    }

    /** A stream that gives a few octets at a time. */
    private static final class Chopped extends InputStream {
        private final ByteArrayInputStream octets;
        private final java.util.Random random;

        Chopped(String text, long seed) {
            this.octets = new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
            this.random = new java.util.Random(seed);
        }

        @Override
        public int read() {
            return octets.read();
        }

        @Override
        public int read(byte[] buffer, int from, int length) {
            return octets.read(buffer, from, Math.min(length, 1 + random.nextInt(6)));
        }
    }
}
