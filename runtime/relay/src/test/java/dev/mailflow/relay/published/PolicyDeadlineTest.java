package dev.mailflow.relay.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailflow.relay.FakeDns;
import dev.mailflow.relay.RelayBench;
import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.dns.Dns;
import dev.mailflow.relay.tls.TlsEngine;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Policies whose server is not even found. */
@Timeout(60)
final class PolicyDeadlineTest {
    @TempDir
    Path folder;

    private PolicyFile file(Dns dns, Duration timeout) throws Exception {
        try (RelayBench bench = new RelayBench(folder)) {
            return new PolicyFile(dns, TlsEngine.of(bench.configuration()), Map.of(), timeout);
        }
    }

    private static Dns asking(FakeDns server) {
        return Dns.of(new RelayConfiguration.Dns(
                List.of(new InetSocketAddress("127.0.0.1", server.port())), Duration.ofSeconds(10)));
    }

    /** Who waits for another's fetch waits for twice its time, so that it must not have another's time beside its own. */
    @Test
    void aSilentDnsDoesNotProlongAFetch() throws Exception {
        try (FakeDns server = new FakeDns().losing(Integer.MAX_VALUE)) {
            PolicyFile file = file(asking(server), Duration.ofMillis(300));
            long begun = System.nanoTime();
            assertThatThrownBy(() -> file.fetch("away.test")).hasMessageContaining("too slow");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
        }
    }

    /** The domain published something, and then our resolver was gone: that is not kept as a failure of the domain's. */
    @Test
    void aDnsThatCannotBeAskedIsNoFailureOfTheDomain() throws Exception {
        FakeDns server = new FakeDns("_mta-sts.away.test. 60 IN TXT \"v=STSv1; id=1\"");
        Dns dns = asking(server);
        assertThat(dns.texts("_mta-sts.away.test").texts()).hasSize(1);
        server.close();
        StsPolicies policies =
                new StsPolicies(dns, file(dns, Duration.ofSeconds(20)), Optional.empty(), Clock.systemUTC());
        for (int i = 0; i < 2; i++) {
            assertThat(policies.of("away.test"))
                    .isEqualTo(new StsPolicies.Found(Optional.empty(), StsPolicies.Doubt.OURS));
        }
    }
}
