package dev.mailflow.runtime;

/** How a connection is protected; the order is that of {@code require tls}. */
public enum TlsVersion {
    /** Plain text. */
    NONE("none"),
    TLS_1_0("1.0"),
    TLS_1_1("1.1"),
    TLS_1_2("1.2"),
    TLS_1_3("1.3");

    private final String text;

    TlsVersion(String text) {
        this.text = text;
    }

    /** {@code 1.3}, or {@code none}. */
    public String text() {
        return text;
    }

    public boolean isProtected() {
        return this != NONE;
    }

    public boolean isAtLeast(TlsVersion minimum) {
        return compareTo(minimum) >= 0;
    }
}
