package dev.mailflow.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.dns.Dns;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which address is this relay's own. */
final class NextHopsTest {
    /** A mail server beside the relay, at another address of the machine, is another server. */
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 25, 127.0.0.1, 25, true",
        "127.0.0.1, 25, 127.0.0.1, 26, false",
        "127.0.0.1, 25, 127.0.0.2, 25, false",
        "192.0.2.1, 25, 127.0.0.1, 25, false",
        "192.0.2.1, 25, 192.0.2.1, 25, true",
        "127.0.0.1, 25, ::1, 25, false",
        "0.0.0.0, 25, 127.0.0.2, 25, true",
        "0.0.0.0, 25, ::1, 25, true",
        "::, 25, 127.0.0.1, 25, true",
        "0.0.0.0, 25, 192.0.2.1, 25, false",
        "0.0.0.0, 25, 127.0.0.1, 26, false",
        "127.0.0.1, 25, 0.0.0.0, 25, true"
    })
    void isItselfWhereItListens(String listens, int port, String hop, int hopPort, boolean isSelf) {
        Dns dns = Dns.of(
                new RelayConfiguration.Dns(List.of(new InetSocketAddress("127.0.0.1", 9)), Duration.ofMillis(100)));
        NextHops hops = new NextHops("mx.relay.test", List.of(new InetSocketAddress(listens, port)), dns, Map.of());
        assertThat(hops.isSelf(new InetSocketAddress(hop, hopPort))).isEqualTo(isSelf);
    }
}
