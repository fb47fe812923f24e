package dev.mailflow.relay.tls;

import dev.mailflow.runtime.RemoteTls;
import dev.mailflow.runtime.TlsVersion;
import java.util.List;

/**
 * What a handshake proved about the other side.
 *
 * @param cipher suite, for the log and the Received field
 * @param names DNS names of a certificate whose chain verified; else empty
 * @param verification {@code verified}, {@code no certificate}, or why the chain proves nothing
 */
public record PeerTls(TlsVersion version, String cipher, List<String> names, String verification) {
    static final String NO_CERTIFICATE = "no certificate";

    /** Plain text. */
    public static final PeerTls NONE = new PeerTls(TlsVersion.NONE, "", List.of(), NO_CERTIFICATE);

    public PeerTls {
        names = List.copyOf(names);
    }

    /** Whether its chain leads to a trusted root. */
    public boolean isVerified() {
        return verification.equals(ChainVerifier.VERIFIED);
    }

    public boolean hasCertificate() {
        return !verification.equals(NO_CERTIFICATE);
    }

    /** As routing demands judge it. */
    public RemoteTls remote() {
        return new RemoteTls(version, names);
    }
}
