package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailflow.runtime.TlsDemand.DestinationPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is counted of each way in which a protected session does not come about (RFC 8460 4.3, 4.4). */
final class TlsReportTest extends TwoRelays {
    private static final String OTHER = "00".repeat(32);

    private static final String ENFORCED =
            FakeHttps.policy("version: STSv1", "mode: enforce", "mx: mx.away.test", "max_age: 86400");

    /** Policy and result of the one session. */
    private String reported(DestinationPolicy mtaSts, DestinationPolicy dane) throws Exception {
        try (MailLogLines log = MailLogLines.listen()) {
            Relay relay = sender(demand(mtaSts, dane));
            send(relay);
            return reported(relay, log);
        }
    }

    private static String reported(Relay relay, MailLogLines log) {
        relay.close();
        assertThat(log.of("tls-report")).hasSize(1);
        return log.of("tls-report").get(0).replaceAll(".*domain=away.test (policy=.*) sessions=1", "$1");
    }

    private String byDane(DestinationPolicy dane) throws Exception {
        return reported(DestinationPolicy.OFF, dane);
    }

    private String bySts(TestPki.Issued server, String answer, DestinationPolicy mtaSts) throws Exception {
        try (FakeHttps https = new FakeHttps(server, answer)) {
            hosts += ", \"mta-sts.away.test\": \"127.0.0.1:" + https.port() + "\"";
            dns.add(TXT);
            return reported(mtaSts, DestinationPolicy.OFF);
        }
    }

    private TestPki.Issued withAuthority(TestPki.Issued issued) throws IOException {
        Path chain = folder.resolve("chain.pem");
        Files.writeString(chain, Files.readString(issued.certificate()) + Files.readString(pki.authority()));
        return new TestPki.Issued(issued.key(), chain);
    }

    /** Delivered in plain text all the same, where nothing was demanded. */
    @ParameterizedTest
    @CsvSource({
        "EHLO,starttls-not-supported",
        "220 go ahead,validation-failure",
        "502 5.5.1 what,starttls-not-supported"
    })
    void whatEndsInPlainTextSaysWhy(String reply, String result) throws Exception {
        try (MailLogLines log = MailLogLines.listen();
                FakeHop hop = new FakeHop((number, heard) -> heard.startsWith("EHLO")
                        ? reply.equals("EHLO") ? "250 fake" : "250-fake\r\n250 STARTTLS"
                        : heard.equals("STARTTLS") ? reply : null)) {
            hosts = "\"mx.away.test\": \"127.0.0.1:" + hop.port() + "\"";
            Relay relay = sender(demand(DestinationPolicy.OFF, DestinationPolicy.OFF));
            try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
                assertThat(client.send("a@sender.test", "b@away.test", "\r\nx")).startsWith("250");
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> relay.queued().isEmpty());
            assertThat(hop.heard()).contains(".");
            assertThat(reported(relay, log)).isEqualTo("policy=no-policy-found result=" + result);
        }
    }

    /** Some count failures, and take no call for a while. */
    @Test
    void whatIsRefusedInPlainTextToo() throws Exception {
        try (MailLogLines log = MailLogLines.listen();
                FakeHop hop = new FakeHop((number, heard) -> heard.startsWith("EHLO")
                        ? "250-fake\r\n250 STARTTLS"
                        : heard.equals("STARTTLS")
                                ? "220 go ahead"
                                : heard.equals("greeting") && number > 1 ? "421 too many failures" : null)) {
            hosts = "\"mx.away.test\": \"127.0.0.1:" + hop.port() + "\"";
            Relay relay = sender(demand(DestinationPolicy.OFF, DestinationPolicy.OFF));
            assertThat(send(relay)).contains("TLS handshake failed").contains("421 too many failures");
            assertThat(reported(relay, log)).isEqualTo("policy=no-policy-found result=validation-failure");
        }
    }

    @Test
    void aKeyThatTheZoneDoesNotName() throws Exception {
        receive(pki.issue("mx.away.test"));
        dns.validating().add(TLSA + "3 1 1 " + OTHER);
        assertThat(byDane(DestinationPolicy.WHEN_PUBLISHED)).isEqualTo("policy=tlsa result=certificate-not-trusted");
    }

    @ParameterizedTest
    @CsvSource({"false,certificate-host-mismatch", "true,certificate-expired"})
    void aCertificateOfTheAuthorityThatTheZoneNames(boolean isExpired, String result) throws Exception {
        receive(withAuthority(isExpired ? pki.expired("mx.away.test") : pki.issue("mx.evil.test")));
        dns.validating()
                .add(TLSA + "2 0 1 "
                        + hash("SHA-256", certificate(pki.authority()).getEncoded()));
        assertThat(byDane(DestinationPolicy.WHEN_PUBLISHED)).isEqualTo("policy=tlsa result=" + result);
    }

    @Test
    void recordsOfWhichNoneIsUsable() throws Exception {
        receive(pki.issue("mx.away.test"));
        dns.validating().add(TLSA + "1 1 1 " + OTHER);
        assertThat(byDane(DestinationPolicy.REQUIRED)).isEqualTo("policy=tlsa result=tlsa-invalid");
    }

    @Test
    void noRecordsWhereTheyAreRequired() throws Exception {
        receive(pki.issue("mx.away.test"));
        dns.validating();
        assertThat(byDane(DestinationPolicy.REQUIRED)).isEqualTo("policy=tlsa result=dane-required");
    }

    @Test
    void recordsThatDoNotValidate() throws Exception {
        receive(pki.issue("mx.away.test"));
        dns.validating().failing("_25._tcp.mx.away.test.");
        assertThat(byDane(DestinationPolicy.WHEN_PUBLISHED)).isEqualTo("policy=tlsa result=dnssec-invalid");
    }

    @ParameterizedTest
    @CsvSource({"expired,certificate-expired", "foreign,certificate-not-trusted", "other,certificate-host-mismatch"})
    void aCertificateThatAnEnforcedPolicyDoesNotTake(String what, String result) throws Exception {
        receive(
                switch (what) {
                    case "expired" -> pki.expired("mx.away.test");
                    case "foreign" -> new TestPki(folder.resolve("foreign")).issue("mx.away.test");
                    default -> pki.issue("other.away.test");
                });
        assertThat(bySts(pki.issue("mta-sts.away.test"), ENFORCED, DestinationPolicy.WHEN_PUBLISHED))
                .isEqualTo("policy=sts result=" + result);
    }

    @Test
    void anExchangerThatThePolicyDoesNotName() throws Exception {
        receive(pki.issue("mx.away.test"));
        assertThat(bySts(
                        pki.issue("mta-sts.away.test"),
                        ENFORCED.replace("mx.away.test", "mx2.away.test"),
                        DestinationPolicy.WHEN_PUBLISHED))
                .isEqualTo("policy=sts result=validation-failure");
    }

    @Test
    void aPolicyThatIsNotThere() throws Exception {
        receive(pki.issue("mx.away.test"));
        assertThat(bySts(
                        pki.issue("mta-sts.away.test"),
                        "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n\r\n",
                        DestinationPolicy.REQUIRED))
                .isEqualTo("policy=sts result=sts-policy-fetch-error");
    }

    @Test
    void aPolicyThatIsNone() throws Exception {
        receive(pki.issue("mx.away.test"));
        assertThat(bySts(
                        pki.issue("mta-sts.away.test"), FakeHttps.policy("mode: whatever"), DestinationPolicy.REQUIRED))
                .isEqualTo("policy=sts result=sts-policy-invalid");
    }

    @Test
    void aPolicyOfWhoCannotProveWhoHeIs() throws Exception {
        receive(pki.issue("mx.away.test"));
        assertThat(bySts(pki.issue("www.away.test"), ENFORCED, DestinationPolicy.REQUIRED))
                .isEqualTo("policy=sts result=sts-webpki-invalid");
    }
}
