package dev.mailflow.relay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mailflow.relay.RelayBench;
import dev.mailflow.relay.published.Assurance;
import dev.mailflow.relay.socket.OwnFailure;
import dev.mailflow.relay.time.Deadlines;
import dev.mailflow.relay.tls.TlsEngine;
import dev.mailflow.runtime.TlsDemand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a host gave a sign of itself, of one that could not be talked to. */
@Timeout(60)
final class ConnectorTest {
    @TempDir
    Path folder;

    private final List<Socket> crowd = new CopyOnWriteArrayList<>();

    /** It speaks, does not like STARTTLS, and drops the call that tries without. */
    @Test
    void whoFailsInStartTlsWasHeard() throws Exception {
        try (RelayBench bench = new RelayBench(folder);
                Deadlines<Dialogue> deadlines = new Deadlines<>();
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Connector connector = new Connector(
                    "mx.relay.test",
                    TlsEngine.of(bench.configuration()),
                    Duration.ofMillis(500),
                    deadlines,
                    lease -> true);
            Thread host = new Thread(() -> refuseStartTlsOnce(server), "host");
            host.setDaemon(true);
            host.start();
            Connector.Goal goal = new Connector.Goal(
                    Connection.Protocol.SMTP,
                    "mx.away.test",
                    (InetSocketAddress) server.getLocalSocketAddress(),
                    TlsDemand.OPPORTUNISTIC,
                    new Assurance.None(),
                    Connector.Choice.CERTAIN);
            assertThatExceptionOfType(HopFailure.class)
                    .isThrownBy(() -> connector.open(goal))
                    .satisfies(failure -> {
                        assertThat(failure.kind()).isEqualTo(HopFailure.Kind.UNUSABLE);
                        assertThat(failure.status()).isEqualTo("4.4.1");
                    });
        } finally {
            for (Socket each : crowd) {
                each.close();
            }
        }
    }

    private void refuseStartTlsOnce(ServerSocket server) {
        try (Socket socket = server.accept()) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            out.write("220 here\r\n".getBytes(StandardCharsets.US_ASCII));
            in.readLine();
            out.write("250-here\r\n250 STARTTLS\r\n".getBytes(StandardCharsets.US_ASCII));
            in.readLine();
            fill(server);
            out.write("454 4.7.0 not now\r\n".getBytes(StandardCharsets.US_ASCII));
            in.readLine();
        } catch (IOException e) {
            // The connection was dropped, or the test is over.
        }
    }

    /** Until nobody gets through any more: who calls now is not even refused. */
    private void fill(ServerSocket server) throws IOException {
        for (int i = 0; i < 8; i++) {
            Socket one = new Socket();
            crowd.add(one);
            try {
                one.connect(server.getLocalSocketAddress(), 200);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
    }

    @Test
    void wantOfFilesIsOurs() {
        HopFailure failure = Connector.undialled("mx.away.test[192.0.2.1]:25", new OwnFailure("Too many open files"));
        assertThat(failure.kind()).isEqualTo(HopFailure.Kind.OURS);
        assertThat(failure.status()).isEqualTo("4.3.0");
        assertThat(failure.reason()).isEqualTo("no socket to be had");
        assertThat(failure.diagnostic()).isEqualTo("mx.away.test[192.0.2.1]:25: Too many open files");
    }

    /** Linux gives up by itself where a host is silent, and Java tells that by the same exception as a refusal. */
    @ParameterizedTest
    @CsvSource({
        "Connection refused, UNUSABLE",
        "Connection refused: no further information, UNUSABLE",
        "Connection timed out, UNHEARD"
    })
    void onlyARefusalIsASign(String message, HopFailure.Kind kind) {
        HopFailure failure = Connector.undialled("mx.away.test[192.0.2.1]:25", new ConnectException(message));
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.status()).isEqualTo("4.4.1");
        assertThat(failure.diagnostic()).isEqualTo("mx.away.test[192.0.2.1]:25: " + message);
    }
}
