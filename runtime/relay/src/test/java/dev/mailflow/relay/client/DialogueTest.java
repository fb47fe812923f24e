package dev.mailflow.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What time the client's side of a dialogue gives the other. */
final class DialogueTest {
    @Test
    void eachBlockOfAMessageHasItsOwnTime() throws Exception {
        try (ServerSocket hop = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Dialogue dialogue = Dialogue.open(
                    new InetSocketAddress(hop.getInetAddress(), hop.getLocalPort()), Duration.ofSeconds(5));
            try (InputStream content = dialogue.paced(new ByteArrayInputStream(new byte[3]), Duration.ofHours(1))) {
                dialogue.allow(Duration.ZERO);
                long later = System.nanoTime() + Duration.ofMinutes(30).toNanos();
                assertThat(dialogue.isOverdue(later)).isTrue();
                assertThat(content.read(new byte[2])).isEqualTo(2);
                assertThat(dialogue.isOverdue(later)).isFalse();
            } finally {
                dialogue.close();
            }
        }
    }
}
