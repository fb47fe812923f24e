package dev.mailflow.relay.client;

import dev.mailflow.relay.published.Assurance;
import dev.mailflow.relay.published.Objection;
import dev.mailflow.relay.published.StsPolicies;
import dev.mailflow.relay.tls.PeerTls;
import java.util.Locale;

/** How the attempt at a protected session ended, in the words of RFC 8460 4.3. */
enum TlsResult {
    SUCCESSFUL,
    STARTTLS_NOT_SUPPORTED,
    CERTIFICATE_HOST_MISMATCH,
    CERTIFICATE_EXPIRED,
    CERTIFICATE_NOT_TRUSTED,
    /** What is none of the others, a handshake that fails among them. */
    VALIDATION_FAILURE,
    TLSA_INVALID,
    DNSSEC_INVALID,
    DANE_REQUIRED,
    STS_POLICY_FETCH_ERROR,
    STS_POLICY_INVALID,
    STS_WEBPKI_INVALID;

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Of a certificate that will not do. */
    static TlsResult of(PeerTls peer) {
        if (peer.isVerified()) {
            return CERTIFICATE_HOST_MISMATCH;
        }
        // The label for everything that is wrong with a chain but its dates.
        return !peer.hasCertificate()
                ? VALIDATION_FAILURE
                : peer.verification().equals(PeerTls.EXPIRED) ? CERTIFICATE_EXPIRED : CERTIFICATE_NOT_TRUSTED;
    }

    /** Of a certificate that is not what the destination's own word asks for. */
    static TlsResult of(Assurance assurance, Objection objection, PeerTls peer) {
        if (assurance instanceof Assurance.BySts) {
            return of(peer);
        }
        return switch (objection.ground()) {
            case UNREADABLE -> VALIDATION_FAILURE;
            case UNTRUSTED -> CERTIFICATE_NOT_TRUSTED;
            case EXPIRED -> CERTIFICATE_EXPIRED;
            case OTHER_NAME -> CERTIFICATE_HOST_MISMATCH;
        };
    }

    /** Of a policy that is asked for and cannot be had. */
    static TlsResult of(StsPolicies.Doubt doubt) {
        return switch (doubt) {
            case MALFORMED -> STS_POLICY_INVALID;
            case UNTRUSTED -> STS_WEBPKI_INVALID;
            default -> STS_POLICY_FETCH_ERROR;
        };
    }

    /** The kind of policy that kept a host from being called at all. */
    String policyType() {
        return this == TLSA_INVALID || this == DNSSEC_INVALID || this == DANE_REQUIRED ? "tlsa" : "sts";
    }

    /** The kind of policy, as RFC 8460 4.4 names it. */
    static String policyType(Assurance assurance) {
        return assurance instanceof Assurance.ByDane || assurance instanceof Assurance.Encrypted
                ? "tlsa"
                : assurance instanceof Assurance.BySts ? "sts" : "no-policy-found";
    }
}
