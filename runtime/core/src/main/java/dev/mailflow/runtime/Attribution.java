package dev.mailflow.runtime;

/**
 * To whom a message was attributed.
 *
 * @param connector the inbound connector's name, or empty
 * @param endpoint the endpoint that it comes from; {@code internet}, {@code mailbox}, or empty for nobody
 */
public record Attribution(Kind kind, String connector, String endpoint) {
    public static final Attribution INTERNET = new Attribution(Kind.INTERNET, "", "internet");
    public static final Attribution MAILBOX = new Attribution(Kind.MAILBOX, "", "mailbox");
    /** R1 refuses before anyone is asked. */
    public static final Attribution NOBODY = new Attribution(Kind.NOBODY, "", "");

    public enum Kind {
        CONNECTOR,
        INTERNET,
        MAILBOX,
        NOBODY
    }

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
