package dev.mailflow.compiler.type;

/** What an endpoint is; the table of language.md, section 2. */
public enum EndpointKind {
    EXCHANGE_ONLINE("exchange-online"),
    SERVER("server"),
    DEVICE("device"),
    SERVICE("service"),
    PARTNER("partner"),
    INTERNET("internet");

    private final String text;

    EndpointKind(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    /** Ours, and takes decisions of its own. */
    public boolean isSite() {
        return this == EXCHANGE_ONLINE || this == SERVER;
    }

    /** Identified by certificate and network (R2), not by sender (R3). */
    public boolean isTrusted() {
        return this != PARTNER && this != INTERNET;
    }
}
