package dev.mailflow.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.relay.FakeDns;
import dev.mailflow.relay.FakeHttps;
import dev.mailflow.relay.Relay;
import dev.mailflow.relay.RelayBench;
import dev.mailflow.relay.TestPki;
import dev.mailflow.relay.TestPolicy;
import dev.mailflow.relay.client.HopProbe.Finding;
import dev.mailflow.relay.client.HopProbe.Offer;
import dev.mailflow.relay.client.HopProbe.Result;
import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.relay.tls.TlsEngine;
import dev.mailflow.runtime.CertificateName;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.Reason;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsDemand.DestinationPolicy;
import dev.mailflow.runtime.TlsDemand.Level;
import dev.mailflow.runtime.TlsVersion;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Next hops of every kind, tried before mail is. The hop is a relay, its certificates differ. */
final class HopProbeTest {
    @TempDir
    Path folder;

    private TestPki pki;
    private RelayBench hop;
    private RelayBench own;

    @BeforeEach
    void open() throws Exception {
        pki = new TestPki(folder.resolve("pki"));
        hop = new RelayBench(folder.resolve("hop"));
        own = new RelayBench(folder.resolve("own"));
    }

    @AfterEach
    void close() {
        hop.close();
    }

    private Finding probe(TlsDemand demand, TestPki.Issued shown) throws Exception {
        hop.with("tls", "{\"key\": \"" + shown.key() + "\", \"certificate\": \"" + shown.certificate() + "\"}");
        return probe(demand);
    }

    private Finding probe(TlsDemand demand) throws Exception {
        Relay relay = hop.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC));
        return probe(demand, relay.ports().get(0));
    }

    private Finding probe(TlsDemand demand, int port) throws Exception {
        RelayConfiguration configuration = own.with("tls", "{\"trust\": [\"" + pki.authority() + "\"]}")
                .with("hosts", "{\"mx.hop.test\": \"127.0.0.1:" + port + "\"}")
                .configuration();
        try (HopProbe probe = new HopProbe(configuration, TlsEngine.of(configuration))) {
            List<Finding> findings =
                    probe.probe(new Destination.Remote(List.of(new NextHop("mx.hop.test", 25)), "", demand));
            assertThat(findings).hasSize(1);
            return findings.get(0);
        }
    }

    private static TlsDemand required(TlsVersion minimum, String... names) {
        return new TlsDemand(
                Level.REQUIRED,
                minimum,
                List.of(names).stream().map(CertificateName::new).toList(),
                List.of(),
                DestinationPolicy.OFF,
                DestinationPolicy.OFF);
    }

    @Test
    void aHopThatMeetsTheDemand() throws Exception {
        Finding finding = probe(required(TlsVersion.TLS_1_3, "mx.hop.test"), pki.issue("mx.hop.test"));
        assertThat(finding.result()).isEqualTo(Result.GOOD);
        assertThat(finding.offersTls()).isEqualTo(Offer.ANNOUNCED);
        assertThat(finding.peer().version()).isEqualTo(TlsVersion.TLS_1_3);
        assertThat(finding.peer().names()).containsExactly("mx.hop.test");
        assertThat(finding.peer().certificate().orElseThrow().getNotAfter().toInstant())
                .isAfter(Instant.now());
        assertThat(finding.detail()).isEmpty();
    }

    @Test
    void aNameThatDoesNotFit() throws Exception {
        Finding finding = probe(required(TlsVersion.NONE, "mx.hop.test"), pki.issue("mx.other.test"));
        assertThat(finding.result()).isEqualTo(Result.UNMET);
        assertThat(finding.reason()).contains(Reason.CERT_MISMATCH);
        assertThat(finding.detail()).contains("mx.other.test").contains("mx.hop.test");
    }

    @Test
    void aChainThatLeadsNowhere() throws Exception {
        TestPki strange = new TestPki(folder.resolve("strange"));
        Finding finding = probe(required(TlsVersion.NONE, "mx.hop.test"), strange.issue("mx.hop.test"));
        assertThat(finding.reason()).contains(Reason.CERT_MISMATCH);
        assertThat(finding.detail()).isEqualTo("its certificate proves nothing: chain leads to no trusted root");
        assertThat(finding.peer().names()).isEmpty();
        assertThat(finding.peer().shownNames()).containsExactly("mx.hop.test");
    }

    @Test
    void aCertificateThatIsOver() throws Exception {
        Finding finding = probe(required(TlsVersion.NONE, "mx.hop.test"), pki.expired("mx.hop.test"));
        assertThat(finding.reason()).contains(Reason.CERT_MISMATCH);
        assertThat(finding.detail()).contains("expired");
        assertThat(finding.peer().certificate().orElseThrow().getNotAfter().toInstant())
                .isBefore(Instant.now());
    }

    @Test
    void noStartTls() throws Exception {
        Finding finding = probe(required(TlsVersion.NONE));
        assertThat(finding.result()).isEqualTo(Result.UNMET);
        assertThat(finding.reason()).contains(Reason.TLS_UNAVAILABLE);
        assertThat(finding.offersTls()).isEqualTo(Offer.MISSING);
    }

    @Test
    void plainTextWillDoWhereNothingIsDemanded() throws Exception {
        assertThat(probe(TlsDemand.OPPORTUNISTIC).result()).isEqualTo(Result.GOOD);
    }

    @Test
    void nobodyThere() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Finding finding = probe(TlsDemand.OPPORTUNISTIC, port);
        assertThat(finding.result()).isEqualTo(Result.UNREACHABLE);
        assertThat(finding.address()).isEqualTo("127.0.0.1:" + port);
        assertThat(finding.detail()).containsIgnoringCase("refused");
    }

    private List<Finding> probeByMx(TestPki.Issued shown, FakeDns dns, String hosts) throws Exception {
        hop.close();
        hop = new RelayBench(folder.resolve("hop" + dns.port()));
        Relay relay = hop.with(
                        "tls", "{\"key\": \"" + shown.key() + "\", \"certificate\": \"" + shown.certificate() + "\"}")
                .start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC));
        RelayConfiguration configuration = own.with("tls", "{\"trust\": [\"" + pki.authority() + "\"]}")
                .with("dns", "{\"servers\": [\"127.0.0.1:" + dns.port() + "\"], \"timeout\": \"1s\"}")
                .with("hosts", "{\"mx.hop.test\": \"127.0.0.1:" + relay.ports().get(0) + "\"" + hosts + "}")
                .configuration();
        try (HopProbe probe = new HopProbe(configuration, TlsEngine.of(configuration))) {
            return probe.probe(new Destination.Remote(List.of(), "hop.test", TlsDemand.OPPORTUNISTIC));
        }
    }

    @Test
    void aPublishedKeyCounts() throws Exception {
        TestPki.Issued shown = pki.issue("mx.hop.test");
        for (String digest : List.of(TestPki.keyDigest(shown), "00".repeat(32))) {
            try (FakeDns dns = new FakeDns(
                            "hop.test. 60 IN MX 10 mx.hop.test.", "_25._tcp.mx.hop.test. 60 IN TLSA 3 1 1 " + digest)
                    .validating()) {
                Finding finding = probeByMx(shown, dns, "").get(0);
                assertThat(finding.published()).isEqualTo("dane");
                assertThat(finding.result()).isEqualTo(digest.startsWith("0000") ? Result.UNMET : Result.GOOD);
                assertThat(finding.detail())
                        .isEqualTo(digest.startsWith("0000") ? "DANE: the certificate matches no TLSA record" : "");
            }
        }
    }

    @Test
    void aPublishedPolicyCounts() throws Exception {
        for (String mx : List.of("*.hop.test", "other.hop.test")) {
            try (FakeDns dns = new FakeDns(
                            "hop.test. 60 IN MX 10 mx.hop.test.", "_mta-sts.hop.test. 60 IN TXT \"v=STSv1; id=1\"");
                    FakeHttps https = new FakeHttps(
                            pki.issue("mta-sts.hop.test"),
                            FakeHttps.policy("version: STSv1", "mode: enforce", "mx: " + mx, "max_age: 60"))) {
                Finding finding = probeByMx(
                                pki.issue("mx.hop.test"),
                                dns,
                                ", \"mta-sts.hop.test\": \"127.0.0.1:" + https.port() + "\"")
                        .get(0);
                assertThat(finding.result()).isEqualTo(mx.startsWith("*") ? Result.GOOD : Result.UNMET);
                assertThat(finding.published()).isEqualTo(mx.startsWith("*") ? "mta-sts" : "");
                assertThat(finding.detail())
                        .isEqualTo(
                                mx.startsWith("*")
                                        ? ""
                                        : "mx.hop.test is not among the mx of hop.test's MTA-STS policy");
            }
        }
        assertThat(folder.resolve("own/queue/mta-sts")).doesNotExist();
    }
}
