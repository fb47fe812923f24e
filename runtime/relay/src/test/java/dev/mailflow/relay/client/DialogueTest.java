package dev.mailflow.relay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mailflow.relay.CorkedServer;
import dev.mailflow.relay.RelayBench;
import dev.mailflow.relay.TestPki;
import dev.mailflow.relay.tls.TlsEngine;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    /** A part of a record is no word yet, and looking for one loses nothing of it, wherever it is cut. */
    @Test
    void aWordUnderTlsIsHeardWhenItIsWhole(@TempDir Path folder) throws Exception {
        TestPki.Issued shown = new TestPki(folder.resolve("pki")).issue("hop.test");
        TlsEngine tls;
        try (RelayBench owner = new RelayBench(folder.resolve("hop"))) {
            tls = TlsEngine.of(owner.with(
                            "tls",
                            "{\"key\": \"" + shown.key() + "\", \"certificate\": \"" + shown.certificate() + "\"}")
                    .configuration());
        }
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (CorkedServer hop = new CorkedServer(0)) {
            Dialogue dialogue = Dialogue.open(
                    new InetSocketAddress(hop.getInetAddress(), hop.getLocalPort()), Duration.ofSeconds(5));
            try (CorkedServer.Corked line = hop.accept()) {
                Future<SSLSocket> accepted = other.submit(() -> tls.accept(line));
                dialogue.secure(tls, "hop.test", List.of());
                OutputStream secured = accepted.get().getOutputStream();
                secured.write("220 hop\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(dialogue.answer().line()).isEqualTo("220 hop");
                assertThat(dialogue.hasSpoken()).isFalse();
                int length = 2;
                for (int cut = 1; cut < length; cut++) {
                    line.cork();
                    secured.write(("250 " + cut + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    byte[] record = line.uncork();
                    length = record.length;
                    line.getOutputStream().write(record, 0, cut);
                    assertThat(dialogue.hasSpoken()).isFalse();
                    line.getOutputStream().write(record, cut, length - cut);
                    await().until(dialogue::hasSpoken);
                    assertThat(dialogue.answer().line()).isEqualTo("250 " + cut);
                }
                assertThat(length).isGreaterThan(5);
                accepted.get().close();
                await().until(dialogue::hasSpoken);
                assertThatThrownBy(dialogue::answer).hasMessage("connection closed by the next hop");
            } finally {
                dialogue.close();
            }
        } finally {
            other.shutdownNow();
        }
    }
}
