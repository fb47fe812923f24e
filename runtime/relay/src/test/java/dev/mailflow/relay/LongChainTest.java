package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.CertificateName;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsDemand.DestinationPolicy;
import dev.mailflow.runtime.TlsDemand.Level;
import dev.mailflow.runtime.TlsVersion;
import dev.mailflow.runtime.Transaction;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chains of many certificates, shown by OpenSSL and to us by a relay: as many as RFC 5246 lets anybody need, and no more. */
final class LongChainTest {
    @TempDir
    Path folder;

    private final Queue<Transaction> asked = new ConcurrentLinkedQueue<>();
    private TestPki pki;
    private RelayBench bench;
    private RelayBench hop;

    @BeforeEach
    void open() throws Exception {
        pki = new TestPki(folder.resolve("pki"));
        bench = new RelayBench(folder.resolve("relay"));
        hop = new RelayBench(folder.resolve("hop"));
    }

    @AfterEach
    void close() {
        bench.close();
        hop.close();
    }

    private static String keys(TestPki.Issued own, Path authority) {
        return "{\"key\": \"" + own.key() + "\", \"certificate\": \"" + own.certificate() + "\", \"trust\": [\""
                + authority + "\"]}";
    }

    /** A session by openssl, to its end. */
    private String openssl(TestPki.Issued shown, int port) throws Exception {
        assumeTrue(new File("/usr/bin/openssl").canExecute(), "openssl is not installed");
        String all = Files.readString(shown.certificate());
        String end = "-----END CERTIFICATE-----\n";
        String above = all.substring(all.indexOf(end) + end.length());
        // openssl wants at least one.
        Path chain = Files.writeString(
                folder.resolve("chain.pem"), above.isEmpty() ? Files.readString(pki.authority()) : above);
        Process process = new ProcessBuilder(
                        "openssl",
                        "s_client",
                        "-starttls",
                        "smtp",
                        "-crlf",
                        "-quiet",
                        "-cert",
                        shown.certificate().toString(),
                        "-cert_chain",
                        chain.toString(),
                        "-key",
                        shown.key().toString(),
                        "-connect",
                        "127.0.0.1:" + port)
                .redirectErrorStream(true)
                .start();
        try (var in = process.getOutputStream()) {
            in.write("EHLO c.test\nMAIL FROM:<a@sender.test>\nrcpt TO:<b@local.test>\nQUIT\n"
                    .getBytes(StandardCharsets.US_ASCII));
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    @Test
    void aClientMayShowTwenty() throws Exception {
        Relay relay = bench.with("tls", keys(pki.issue("mx.relay.test"), pki.authority()))
                .start(TestPolicy.of(transaction -> {
                    asked.add(transaction);
                    return Decision.deliver(Attribution.INTERNET);
                }));
        assertThat(openssl(pki.below(19, "client.test"), relay.ports().get(0))).contains("221 2.0.0");
        assertThat(asked.element().certificateNames()).containsExactly("client.test");
    }

    /** It is told by an alert, and the log by a line; the next client is served. */
    @Test
    void aClientThatShowsMoreIsRefused() throws Exception {
        Relay relay = bench.with("tls", keys(pki.issue("mx.relay.test"), pki.authority()))
                .start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC));
        try (MailLogLines log = MailLogLines.listen()) {
            String said = openssl(pki.below(40, "client.test"), relay.ports().get(0));
            assertThat(said).contains("alert").doesNotContain("221 2.0.0");
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> !log.of("tls-failed").isEmpty());
            assertThat(log.of("tls-failed").get(0)).contains("certificate chain length");
        }
        assertThat(openssl(pki.issue("client.test"), relay.ports().get(0))).contains("221 2.0.0");
    }

    private Relay sender(int authorities) throws Exception {
        Relay last = hop.with("tls", keys(pki.below(authorities, "hop.test"), pki.authority()))
                .start(TestPolicy.of(transaction -> Decision.deliver(Attribution.INTERNET)));
        TlsDemand demand = new TlsDemand(
                Level.REQUIRED,
                TlsVersion.NONE,
                List.of(new CertificateName("hop.test")),
                List.of(),
                DestinationPolicy.OFF,
                DestinationPolicy.OFF);
        Relay relay = bench.with("tls", "{\"trust\": [\"" + pki.authority() + "\"]}")
                .with("hosts", "{\"hop.test\": \"127.0.0.1:" + last.ports().get(0) + "\"}")
                .start(TestPolicy.usual(demand, new NextHop("hop.test", 25)));
        try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
            assertThat(client.send("a@sender.test", "b@away.test", "\r\nx")).startsWith("250");
        }
        return relay;
    }

    @Test
    void aNextHopMayShowTwenty() throws Exception {
        Relay relay = sender(19);
        await().atMost(Duration.ofSeconds(20)).until(() -> relay.queued().isEmpty());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> hop.mailbox("away.test", "b").size() == 1);
    }

    @Test
    void aNextHopThatShowsMoreGetsNothing() throws Exception {
        Relay relay = sender(40);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> relay.queued().get(0).last().contains("certificate chain length"));
    }
}
