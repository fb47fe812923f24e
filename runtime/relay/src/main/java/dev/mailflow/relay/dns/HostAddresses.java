package dev.mailflow.relay.dns;

import java.net.InetAddress;
import java.util.List;

/**
 * A host's addresses.
 *
 * @param canonicalName at the end of its aliases
 * @param isSecure whether those addresses and aliases that are known were validated
 * @param status found where each question has an answer, be it that there are none
 */
public record HostAddresses(
        List<InetAddress> addresses, String canonicalName, boolean isSecure, MailHosts.Status status) {
    public HostAddresses {
        addresses = List.copyOf(addresses);
    }
}
