package dev.mailflow.relay.dns;

import java.net.InetAddress;
import java.util.List;

/**
 * A host's addresses.
 *
 * @param canonicalName at the end of its aliases
 * @param isSecure whether addresses and aliases were validated
 * @param isUnsure whether some question had no answer
 */
public record HostAddresses(List<InetAddress> addresses, String canonicalName, boolean isSecure, boolean isUnsure) {
    public HostAddresses {
        addresses = List.copyOf(addresses);
    }
}
