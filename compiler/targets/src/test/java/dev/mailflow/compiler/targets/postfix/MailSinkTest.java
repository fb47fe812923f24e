package dev.mailflow.compiler.targets.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MailSinkTest {
    /** Postfix keeps a connection for the next message: another one must not wait for its end. */
    @Test
    void aSilentClientKeepsNobodyWaiting() throws Exception {
        try (MailSink sink = new MailSink(Optional.empty());
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), sink.port());
                Socket other = new Socket(InetAddress.getLoopbackAddress(), sink.port())) {
            assertThat(silent.getInputStream().read()).isEqualTo('2');
            other.setSoTimeout(30_000);
            assertThat(other.getInputStream().read()).isEqualTo('2');
        }
    }
}
