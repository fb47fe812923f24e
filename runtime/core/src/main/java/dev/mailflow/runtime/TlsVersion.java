package dev.mailflow.runtime;

/** How a connection is protected; the order is that of {@code require tls}. */
public enum TlsVersion {
    /** Plain text. */
    NONE("none"),
    /** RFC 2246; deprecated by RFC 8996. */
    TLS_1_0("1.0"),
    /** RFC 4346; deprecated by RFC 8996. */
    TLS_1_1("1.1"),
    /** RFC 5246. */
    TLS_1_2("1.2"),
    /** RFC 8446. */
    TLS_1_3("1.3");

    private final String text;

    TlsVersion(String text) {
        this.text = text;
    }

    /** {@code 1.3}, or {@code none}. */
    public String text() {
        return text;
    }

    /** Whether there is TLS at all. */
    public boolean isProtected() {
        return this != NONE;
    }

    /** Whether it is that version or a newer one. */
    public boolean isAtLeast(TlsVersion minimum) {
        return compareTo(minimum) >= 0;
    }
}
