package dev.mailflow.relay.smtp;

import dev.mailflow.runtime.IpAddress;

/** What one client can have to itself: an address of IPv4, but of IPv6 the network that its provider gave it. */
final class ClientNetwork {
    private ClientNetwork() {}

    /** The address that stands for all that the client may use (RFC 6177 2: at least 64 bits are one site's). */
    static IpAddress of(IpAddress client) {
        return client.isV4() ? client : new IpAddress(client.high(), 0);
    }
}
