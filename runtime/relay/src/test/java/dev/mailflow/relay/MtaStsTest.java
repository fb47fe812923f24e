package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsDemand.DestinationPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** MTA-STS (RFC 8461): a policy that a destination publishes is met, or the mail waits. */
final class MtaStsTest extends TwoRelays {
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

    /** Whoever forges the exchangers may put an address in their place; no policy names one. */
    @Test
    void anAddressInPlaceOfAnExchangerIsNoWayAroundAPolicy() throws Exception {
        receive();
        hosts = hosts.replace("mx.away.test", "127.0.0.1");
        dns.remove("away.test.");
        dns.add("away.test. 60 IN MX 10 127.0.0.1.");
        try (FakeHttps https = https(policy("enforce", "mx.away.test"))) {
            assertThat(bySts()).contains("127.0.0.1 is not among the mx");
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
    void thePolicysServerIsVerifiedByTheRootsInForce() throws Exception {
        receive();
        try (FakeHttps https = https(policy("enforce", "mx.away.test"))) {
            byte[] authority = Files.readAllBytes(pki.authority());
            Path other = new TestPki(folder.resolve("other")).authority();
            Files.copy(other, pki.authority(), StandardCopyOption.REPLACE_EXISTING);
            TlsDemand demand = demand(DestinationPolicy.WHEN_PUBLISHED, DestinationPolicy.OFF);
            Relay relay = sender(demand);
            Files.write(pki.authority(), authority);
            assertThat(relay.reload(sender.configuration(), policy(demand))).isEmpty();
            assertThat(send(relay)).contains("does not offer STARTTLS");
            assertThat(https.requests()).isEqualTo(1);
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

    /** RFC 8689 5, for this message alone: not for the next one that the same worker has. */
    @Test
    void theSenderCanSetAsideWhatIsPublished() throws Exception {
        receive();
        try (FakeHttps https = https(policy("enforce", "mx.away.test"))) {
            Relay relay = sender(demand(DestinationPolicy.WHEN_PUBLISHED, DestinationPolicy.WHEN_PUBLISHED));
            assertThat(sendWith("TLS-Required: no\r\n", relay)).isEmpty();
            assertThat(sendWith("TLS-Required: yes\r\n", relay)).contains("does not offer STARTTLS");
            assertThat(https.requests()).isEqualTo(1);
        }
    }

    @Test
    void theSenderCannotSetAsideWhatIsDemanded() throws Exception {
        receive();
        try (FakeHttps https = https(policy("enforce", "mx.away.test"))) {
            assertThat(sendWith(
                            "TLS-Required: No\r\n", sender(demand(DestinationPolicy.REQUIRED, DestinationPolicy.OFF))))
                    .contains("does not offer STARTTLS");
            assertThat(https.requests()).isEqualTo(1);
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
