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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DANE (RFC 7672) and MTA-STS (RFC 8461): what a destination publishes is met, or the mail waits. */
final class PublishedDemandsTest {
    private static final String MX = "away.test. 60 IN MX 10 mx.away.test.";
    private static final String TLSA = "_25._tcp.mx.away.test. 60 IN TLSA ";
    private static final String TXT = "_mta-sts.away.test. 60 IN TXT \"v=STSv1; id=1\"";

    @TempDir
    Path folder;

    private TestPki pki;
    private RelayBench receiver;
    private RelayBench sender;
    private FakeDns dns;
    private String hosts = "";

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

    private static TlsDemand demand(DestinationPolicy mtaSts, DestinationPolicy dane) {
        return new TlsDemand(Level.OPPORTUNISTIC, TlsVersion.NONE, List.of(), List.of(), mtaSts, dane);
    }

    private static String keys(TestPki.Issued shown) {
        return "{\"key\": \"" + shown.key() + "\", \"certificate\": \"" + shown.certificate() + "\"}";
    }

    private void receive(TestPki.Issued shown) throws Exception {
        receiver.with("tls", keys(shown));
        receive();
    }

    private void receive() throws Exception {
        Relay last = receiver.start(TestPolicy.of(transaction -> Decision.deliver(Attribution.INTERNET)));
        hosts = "\"mx.away.test\": \"127.0.0.1:" + last.ports().get(0) + "\"";
    }

    private Relay sender(TlsDemand demand) throws Exception {
        return sender.with("dns", "{\"servers\": [\"127.0.0.1:" + dns.port() + "\"], \"timeout\": \"1s\"}")
                .with("queue", "{\"folder\": \"queue\", \"retry\": [\"1h\"], \"freeSpace\": 0}")
                .with("tls", "{\"trust\": [\"" + pki.authority() + "\"]}")
                .with("hosts", "{" + hosts + "}")
                .start(TestPolicy.of(transaction ->
                        Decision.send(Attribution.INTERNET, "out", "internet", Route.toRecipientMx(demand))));
    }

    /** Sends a message; gives why it waits, empty if it arrived. */
    private String send(Relay relay) throws IOException {
        int before = receiver.mailbox("away.test", "b").size();
        try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
            assertThat(client.send("a@sender.test", "b@away.test", "\r\nx")).startsWith("250");
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

    private String send(DestinationPolicy mtaSts, DestinationPolicy dane) throws Exception {
        return send(sender(demand(mtaSts, dane)));
    }

    private String byDane() throws Exception {
        return send(DestinationPolicy.OFF, DestinationPolicy.WHEN_PUBLISHED);
    }

    private boolean wasProtected() throws IOException {
        return receiver.mailbox("away.test", "b").get(0).contains("(TLS1.3");
    }

    private static String hash(String algorithm, byte[] octets) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(octets));
    }

    private static X509Certificate certificate(Path pem) throws Exception {
        try (var in = Files.newInputStream(pem)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static String key(TestPki.Issued shown) throws Exception {
        return hash("SHA-256", certificate(shown.certificate()).getPublicKey().getEncoded());
    }

    private static final String OTHER = "00".repeat(32);

    @Test
    void aKeyInTheZoneNeedsNeitherNameNorDate() throws Exception {
        TestPki.Issued shown = new TestPki(folder.resolve("foreign")).expired("quite.other.test");
        receive(shown);
        dns.validating().add(TLSA + "3 1 1 " + key(shown));
        assertThat(byDane()).isEmpty();
        assertThat(wasProtected()).isTrue();
    }

    @Test
    void anotherKeyIsRefused() throws Exception {
        receive(pki.issue("mx.away.test"));
        dns.validating().add(TLSA + "3 1 1 " + OTHER);
        assertThat(byDane()).contains("DANE: the certificate matches no TLSA record");
    }

    @Test
    void oneOfTwoKeysWillDo() throws Exception {
        TestPki.Issued shown = pki.issue("other.test");
        receive(shown);
        dns.validating().add(TLSA + "3 1 1 " + OTHER, TLSA + "3 1 1 " + key(shown));
        assertThat(byDane()).isEmpty();
    }

    @Test
    void theStrongestDigestAloneCounts() throws Exception {
        TestPki.Issued shown = pki.issue("mx.away.test");
        receive(shown);
        dns.validating().add(TLSA + "3 1 1 " + key(shown), TLSA + "3 1 2 " + OTHER + OTHER);
        assertThat(byDane()).contains("matches no TLSA record");
    }

    private TestPki.Issued withAuthority(TestPki.Issued issued) throws IOException {
        Path chain = folder.resolve("chain.pem");
        Files.writeString(chain, Files.readString(issued.certificate()) + Files.readString(pki.authority()));
        return new TestPki.Issued(issued.key(), chain);
    }

    @Test
    void anAuthorityInTheZoneNeedsTheName() throws Exception {
        receive(withAuthority(pki.issue("mx.away.test")));
        dns.validating()
                .add(TLSA + "2 0 1 "
                        + hash("SHA-256", certificate(pki.authority()).getEncoded()));
        assertThat(byDane()).isEmpty();
    }

    @Test
    void anAuthorityInTheZoneRefusesOtherNames() throws Exception {
        receive(withAuthority(pki.issue("mx.evil.test")));
        dns.validating()
                .add(TLSA + "2 0 1 "
                        + hash("SHA-256", certificate(pki.authority()).getEncoded()));
        assertThat(byDane()).contains("DANE: the certificate is not for");
    }

    @Test
    void anAuthorityInTheZoneRefusesTheExpired() throws Exception {
        receive(withAuthority(pki.expired("mx.away.test")));
        dns.validating()
                .add(TLSA + "2 1 1 "
                        + hash(
                                "SHA-256",
                                certificate(pki.authority()).getPublicKey().getEncoded()));
        assertThat(byDane()).contains("DANE: the certificate matches no TLSA record");
    }

    @Test
    void aWholeAuthorityNeedNotBeSent() throws Exception {
        receive(pki.issue("mx.away.test"));
        dns.validating()
                .add(TLSA + "2 0 0 "
                        + HexFormat.of().formatHex(certificate(pki.authority()).getEncoded()));
        assertThat(byDane()).isEmpty();
    }

    @Test
    void unusableRecordsAskForTlsAlone() throws Exception {
        receive(new TestPki(folder.resolve("foreign")).issue("other.test"));
        dns.validating().add(TLSA + "1 1 1 " + OTHER, TLSA + "0 0 1 " + OTHER, TLSA + "3 1 9 " + OTHER);
        assertThat(byDane()).isEmpty();
        assertThat(wasProtected()).isTrue();
    }

    @Test
    void unusableRecordsForbidPlainText() throws Exception {
        receive();
        dns.validating().add(TLSA + "1 1 1 " + OTHER);
        assertThat(byDane()).contains("does not offer STARTTLS");
    }

    @Test
    void whatDoesNotValidateIsNotUsed() throws Exception {
        receive(pki.issue("mx.away.test"));
        dns.validating().failing("_25._tcp.mx.away.test.");
        assertThat(byDane()).contains("the TLSA records of mx.away.test cannot be looked up");
    }

    @Test
    void insecureZonesHaveNoDane() throws Exception {
        receive(pki.issue("mx.away.test"));
        dns.validating("away.test.").add(TLSA + "3 1 1 " + OTHER);
        assertThat(byDane()).isEmpty();
    }

    @Test
    void aProvenAbsenceIsNoDane() throws Exception {
        receive();
        dns.validating();
        assertThat(byDane()).isEmpty();
        assertThat(wasProtected()).isFalse();
    }

    @Test
    void theConnectorCanTurnDaneOff() throws Exception {
        receive(pki.issue("mx.away.test"));
        dns.validating().add(TLSA + "3 1 1 " + OTHER);
        assertThat(send(DestinationPolicy.OFF, DestinationPolicy.OFF)).isEmpty();
    }

    @Test
    void theConnectorCanDemandDane() throws Exception {
        receive(pki.issue("mx.away.test"));
        dns.validating();
        assertThat(send(DestinationPolicy.OFF, DestinationPolicy.REQUIRED)).contains("DANE is demanded");
    }

    private FakeHttps https(String answer) throws Exception {
        FakeHttps https = new FakeHttps(pki.issue("mta-sts.away.test"), answer);
        hosts += ", \"mta-sts.away.test\": \"127.0.0.1:" + https.port() + "\"";
        dns.add(TXT);
        return https;
    }

    private static String policy(String mode, String mx) {
        return FakeHttps.policy("version: STSv1", "mode: " + mode, "mx: " + mx, "max_age: 86400");
    }

    private String bySts() throws Exception {
        return send(DestinationPolicy.WHEN_PUBLISHED, DestinationPolicy.WHEN_PUBLISHED);
    }

    @Test
    void anEnforcedPolicyIsMet() throws Exception {
        receive(pki.issue("mx.away.test"));
        try (FakeHttps https = https(policy("enforce", "*.away.test"))) {
            assertThat(bySts()).isEmpty();
            assertThat(https.requests()).isEqualTo(1);
            assertThat(wasProtected()).isTrue();
        }
    }

    @Test
    void anEnforcedPolicyWantsTheName() throws Exception {
        receive(pki.issue("other.away.test"));
        try (FakeHttps https = https(policy("enforce", "mx.away.test"))) {
            assertThat(bySts()).contains("MTA-STS: no verified certificate for mx.away.test");
            assertThat(https.requests()).isEqualTo(1);
        }
    }

    @Test
    void anEnforcedPolicyForbidsPlainText() throws Exception {
        receive();
        try (FakeHttps https = https(policy("enforce", "mx.away.test"))) {
            assertThat(bySts()).contains("does not offer STARTTLS");
            assertThat(https.requests()).isEqualTo(1);
        }
    }

    @Test
    void anEnforcedPolicyNamesTheExchangers() throws Exception {
        receive(pki.issue("mx.away.test"));
        try (FakeHttps https = https(policy("enforce", "mx2.away.test"))) {
            assertThat(bySts()).contains("is not among the mx");
            assertThat(https.requests()).isEqualTo(1);
        }
    }

    @Test
    void aPolicyBeingTestedHoldsNothingBack() throws Exception {
        receive();
        try (FakeHttps https = https(policy("testing", "mx2.away.test"))) {
            assertThat(bySts()).isEmpty();
            assertThat(https.requests()).isEqualTo(1);
        }
    }

    @Test
    void theConnectorCanEnforceWhatIsBeingTested() throws Exception {
        receive();
        try (FakeHttps https = https(policy("testing", "mx.away.test"))) {
            assertThat(send(DestinationPolicy.REQUIRED, DestinationPolicy.OFF)).contains("does not offer STARTTLS");
            assertThat(https.requests()).isEqualTo(1);
        }
    }

    @Test
    void theConnectorCanDemandAPolicy() throws Exception {
        receive(pki.issue("mx.away.test"));
        assertThat(send(DestinationPolicy.REQUIRED, DestinationPolicy.OFF))
                .contains("MTA-STS is demanded, and away.test publishes no policy");
    }

    @Test
    void aKnownPolicyHoldsWhenTheDnsIsGoneEvenAfterARestart() throws Exception {
        receive(pki.issue("mx.away.test"));
        try (FakeHttps https = https(policy("enforce", "mx.away.test"))) {
            Relay first = sender(demand(DestinationPolicy.WHEN_PUBLISHED, DestinationPolicy.OFF));
            assertThat(send(first)).isEmpty();
            first.close();
            receiver.close();
            https.close();
            dns.failing("_mta-sts.away.test.");
            receiver = new RelayBench(folder.resolve("receiver2"));
            receive();
            assertThat(send(sender(demand(DestinationPolicy.WHEN_PUBLISHED, DestinationPolicy.OFF))))
                    .contains("does not offer STARTTLS");
        }
    }

    @Test
    void aNewIdFetchesAnew() throws Exception {
        receive(pki.issue("mx.away.test"));
        dns.add("_mta-sts.away.test. 0 IN TXT \"v=STSv1; id=1\"");
        try (FakeHttps https = new FakeHttps(pki.issue("mta-sts.away.test"), policy("enforce", "mx.away.test"))) {
            hosts += ", \"mta-sts.away.test\": \"127.0.0.1:" + https.port() + "\"";
            Relay relay = sender(demand(DestinationPolicy.WHEN_PUBLISHED, DestinationPolicy.OFF));
            assertThat(send(relay)).isEmpty();
            https.answer(policy("enforce", "mx3.away.test"));
            dns.remove("_mta-sts.away.test.");
            dns.add("_mta-sts.away.test. 0 IN TXT \"v=STSv1; id=2\"");
            // The open connection is used on; a new one is needed for the new policy to matter.
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(700))
                    .until(() -> send(relay).contains("is not among the mx"));
            assertThat(https.requests()).isEqualTo(2);
        }
    }

    private void noPolicyFrom(String answer) throws Exception {
        receive();
        try (FakeHttps https = https(answer)) {
            assertThat(bySts()).isEmpty();
            assertThat(https.requests()).isEqualTo(1);
        }
    }

    @Test
    void followsNoRedirect() throws Exception {
        noPolicyFrom("HTTP/1.1 302 Found\r\nLocation: https://mta-sts.away.test/x\r\n\r\n");
    }

    @Test
    void takesPlainTextOnly() throws Exception {
        noPolicyFrom(policy("enforce", "mx.away.test").replace("text/plain", "text/html"));
    }

    @Test
    void takesNothingLong() throws Exception {
        noPolicyFrom(policy("enforce", "mx.away.test") + "x: y\r\n".repeat(20_000));
    }

    @Test
    void readsChunks() throws Exception {
        receive();
        String body = "version: STSv1\nmode: enforce\nmx: mx.away.test\nmax_age: 60\n";
        try (FakeHttps https = https("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n")) {
            assertThat(bySts()).contains("does not offer STARTTLS");
            assertThat(https.requests()).isEqualTo(1);
        }
    }

    @Test
    void takesNoPolicyFromAnotherName() throws Exception {
        receive();
        FakeHttps https = new FakeHttps(pki.issue("other.away.test"), policy("enforce", "mx.away.test"));
        try (https) {
            hosts += ", \"mta-sts.away.test\": \"127.0.0.1:" + https.port() + "\"";
            dns.add(TXT);
            assertThat(bySts()).isEmpty();
            assertThat(https.requests()).isZero();
        }
    }

    @Test
    void daneComesBeforeMtaSts() throws Exception {
        TestPki.Issued shown = pki.issue("other.test");
        receive(shown);
        try (FakeHttps https = https(policy("enforce", "mx2.away.test"))) {
            dns.validating().add(TLSA + "3 1 1 " + key(shown));
            assertThat(bySts()).isEmpty();
            assertThat(https.requests()).isZero();
        }
    }

    /** What RFC 8460 reports about: by destination in the log when the relay ends, by kind in the metrics. */
    @Test
    void sessionsAreCountedForReports() throws Exception {
        receive(pki.issue("other.away.test"));
        try (MailLogLines log = MailLogLines.listen();
                FakeHttps https = https(policy("enforce", "mx.away.test"))) {
            sender.with("monitor", "{\"port\": 0}");
            Relay relay = sender(demand(DestinationPolicy.WHEN_PUBLISHED, DestinationPolicy.OFF));
            assertThat(send(relay)).contains("MTA-STS: no verified certificate");
            assertThat(https.requests()).isEqualTo(1);
            String metrics = java.net.http.HttpClient.newHttpClient()
                    .send(
                            java.net.http.HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:"
                                            + relay.monitorPort().orElseThrow() + "/metrics"))
                                    .build(),
                            java.net.http.HttpResponse.BodyHandlers.ofString())
                    .body();
            assertThat(metrics)
                    .contains("mailflow_tls_sessions_total{policy=\"sts\",result=\"certificate-host-mismatch\"} 1.0")
                    .doesNotContain("away.test");
            relay.close();
            assertThat(log.of("tls-report"))
                    .singleElement()
                    .asString()
                    .contains("domain=away.test policy=sts result=certificate-host-mismatch sessions=1");
        }
    }
}
