package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.type.AddressPattern;
import dev.mailflow.compiler.type.CertificatePattern;
import dev.mailflow.compiler.type.Network;
import dev.mailflow.compiler.type.Reply;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.List;
import java.util.Optional;

/**
 * The {@code to} end of a connector: which source it recognises (R2, R3) and what it asks of it (R4).
 *
 * @param connector its peer's kind says whether R2 (trusted), R3 partner or R3 internet applies
 * @param relayRight whether its mail may pass to domains that are not ours (R5)
 * @param otherwise the reply to a failed requirement; absent: the reason's default
 */
public record InboundRule(
        Connector connector,
        Criteria criteria,
        RelayRight relayRight,
        Requirements requirements,
        Optional<Reply> otherwise) {
    public enum RelayRight {
        GRANTED,
        DENIED
    }

    /**
     * What the source must satisfy, in the order of R4. An absent part is not asked for.
     *
     * @param size most octets, inclusive
     */
    public record Requirements(
            Optional<Tls> tls,
            Optional<Demand<CertificatePattern>> clientCertificate,
            Optional<Demand<Network>> network,
            Optional<Span> auth,
            Optional<Demand<AddressPattern>> sender,
            Optional<Demand<AddressPattern>> recipient,
            Optional<Size> size) {
        public static final Requirements NONE = new Requirements(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** @param minimum absent: any version */
    public record Tls(Optional<TlsVersion> minimum, Span origin) {}

    /** Alternatives, one of which must hold. */
    public record Demand<T>(List<T> alternatives, Span origin) {
        public Demand {
            alternatives = List.copyOf(alternatives);
        }
    }

    /** @param octets inclusive */
    public record Size(long octets, Span origin) {}
}
