package dev.mailflow.runtime;

/** What a refused client is told where the policy does not say; the table of the language's contract. */
final class DefaultReplies {
    /** RFC 5321 4.2.1: the class of a reply that says to try again. */
    static final int DEFERRED = 450;

    private DefaultReplies() {}

    /** @param connector the one that decided, or empty */
    static Reply of(Reason reason, String connector) {
        String by = connector.isEmpty() ? "" : "; connector " + connector;
        return switch (reason) {
            case LOOP -> reply(554, "5.4.14", "message is looping", reason, by);
            case TLS_REQUIRED -> reply(550, "5.7.10", "TLS is required", reason, by);
            case TLS_VERSION -> reply(550, "5.7.10", "a newer version of TLS is required", reason, by);
            case CERT_MISMATCH -> reply(550, "5.7.51", "the certificate is not the one that is required", reason, by);
            case NETWORK_NOT_ALLOWED -> reply(550, "5.7.51", "this client address is not allowed", reason, by);
            case AUTH_REQUIRED -> reply(530, "5.7.57", "authentication is required", reason, by);
            case SENDER_NOT_ALLOWED -> reply(550, "5.7.1", "this sender is not allowed", reason, by);
            case RECIPIENT_NOT_ALLOWED -> reply(550, "5.7.1", "this recipient is not allowed", reason, by);
            case SIZE_EXCEEDED -> reply(552, "5.3.4", "the message is too large", reason, by);
            case RELAY_DENIED -> reply(550, "5.7.64", "relaying is denied", reason, by);
            case DIRECT_SEND -> reply(550, "5.7.68", "mail in our own name is not taken from outside", reason, by);
            case UNKNOWN_RECIPIENT -> reply(550, "5.1.1", "there is no such mailbox", reason, by);
            case TLS_UNAVAILABLE -> reply(DEFERRED, "4.4.317", "the next hop does not offer TLS", reason, by);
        };
    }

    private static Reply reply(int code, String status, String text, Reason reason, String by) {
        return new Reply(code, status, text + " (" + reason.id() + by + ")");
    }
}
