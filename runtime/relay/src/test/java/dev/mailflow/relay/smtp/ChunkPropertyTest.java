package dev.mailflow.relay.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What a message is does not depend on where it was cut into chunks. */
final class ChunkPropertyTest {
    @Provide
    Arbitrary<List<String>> chunks() {
        return Arbitraries.of("\r\n", "\r", "\n", ".", "\0", "a", "bc", "\u00e9", "\r\n.\r\n")
                .list()
                .ofMaxSize(4)
                .map(parts -> String.join("", parts))
                .list()
                .ofMaxSize(6);
    }

    @Property(tries = 1000, seed = "6110084")
    void theBordersOfChunksMeanNothing(@ForAll("chunks") List<String> chunks) throws IOException {
        String whole = String.join("", chunks);
        SmtpInput input = new SmtpInput(
                new ByteArrayInputStream((whole + "NEXT\r\n").getBytes(StandardCharsets.ISO_8859_1)), () -> {});
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ChunkReader reader = new ChunkReader(input, new MessageSink(out, 1 << 20));
        for (String chunk : chunks) {
            assertThat(reader.read(chunk.length())).isTrue();
        }
        DataReader.Result result = reader.end();
        boolean bare = whole.replace("\r\n", "").matches("(?s).*[\r\n].*");
        boolean good = !bare && whole.indexOf('\0') < 0;
        assertThat(result.fault() == DataReader.Fault.NONE).isEqualTo(good);
        if (good) {
            String ended = whole.isEmpty() || whole.endsWith("\r\n") ? whole : whole + "\r\n";
            assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo(ended);
            assertThat(result.size()).isEqualTo(ended.length());
            assertThat(result.isEightBit()).isEqualTo(whole.indexOf('\u00e9') >= 0);
        }
        assertThat(input.readLine(20).text()).isEqualTo("NEXT");
    }
}
