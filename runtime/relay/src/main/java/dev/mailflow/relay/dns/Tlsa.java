package dev.mailflow.relay.dns;

import java.util.List;

/**
 * TLSA records (RFC 6698).
 *
 * @param status without an answer if the resolver failed, as it does for what does not validate
 * @param isSecure whether they, or their absence, were validated
 */
public record Tlsa(MailHosts.Status status, boolean isSecure, List<Association> associations) {
    public Tlsa {
        associations = List.copyOf(associations);
    }

    /**
     * One record.
     *
     * @param usage 2: trust anchor, 3: the server's own; others do not count in SMTP (RFC 7672 3.1.3)
     * @param selector 0: certificate, 1: its public key
     * @param matching 0: as it is, 1: SHA-256, 2: SHA-512
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Association(int usage, int selector, int matching, byte[] data) {}
}
