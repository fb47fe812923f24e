package dev.mailflow.compiler.decision;

/**
 * Why a message is refused or held. Names and default replies are fixed by the language, section 3; they appear in logs,
 * replies and tests and never change.
 */
public enum Reason {
    LOOP("loop", 554, "5.4.14", "message is looping"),
    TLS_REQUIRED("tls-required", 550, "5.7.10", "TLS is required"),
    TLS_VERSION("tls-version", 550, "5.7.10", "a newer version of TLS is required"),
    CERT_MISMATCH("cert-mismatch", 550, "5.7.51", "the certificate is not the one that is required"),
    NETWORK_NOT_ALLOWED("network-not-allowed", 550, "5.7.51", "this client address is not allowed"),
    AUTH_REQUIRED("auth-required", 530, "5.7.57", "authentication is required"),
    SENDER_NOT_ALLOWED("sender-not-allowed", 550, "5.7.1", "this sender is not allowed"),
    RECIPIENT_NOT_ALLOWED("recipient-not-allowed", 550, "5.7.1", "this recipient is not allowed"),
    SIZE_EXCEEDED("size-exceeded", 552, "5.3.4", "the message is too large"),
    RELAY_DENIED("relay-denied", 550, "5.7.64", "relaying is denied"),
    DIRECT_SEND("direct-send", 550, "5.7.68", "mail in our own name is not taken from outside"),
    UNKNOWN_RECIPIENT("unknown-recipient", 550, "5.1.1", "there is no such mailbox"),
    TLS_UNAVAILABLE("tls-unavailable", 450, "4.4.317", "the next hop does not offer TLS");

    private final String id;
    private final int code;
    private final String status;
    private final String text;

    Reason(String id, int code, String status, String text) {
        this.id = id;
        this.code = code;
        this.status = status;
        this.text = text;
    }

    /** The stable name, as tests and logs write it. */
    public String id() {
        return id;
    }

    /** Default SMTP reply code. {@code tls-required} before MAIL is 530 5.7.0: only a relay knows that moment. */
    public int code() {
        return code;
    }

    /** Default enhanced status code (RFC 3463). */
    public String status() {
        return status;
    }

    public String text() {
        return text;
    }
}
