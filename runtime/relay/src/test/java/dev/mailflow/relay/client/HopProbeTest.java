package dev.mailflow.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

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
}
