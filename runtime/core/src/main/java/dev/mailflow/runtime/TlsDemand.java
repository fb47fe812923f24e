package dev.mailflow.runtime;

import java.util.List;
import java.util.Optional;

/**
 * What the connection to a next hop must be (R11).
 *
 * @param level whether TLS is forbidden, tried or demanded
 * @param minimum {@link TlsVersion#NONE}: any version
 * @param serverNames one must be a name of the verified certificate; empty: the certificate is not looked at
 * @param presented the certificate that we are obliged to show, as alternatives; empty: any or none
 * @param mtaSts RFC 8461
 * @param dane RFC 7672
 */
public record TlsDemand(
        Level level,
        TlsVersion minimum,
        List<CertificateName> serverNames,
        List<CertificateName> presented,
        DestinationPolicy mtaSts,
        DestinationPolicy dane) {
    /** Mail without a connector: STARTTLS where offered, unverified (RFC 7435). */
    public static final TlsDemand OPPORTUNISTIC = new TlsDemand(
            Level.OPPORTUNISTIC,
            TlsVersion.NONE,
            List.of(),
            List.of(),
            DestinationPolicy.WHEN_PUBLISHED,
            DestinationPolicy.WHEN_PUBLISHED);

    public TlsDemand {
        serverNames = List.copyOf(serverNames);
        presented = List.copyOf(presented);
    }

    /** Whether TLS is used. */
    public enum Level {
        /** STARTTLS is not even tried. */
        NEVER,
        /** Where it is offered, with any certificate (RFC 7435). */
        OPPORTUNISTIC,
        /** A next hop without it gets no mail. */
        REQUIRED
    }

    /** What a policy that the destination publishes (MTA-STS, RFC 8461; DANE, RFC 7672) counts. */
    public enum DestinationPolicy {
        /** Not asked for. */
        OFF,
        /** Obeyed if there is one. */
        WHEN_PUBLISHED,
        /** There must be one. */
        REQUIRED
    }

    /** Why this next hop will not do; empty if it will. */
    public Optional<Reason> judge(RemoteTls remote) {
        if (level != Level.REQUIRED) {
            return Optional.empty();
        }
        if (!remote.version().isProtected()) {
            return Optional.of(Reason.TLS_UNAVAILABLE);
        }
        if (!remote.version().isAtLeast(minimum)) {
            return Optional.of(Reason.TLS_VERSION);
        }
        if (!serverNames.isEmpty() && serverNames.stream().noneMatch(name -> name.matchesAny(remote.names()))) {
            return Optional.of(Reason.CERT_MISMATCH);
        }
        return Optional.empty();
    }
}
