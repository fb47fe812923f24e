package dev.mailflow.relay.dns;

import java.util.List;

/**
 * The mail exchangers of a domain.
 *
 * @param hosts by preference; only for {@link Status#FOUND}
 * @param isSecure whether the answer was validated
 */
public record MailHosts(Status status, List<Exchanger> hosts, boolean isSecure) {
    public MailHosts {
        hosts = List.copyOf(hosts);
    }

    /** @param preference lower is tried first; 0 for the domain itself where it has no MX */
    public record Exchanger(int preference, String host) {}

    /** What the DNS said. */
    public enum Status {
        FOUND,
        /** The domain takes no mail (RFC 7505). */
        NULL_MX,
        NO_DOMAIN,
        TRY_AGAIN,
        /** The question did not get as far as the resolver: it is this machine, or the resolver, that failed, not who was asked about. */
        UNASKED;

        /** Whether there is no answer. */
        public boolean isUnsure() {
            return this == TRY_AGAIN || this == UNASKED;
        }
    }
}
