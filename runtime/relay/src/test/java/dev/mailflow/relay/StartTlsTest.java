package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.Decision;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** STARTTLS: what may come before and after it, and the word where it is none. */
final class StartTlsTest {
    @TempDir
    Path folder;

    private RelayBench bench;
    private int port;

    @BeforeEach
    void open() throws Exception {
        TestPki.Issued own = new TestPki(folder.resolve("pki")).issue("mx.relay.test");
        bench = new RelayBench(folder.resolve("relay"))
                .with("tls", "{\"key\": \"" + own.key() + "\", \"certificate\": \"" + own.certificate() + "\"}");
        port = bench.start(TestPolicy.of(transaction -> Decision.deliver(Attribution.INTERNET)))
                .ports()
                .get(0);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /** Cases of James, whose detector of injections reads what comes in plain text. */
    @Test
    void theWordInAMessageOrAnAddressIsNoCommand() throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            assertThat(client.send(
                            "starttls@sender.test", "starttls@local.test", "STARTTLS\r\nstarttls: x\r\n\r\nSTARTTLS"))
                    .startsWith("250");
            client.ask("MAIL FROM:<a@starttls.test>");
            client.ask("RCPT TO:<starttls@local.test>");
            client.raw("BDAT 10 LAST\r\nSTARTTLS\r\n");
            assertThat(client.reply()).startsWith("250");
            client.startTls();
            client.ask("EHLO c.test");
            assertThat(client.send("a@sender.test", "starttls@local.test", "\r\nSTARTTLS"))
                    .startsWith("250");
        }
        await().until(() -> bench.mailbox("local.test", "starttls").size() == 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 50})
    void whatComesAMomentLaterIsNoCommandEither(int millis) throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            client.raw("STARTTLS\r\n");
            assertThat(client.reply()).startsWith("220");
            Thread.sleep(millis);
            client.raw("EHLO x\r\nMAIL FROM:<a@sender.test>\r\nRSET\r\n");
            assertThat(end(client)).doesNotContain("250").doesNotContain("503");
        }
        stillServes();
    }

    /** A record that announces a ClientHello of 16 MiB, and one that announces more than a record may hold. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1603014000" + "01ffffff0303",
                "160301ffff" + "01ffffff0303",
                "1603010006" + "010000020303" + "1603014000" + "01ffffff",
                "8080010301",
                "1403030001" + "01",
            })
    void nonsenseInTheHandshakeEndsTheSession(String octets) throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            client.raw("STARTTLS\r\n");
            assertThat(client.reply()).startsWith("220");
            client.raw(HexFormat.of().parseHex(octets));
            client.raw(new byte[20_000]);
            assertThat(end(client)).doesNotContain("250");
        } catch (SocketException cut) {
            // It was ended before all was sent.
        }
        stillServes();
    }

    private static String end(RawClient client) throws IOException {
        try {
            return client.rest();
        } catch (SocketException reset) {
            return "reset";
        }
    }

    private void stillServes() throws Exception {
        try (RawClient client = RawClient.greeted(port).startTls()) {
            assertThat(client.ask("EHLO c.test")).startsWith("250");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP\r\n", "EHLO x\r\n", "MAIL FROM:<a@sender.test>\r\n", "RSET\r\n"})
    void nothingIsInjectedBeforeTls(String early) throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            client.raw("STARTTLS\r\n" + early);
            assertThat(client.reply()).startsWith("501");
            assertThat(client.reply()).isEqualTo("closed");
        }
    }

    @Test
    void octetsBetweenTheReplyAndTheHandshakeEndTheSession() throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            assertThat(client.ask("STARTTLS")).startsWith("220");
            client.raw("MAIL FROM:<a@sender.test>\r\n");
            String reply;
            try {
                reply = client.reply();
            } catch (SocketException reset) {
                reply = "closed";
            }
            // A TLS alert or the end, but no SMTP reply.
            assertThat(reply).doesNotStartWith("2").doesNotStartWith("5");
        }
    }

    @Test
    void nothingSurvivesStartTls() throws Exception {
        try (RawClient client = RawClient.greeted(port)) {
            client.ask("MAIL FROM:<a@sender.test>");
            assertThat(client.ask("STARTTLS")).startsWith("503");
            client.ask("RSET");
            assertThat(client.ask("STARTTLS x")).startsWith("501");
            client.startTls();
            assertThat(client.ask("MAIL FROM:<a@sender.test>")).startsWith("503");
            client.raw("EHLO client.test\r\n");
            assertThat(client.reply()).doesNotContain("STARTTLS");
            assertThat(client.ask("STARTTLS")).startsWith("503");
        }
    }
}
