package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Route;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsDemand.DestinationPolicy;
import dev.mailflow.runtime.TlsDemand.Level;
import dev.mailflow.runtime.TlsVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** For tests of what a destination publishes: a relay that sends, one that receives, and a DNS of theirs. */
abstract class TwoRelays {
    static final String MX = "away.test. 60 IN MX 10 mx.away.test.";
    static final String TLSA = "_25._tcp.mx.away.test. 60 IN TLSA ";
    static final String TXT = "_mta-sts.away.test. 60 IN TXT \"v=STSv1; id=1\"";

    @TempDir
    Path folder;

    TestPki pki;
    RelayBench receiver;
    RelayBench sender;
    FakeDns dns;
    String hosts = "";

    @BeforeEach
    void open() throws Exception {
        pki = new TestPki(folder.resolve("pki"));
        receiver = new RelayBench(folder.resolve("receiver"));
        sender = new RelayBench(folder.resolve("sender"));
        dns = new FakeDns(MX);
    }

    @AfterEach
    void close() {
        sender.close();
        receiver.close();
        dns.close();
    }

    static TlsDemand demand(DestinationPolicy mtaSts, DestinationPolicy dane) {
        return new TlsDemand(Level.OPPORTUNISTIC, TlsVersion.NONE, List.of(), List.of(), mtaSts, dane);
    }

    static String keys(TestPki.Issued shown) {
        return "{\"key\": \"" + shown.key() + "\", \"certificate\": \"" + shown.certificate() + "\"}";
    }

    void receive(TestPki.Issued shown) throws Exception {
        receiver.with("tls", keys(shown));
        receive();
    }

    void receive() throws Exception {
        Relay last = receiver.start(TestPolicy.of(transaction -> Decision.deliver(Attribution.INTERNET)));
        hosts = "\"mx.away.test\": \"127.0.0.1:" + last.ports().get(0) + "\"";
    }

    static TestPolicy policy(TlsDemand demand) {
        return TestPolicy.of(
                transaction -> Decision.send(Attribution.INTERNET, "out", "internet", Route.toRecipientMx(demand)));
    }

    Relay sender(TlsDemand demand) throws Exception {
        return sender.with("dns", "{\"servers\": [\"127.0.0.1:" + dns.port() + "\"], \"timeout\": \"1s\"}")
                .with("queue", "{\"folder\": \"queue\", \"retry\": [\"1h\"], \"freeSpace\": 0}")
                .with("tls", "{\"trust\": [\"" + pki.authority() + "\"]}")
                .with("hosts", "{" + hosts + "}")
                .start(policy(demand));
    }

    /** Sends a message; gives why it waits, empty if it arrived. */
    String send(Relay relay) throws IOException {
        return sendWith("", relay);
    }

    /** @param field of the header section, with its CRLF */
    String sendWith(String field, Relay relay) throws IOException {
        int before = receiver.mailbox("away.test", "b").size();
        try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
            assertThat(client.send("a@sender.test", "b@away.test", field + "\r\nx"))
                    .startsWith("250");
        }
        return await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> {
                            if (receiver.mailbox("away.test", "b").size() > before) {
                                return "";
                            }
                            return relay.queued().stream()
                                    .filter(entry -> entry.attempts() > 0)
                                    .map(entry -> entry.last())
                                    .reduce((first, second) -> second)
                                    .orElse("?");
                        },
                        result -> !result.equals("?"));
    }

    String send(DestinationPolicy mtaSts, DestinationPolicy dane) throws Exception {
        return send(sender(demand(mtaSts, dane)));
    }

    boolean wasProtected() throws IOException {
        return receiver.mailbox("away.test", "b").get(0).contains("(TLS1.3");
    }

    static String hash(String algorithm, byte[] octets) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(octets));
    }

    static X509Certificate certificate(Path pem) throws Exception {
        try (var in = Files.newInputStream(pem)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    static String key(TestPki.Issued shown) throws Exception {
        return hash("SHA-256", certificate(shown.certificate()).getPublicKey().getEncoded());
    }
}
