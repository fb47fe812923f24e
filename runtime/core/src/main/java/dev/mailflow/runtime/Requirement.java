package dev.mailflow.runtime;

import org.jspecify.annotations.Nullable;

/** One thing that a connector asks of its source, with the decision that its failure makes. */
record Requirement(
        Reason reason,
        Decision refusal,
        TlsVersion minimum,
        CertificateName[] certificates,
        @Nullable NetworkSet networks,
        @Nullable AddressIndex addresses,
        long size) {
    boolean holds(Transaction t, AddressIndex accepted) {
        return switch (reason) {
            case TLS_REQUIRED -> t.tls().isProtected();
            case TLS_VERSION -> t.tls().isAtLeast(minimum);
            case CERT_MISMATCH -> Conditions.hasCertificate(t, certificates);
            case NETWORK_NOT_ALLOWED -> networks != null && networks.contains(t.client());
            case AUTH_REQUIRED -> t.isAuthenticated();
            case SENDER_NOT_ALLOWED -> addresses != null && addresses.find(t.senderOrNull()) >= 0;
            case RECIPIENT_NOT_ALLOWED -> addresses != null && addresses.find(t.recipient()) >= 0;
            case SIZE_EXCEEDED -> t.size() <= size;
            default -> throw new IllegalStateException(reason.id());
        };
    }
}
