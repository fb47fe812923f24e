package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.DomainName;
import dev.mailflow.compiler.type.NextHop;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.List;
import java.util.Optional;

/**
 * The {@code from} end of a connector: which recipients it carries (R7, R8), where to and under which TLS (R11).
 *
 * @param criteria only senders, recipients and headers; recipients are always there, the default filled in. Certificates
 *     and networks act at the inbound end alone.
 */
public record OutboundRule(
        Connector connector, Criteria criteria, Centralization centralization, Route route, OutboundTls tls) {
    /** Whether it takes what foreign sources send us before it is delivered (R7). */
    public enum Centralization {
        CENTRALIZED,
        DIRECT
    }

    /** Where the message goes next. */
    public sealed interface Route {
        /** @param hosts in order of preference, at least one */
        record Hosts(List<NextHop> hosts) implements Route {
            public Hosts {
                hosts = List.copyOf(hosts);
            }
        }

        /** The mail exchangers of the recipient's domain (RFC 5321 5.1). */
        record RecipientMx() implements Route {}

        /** The mail exchangers of one domain: how a tenant is reached. */
        record MxOf(DomainName domain) implements Route {}

        /** The file does not say: deciding is possible, sending is not (a warning, and an error of the relay target). */
        record Unknown() implements Route {}
    }

    /**
     * What the connection to the next hop must be.
     *
     * @param level {@code require tls} or a server certificate make it {@link Level#REQUIRED}
     * @param minimum lowest version; absent: any
     * @param serverNames one must be a name of the next hop's verified certificate; empty: not verified
     * @param presented the client certificate that the receiving end demands and we are obliged to present; alternatives
     * @param mtaSts RFC 8461
     * @param dane RFC 7672
     */
    public record OutboundTls(
            Level level,
            Optional<TlsVersion> minimum,
            List<CertificatePattern> serverNames,
            List<CertificatePattern> presented,
            DestinationPolicy mtaSts,
            DestinationPolicy dane) {
        public static final OutboundTls OPPORTUNISTIC = new OutboundTls(
                Level.OPPORTUNISTIC,
                Optional.empty(),
                List.of(),
                List.of(),
                DestinationPolicy.WHEN_PUBLISHED,
                DestinationPolicy.WHEN_PUBLISHED);

        public OutboundTls {
            serverNames = List.copyOf(serverNames);
            presented = List.copyOf(presented);
        }
    }

    public enum Level {
        /** {@code tls off}: STARTTLS is never sent. */
        NEVER,
        /** STARTTLS where it is offered, unverified (RFC 7435). */
        OPPORTUNISTIC,
        REQUIRED
    }

    public enum DestinationPolicy {
        OFF,
        WHEN_PUBLISHED,
        REQUIRED
    }
}
