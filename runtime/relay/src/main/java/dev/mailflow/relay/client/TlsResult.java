package dev.mailflow.relay.client;

import dev.mailflow.relay.published.Assurance;
import dev.mailflow.relay.tls.PeerTls;
import java.util.Locale;

/** How the attempt at a protected session ended, in the words of RFC 8460 4.3. */
enum TlsResult {
    SUCCESSFUL,
    STARTTLS_NOT_SUPPORTED,
    CERTIFICATE_HOST_MISMATCH,
    CERTIFICATE_EXPIRED,
    CERTIFICATE_NOT_TRUSTED,
    VALIDATION_FAILURE,
    DNSSEC_INVALID,
    DANE_REQUIRED,
    STS_POLICY_FETCH_ERROR;

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Of a certificate that will not do. */
    static TlsResult of(PeerTls peer) {
        if (peer.isVerified()) {
            return CERTIFICATE_HOST_MISMATCH;
        }
        return switch (peer.verification()) {
            case PeerTls.EXPIRED -> CERTIFICATE_EXPIRED;
            case PeerTls.NO_ROOT -> CERTIFICATE_NOT_TRUSTED;
            default -> VALIDATION_FAILURE;
        };
    }

    /** The kind of policy, as RFC 8460 4.4 names it. */
    static String policyType(Assurance assurance) {
        return assurance instanceof Assurance.ByDane || assurance instanceof Assurance.Encrypted
                ? "tlsa"
                : assurance instanceof Assurance.BySts ? "sts" : "no-policy-found";
    }
}
