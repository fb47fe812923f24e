package dev.mailflow.runtime;

/** Why a message is refused or held. The names are stable: logs, metrics and tests use them. */
public enum Reason {
    /** Too many Received fields (R1), or back to where it came from (R9). */
    LOOP("loop"),
    /** The connector requires TLS and there is none. */
    TLS_REQUIRED("tls-required"),
    /** TLS is older than required. */
    TLS_VERSION("tls-version"),
    /** No verified certificate of a name that is asked for. */
    CERT_MISMATCH("cert-mismatch"),
    /** The client is in none of the required networks. */
    NETWORK_NOT_ALLOWED("network-not-allowed"),
    /** Nobody authenticated. */
    AUTH_REQUIRED("auth-required"),
    /** The connector does not take this sender. */
    SENDER_NOT_ALLOWED("sender-not-allowed"),
    /** The connector does not take this recipient. */
    RECIPIENT_NOT_ALLOWED("recipient-not-allowed"),
    /** The message is larger than the connector takes. */
    SIZE_EXCEEDED("size-exceeded"),
    /** The recipient is not ours and the source has no right to relay (R5). */
    RELAY_DENIED("relay-denied"),
    /** Foreign mail in our own name (R6). */
    DIRECT_SEND("direct-send"),
    /** There is no such mailbox, or no way to it (R7, R10). */
    UNKNOWN_RECIPIENT("unknown-recipient"),
    /** No next hop offers the TLS that is demanded (R11). */
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
