package dev.mailflow.compiler.type;

/** Versions of TLS from old to new; their order is the order of {@code require tls}. */
public enum TlsVersion {
    TLS_1_0("1.0"),
    TLS_1_1("1.1"),
    TLS_1_2("1.2"),
    TLS_1_3("1.3");

    private final String text;

    TlsVersion(String text) {
        this.text = text;
    }

    /** As the language writes it. */
    public String text() {
        return text;
    }
}
