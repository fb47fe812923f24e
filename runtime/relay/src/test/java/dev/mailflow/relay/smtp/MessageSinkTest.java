package dev.mailflow.relay.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A disk that fails in mid-message: the client gets its answer at the end, and the session stays in step. */
final class MessageSinkTest {
    private static final OutputStream FULL_DISK = new OutputStream() {
        private int room = 20;

        @Override
        public void write(int octet) throws IOException {
            if (room-- <= 0) {
                throw new IOException("No space left on device");
            }
        }
    };

    @Test
    void theMessageIsReadToItsEnd() throws Exception {
        String stream = "Subject: x\r\n\r\n" + "a line\r\n".repeat(100) + ".\r\nNOOP\r\n";
        SmtpInput input = new SmtpInput(new ByteArrayInputStream(stream.getBytes(StandardCharsets.US_ASCII)), () -> {});
        DataReader.Result result = new DataReader(input, FULL_DISK, 1 << 20).read();
        assertThat(result.fault()).isEqualTo(DataReader.Fault.NOT_STORED);
        assertThat(input.readLine(100).text()).isEqualTo("NOOP");
    }
}
