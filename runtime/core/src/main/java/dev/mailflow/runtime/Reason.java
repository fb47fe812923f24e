package dev.mailflow.runtime;

/** Why a message is refused or held. The names are stable: logs, metrics and tests use them. */
public enum Reason {
    LOOP("loop"),
    TLS_REQUIRED("tls-required"),
    TLS_VERSION("tls-version"),
    CERT_MISMATCH("cert-mismatch"),
    NETWORK_NOT_ALLOWED("network-not-allowed"),
    AUTH_REQUIRED("auth-required"),
    SENDER_NOT_ALLOWED("sender-not-allowed"),
    RECIPIENT_NOT_ALLOWED("recipient-not-allowed"),
    SIZE_EXCEEDED("size-exceeded"),
    RELAY_DENIED("relay-denied"),
    DIRECT_SEND("direct-send"),
    UNKNOWN_RECIPIENT("unknown-recipient"),
    TLS_UNAVAILABLE("tls-unavailable");

    private final String id;

    Reason(String id) {
        this.id = id;
    }

    /** {@code tls-required}. */
    public String id() {
        return id;
    }
}
