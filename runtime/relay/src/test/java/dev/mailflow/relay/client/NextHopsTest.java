package dev.mailflow.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.dns.Dns;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which address is this relay's own. */
final class NextHopsTest {
    /** A mail server beside the relay, at another address of the machine, is another server; who names one of loopback matters. */
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 25, 127.0.0.1, 25, true, true",
        "127.0.0.1, 25, 127.0.0.1, 26, false, true",
        "127.0.0.1, 25, 127.0.0.2, 25, false, true",
        "192.0.2.1, 25, 127.0.0.1, 25, false, true",
        "192.0.2.1, 25, 192.0.2.2, 25, false, false",
        "192.0.2.1, 25, 192.0.2.1, 25, true, true",
        "127.0.0.1, 25, ::1, 25, false, true",
        "0.0.0.0, 25, 127.0.0.2, 25, true, true",
        "0.0.0.0, 25, ::1, 25, true, true",
        "::, 25, 127.0.0.1, 25, true, true",
        "0.0.0.0, 25, 192.0.2.1, 25, false, false",
        "0.0.0.0, 25, 127.0.0.1, 26, false, true",
        "192.0.2.1, 2525, ::1, 25, false, true",
        "192.0.2.1, 2525, 127.1.2.3, 25, false, true",
        "192.0.2.1, 2525, 0.0.0.0, 25, false, true",
        "192.0.2.1, 2525, ::, 25, false, true",
        "192.0.2.1, 25, 0.0.0.0, 25, true, true"
    })
    void isItselfWhereItListens(
            String listens, int port, String hop, int hopPort, boolean isSelfByPolicy, boolean isSelfByMx) {
        Dns dns = Dns.of(
                new RelayConfiguration.Dns(List.of(new InetSocketAddress("127.0.0.1", 9)), Duration.ofMillis(100)));
        InetSocketAddress address = new InetSocketAddress(hop, hopPort);
        NextHops hops = new NextHops(
                "mx.relay.test",
                List.of(new InetSocketAddress(listens, port)),
                dns,
                Map.of("placed.away.test", address));
        Destination.Remote byPolicy =
                new Destination.Remote(List.of(new NextHop("hop.test", hopPort)), "", TlsDemand.OPPORTUNISTIC);
        Destination.Remote byMx = new Destination.Remote(List.of(), "away.test", TlsDemand.OPPORTUNISTIC);
        assertThat(hops.isSelf(address)).isEqualTo(isSelfByPolicy);
        assertThat(hops.isNobodys(byPolicy, new NextHop("hop.test", hopPort), address))
                .isFalse();
        assertThat(hops.isSelf(address) || hops.isNobodys(byMx, new NextHop("mx.away.test", 25), address))
                .isEqualTo(isSelfByMx);
        assertThat(hops.isNobodys(byMx, new NextHop("placed.away.test", 25), address))
                .isFalse();
    }
}
