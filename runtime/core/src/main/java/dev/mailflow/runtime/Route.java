package dev.mailflow.runtime;

import java.util.List;

/**
 * Where a message goes next and how.
 *
 * @param kind which of the other two count
 * @param hosts in order of preference; only for {@link Kind#HOSTS}
 * @param mxDomain only for {@link Kind#MX_OF}, else empty
 */
public record Route(Kind kind, List<NextHop> hosts, String mxDomain, TlsDemand tls) {
    public Route {
        hosts = List.copyOf(hosts);
    }

    /** How the next hops are found. */
    public enum Kind {
        /** The hosts named. */
        HOSTS,
        /** The mail exchangers of the recipient's domain (RFC 5321 5.1). */
        RECIPIENT_MX,
        /** The mail exchangers of {@code mxDomain}. */
        MX_OF,
        /** The policy does not say; a configuration for the relay is never emitted with one of these. */
        UNKNOWN
    }

    /** To hosts by name, in order of preference. */
    public static Route toHosts(List<NextHop> hosts, TlsDemand tls) {
        return new Route(Kind.HOSTS, hosts, "", tls);
    }

    /** By the MX of the recipient's domain (RFC 5321 5.1). */
    public static Route toRecipientMx(TlsDemand tls) {
        return new Route(Kind.RECIPIENT_MX, List.of(), "", tls);
    }

    /** By the MX of another domain, in A-labels. */
    public static Route toMxOf(String domain, TlsDemand tls) {
        return new Route(Kind.MX_OF, List.of(), domain, tls);
    }

    /** The policy does not say where to: the sender has to know. */
    public static Route unknown(TlsDemand tls) {
        return new Route(Kind.UNKNOWN, List.of(), "", tls);
    }
}
