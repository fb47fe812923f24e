package dev.mailflow.relay.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.runtime.IpAddress;
import org.junit.jupiter.api.Test;

/** A client is counted as one, however many addresses its provider gave it. */
final class ClientNetworkTest {
    private static IpAddress of(String address) {
        return ClientNetwork.of(IpAddress.of(address));
    }

    @Test
    void anAddressOfIpv4IsAClient() {
        assertThat(of("192.0.2.1")).isEqualTo(of("192.0.2.1")).isNotEqualTo(of("192.0.2.2"));
        assertThat(of("192.0.2.1")).isEqualTo(of("::ffff:192.0.2.1"));
    }

    @Test
    void aNetworkOf64BitsIsAClient() {
        assertThat(of("2001:db8:1:2::1")).isEqualTo(of("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assertThat(of("2001:db8:1:2::1")).isNotEqualTo(of("2001:db8:1:3::1"));
    }
}
