package dev.mailflow.runtime;

/**
 * To whom a message was attributed.
 *
 * @param connector the inbound connector's name, or empty
 * @param endpoint the endpoint that it comes from; {@code internet}, {@code mailbox}, or empty for nobody
 */
public record Attribution(Kind kind, String connector, String endpoint) {
    /** A foreign source that no connector is for. */
    public static final Attribution INTERNET = new Attribution(Kind.INTERNET, "", "internet");
    /** Submitted at the site itself. */
    public static final Attribution MAILBOX = new Attribution(Kind.MAILBOX, "", "mailbox");
    /** R1 refuses before anyone is asked. */
    public static final Attribution NOBODY = new Attribution(Kind.NOBODY, "", "");

    /** What sort of source it is. */
    public enum Kind {
        /** An inbound connector selected it (R2, R3). */
        CONNECTOR,
        /** Plain internet: no connector selected it (R3). */
        INTERNET,
        /** Submitted locally. */
        MAILBOX,
        /** The decision fell before the source was asked about (R1). */
        NOBODY
    }

    /** By the connector of that name, from that endpoint. */
    public static Attribution connector(String name, String endpoint) {
        return new Attribution(Kind.CONNECTOR, name, endpoint);
    }

    /** As {@code by …} writes it: the connector, {@code internet}, {@code mailbox} or {@code nobody}. */
    @Override
    public String toString() {
        return switch (kind) {
            case CONNECTOR -> connector;
            case INTERNET -> "internet";
            case MAILBOX -> "mailbox";
            case NOBODY -> "nobody";
        };
    }
}
