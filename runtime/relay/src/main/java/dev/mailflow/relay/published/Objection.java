package dev.mailflow.relay.published;

/**
 * Why a server is not the one that the destination's own word asks for.
 *
 * @param text for people
 */
public record Objection(Ground ground, String text) {
    /** What is wrong with its certificate. */
    public enum Ground {
        /** It shows none, or one that cannot be read. */
        UNREADABLE,
        /** It is not the one that is named, and nobody who is named vouches for it. */
        UNTRUSTED,
        /** Its time is over, or yet to come. */
        EXPIRED,
        /** It is for another host. */
        OTHER_NAME
    }
}
