package dev.mailflow.relay.tls;

import dev.mailflow.runtime.RemoteTls;
import dev.mailflow.runtime.TlsVersion;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What a handshake proved about the other side.
 *
 * @param cipher suite, for the log and the Received field
 * @param names DNS names of a certificate whose chain verified; else empty
 * @param certificate as it was shown, proved or not: for those who want to tell people about it, never to decide by
 * @param verification {@code verified}, {@code no certificate}, or why the chain proves nothing
 */
public record PeerTls(
        TlsVersion version,
        String cipher,
        List<String> names,
        String verification,
        Optional<X509Certificate> certificate) {
    /** The {@code verification} of a chain with a certificate whose time is over, or yet to come. */
    public static final String EXPIRED = "certificate expired or not yet valid";

    /** The {@code verification} of a chain that leads to nobody whom we trust. */
    public static final String NO_ROOT = "chain leads to no trusted root";

    /** Characters of a name that a peer makes up. */
    private static final int LONGEST_ISSUER = 120;

    static final String NO_CERTIFICATE = "no certificate";

    /** Plain text. */
    public static final PeerTls NONE = new PeerTls(TlsVersion.NONE, "", List.of(), NO_CERTIFICATE, Optional.empty());

    public PeerTls {
        names = List.copyOf(names);
    }

    /** Whether its chain leads to a trusted root. */
    public boolean isVerified() {
        return verification.equals(ChainVerifier.VERIFIED);
    }

    public boolean hasCertificate() {
        return certificate.isPresent();
    }

    /** DNS names of the certificate as it was shown, whether it proves them or not. */
    public List<String> shownNames() {
        return certificate.map(PeerNames::of).orElse(List.of());
    }

    /** Who issued the certificate, by its own account (RFC 4514); cut, and without what is no plain text. */
    public String issuer() {
        String name = certificate
                .map(shown -> shown.getIssuerX500Principal().getName())
                .orElse("")
                .replaceAll("[^ -~]", "?")
                .replace('"', '\'');
        return name.length() <= LONGEST_ISSUER ? name : name.substring(0, LONGEST_ISSUER) + "...";
    }

    /** As routing demands judge it. */
    public RemoteTls remote() {
        return new RemoteTls(version, names);
    }
}
