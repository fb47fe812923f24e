package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.mailflow.runtime.TlsDemand;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A certificate that is renewed in its place while the relay runs. */
final class CertificateRenewalTest {
    private static final TestPolicy POLICY = TestPolicy.usual(TlsDemand.OPPORTUNISTIC);

    @TempDir
    Path folder;

    private TestPki pki;
    private TestPki.Issued own;
    private RelayBench bench;
    private Relay relay;

    @BeforeEach
    void start() throws Exception {
        pki = new TestPki(folder.resolve("pki"));
        own = pki.expiring("mx.relay.test");
        bench = new RelayBench(folder)
                .with("monitor", "{\"port\": 0}")
                .with(
                        "tls",
                        "{\"key\": \"" + own.key() + "\", \"certificate\": \"" + own.certificate()
                                + "\", \"trust\": [\"" + pki.authority() + "\"]}");
        relay = bench.start(POLICY);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private RawClient secured() throws Exception {
        RawClient client = RawClient.greeted(relay.ports().get(0)).startTls();
        client.ask("EHLO client.test");
        return client;
    }

    private BigInteger shown() throws Exception {
        try (RawClient client = secured()) {
            return client.shown().getSerialNumber();
        }
    }

    private void put(TestPki.Issued other) throws Exception {
        Files.copy(other.key(), own.key(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(other.certificate(), own.certificate(), StandardCopyOption.REPLACE_EXISTING);
    }

    private String expiry() throws Exception {
        URI metrics = URI.create("http://127.0.0.1:" + relay.monitorPort().orElseThrow() + "/metrics");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith("mailflow_certificate_expiry_time_seconds{"))
                .reduce("", (before, line) -> before + line);
    }

    /** Who is in the middle of a session stays there; who comes next sees the new one. */
    @Test
    void isShownFromTheNextHandshakeOn() throws Exception {
        BigInteger before = shown();
        String expiry = expiry();
        assertThat(expiry).contains(own.certificate().getFileName().toString());
        try (RawClient open = secured()) {
            open.ask("MAIL FROM:<a@sender.test>");
            put(pki.issue("mx.relay.test"));
            assertThat(relay.reload(bench.configuration(), POLICY)).isEmpty();
            assertThat(shown()).isNotEqualTo(before);
            open.ask("RCPT TO:<b@local.test>");
            open.ask("DATA");
            open.raw("\r\nx\r\n.\r\n");
            assertThat(open.reply()).startsWith("250");
        }
        assertThat(expiry())
                .isNotEqualTo(expiry)
                .contains(own.certificate().getFileName().toString());
    }

    /** Half of a pair, as between two copies of a script that renews: nothing changes, and it is said why. */
    @Test
    void staysAsItIsWhereTheNewOneIsNoPair() throws Exception {
        BigInteger before = shown();
        Files.copy(pki.issue("mx.relay.test").certificate(), own.certificate(), StandardCopyOption.REPLACE_EXISTING);
        List<String> why = relay.reload(bench.configuration(), TestPolicy.of(transaction -> TestPolicy.denied()));
        assertThat(why).singleElement().asString().contains(own.key().toString(), "is not the key of");
        assertThat(shown()).isEqualTo(before);
        try (RawClient client = secured()) {
            assertThat(client.send("a@sender.test", "b@local.test", "\r\nx")).startsWith("250");
        }
    }

    /** The listeners stay those of the start, whatever the overlay says of them by then. */
    @Test
    void staysAsItIsWhereThereIsNoneAnyMore() throws Exception {
        BigInteger before = shown();
        bench.with("tls", "{\"trust\": [\"" + pki.authority() + "\"]}");
        assertThat(relay.reload(bench.configuration(), POLICY))
                .singleElement()
                .asString()
                .contains("no key is configured any more");
        assertThat(shown()).isEqualTo(before);
    }

    /** One mistake: that what the key was needed for is not shown any more follows from it. */
    @Test
    void whereThereIsNoneAnyMoreThatIsSaidOnce() throws Exception {
        String trust = "{\"trust\": [\"" + pki.authority() + "\"]}";
        bench.with("presentedNames", "{\"toClients\": [\"mx.relay.test\"]}").with("tls", trust);
        assertThat(relay.reload(bench.configuration(), POLICY))
                .singleElement()
                .asString()
                .contains("no key is configured any more");
        // Two: the keys that are gone had not met this one either.
        bench.with("presentedNames", "{\"toClients\": [\"mx.relay.test\", \"mx.due.test\"]}");
        assertThat(relay.reload(bench.configuration(), POLICY))
                .satisfiesExactly(
                        obligation -> assertThat(obligation).contains("`mx.due.test`"),
                        keys -> assertThat(keys).contains("no key is configured any more"));
    }

    /** The listeners in force count, not those that a restart would bring. */
    @Test
    void mayGoWhereNoListenerNeedsOne() throws Exception {
        relay.close();
        relay = bench.with("listeners", "[{\"address\": \"127.0.0.1\", \"port\": 0, \"tls\": \"off\"}]")
                .start(POLICY);
        bench.with("tls", "{}").with("listeners", "[{\"address\": \"127.0.0.1\", \"port\": 0, \"tls\": \"implicit\"}]");
        assertThat(relay.reload(bench.configuration(), POLICY)).isEmpty();
    }

    /** An administrator who reads the log of the last reload knows. */
    @Test
    void thatItExpiresIsSaidAtEachReload() throws Exception {
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.start();
        Logger log = (Logger) LoggerFactory.getLogger(Relay.class);
        log.addAppender(told);
        try {
            assertThat(relay.reload(bench.configuration(), POLICY)).isEmpty();
            assertThat(expiries(told)).isEqualTo(1);
            relay.refuseReload(List.of("1 error in the policy"));
            assertThat(expiries(told)).isEqualTo(2);
            put(pki.issue("mx.relay.test"));
            assertThat(relay.reload(bench.configuration(), POLICY)).isEmpty();
            assertThat(expiries(told)).isEqualTo(2);
        } finally {
            log.detachAppender(told);
        }
    }

    private static long expiries(ListAppender<ILoggingEvent> told) {
        return told.list.stream()
                .filter(event -> event.getFormattedMessage().startsWith("event=certificate-expires "))
                .count();
    }

    /** What the policy obliges the site to show is looked for among the new ones. */
    @Test
    void staysAsItIsWhereTheNewOneIsNotTheOneThatIsDue() throws Exception {
        bench.with("presentedNames", "{\"toClients\": [\"mx.relay.test\"]}");
        assertThat(relay.reload(bench.configuration(), POLICY)).isEmpty();
        BigInteger before = shown();
        put(pki.issue("mx.other.test"));
        assertThat(relay.reload(bench.configuration(), POLICY))
                .singleElement()
                .asString()
                .contains("`mx.relay.test`");
        assertThat(shown()).isEqualTo(before);
    }

    /** A root that is trusted from now on makes certificates of clients count. */
    @Test
    void newRootsCount() throws Exception {
        TestPki partners = new TestPki(folder.resolve("partners"));
        TestPki.Issued theirs = partners.issue("mx.partner.test");
        try (MailLogLines log = MailLogLines.listen()) {
            sendShowing(theirs);
            Files.write(
                    pki.authority(),
                    List.of(Files.readString(pki.authority()), Files.readString(partners.authority())));
            assertThat(relay.reload(bench.configuration(), POLICY)).isEmpty();
            sendShowing(theirs);
            assertThat(log.of("message").get(0)).doesNotContain("cert=mx.partner.test");
            assertThat(log.of("message").get(1)).contains("cert=mx.partner.test");
        }
    }

    private void sendShowing(TestPki.Issued shown) throws Exception {
        try (RawClient client = RawClient.greeted(relay.ports().get(0)).startTls(shown)) {
            client.ask("EHLO client.test");
            assertThat(client.send("a@sender.test", "b@local.test", "\r\nx")).startsWith("250");
        }
    }
}
