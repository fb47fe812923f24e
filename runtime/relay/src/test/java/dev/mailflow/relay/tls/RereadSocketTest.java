package dev.mailflow.relay.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What was read before is read first, and then let go of. */
final class RereadSocketTest {
    @Test
    void whatWasReadIsReadFirst() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            client.getOutputStream().write("defg".getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            InputStream in = new RereadSocket(accepted, "abc".getBytes(StandardCharsets.US_ASCII)).getInputStream();
            assertThat(in.read()).isEqualTo('a');
            assertThat(in.available()).isGreaterThanOrEqualTo(2);
            byte[] more = new byte[9];
            assertThat(in.read(more, 0, 1)).isEqualTo(1);
            assertThat(in.read(more, 1, 8)).isEqualTo(1);
            assertThat(in.read()).isEqualTo('d');
            assertThat(in.readAllBytes()).asString(StandardCharsets.US_ASCII).isEqualTo("efg");
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    /** A hello has up to 16 KiB, and sessions may be idle for long, thousands of them. */
    @Test
    void whatWasReadIsNotKept() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
            byte[] hello = new byte[16 << 10];
            WeakReference<byte[]> kept = new WeakReference<>(hello);
            RereadSocket socket = new RereadSocket(client, hello);
            hello = new byte[0];
            assertThat(socket.getInputStream().readNBytes(16 << 10)).hasSize(16 << 10);
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                System.gc();
                return kept.get() == null;
            });
            assertThat(socket.isClosed()).isFalse();
        }
    }
}
