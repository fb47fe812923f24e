package dev.mailflow.compiler.analysis.space;

/**
 * What of a message a decision can depend on, one atom of each to a message. Names of certificates and header fields, of
 * which a message has a set, are apart from these. The order is that in which a search cuts: what tells most apart first.
 */
public enum Dimension {
    RECIPIENT,
    /** The client's address. */
    CLIENT,
    SENDER,
    /** Submitted at the site, plain text, or a version of TLS. */
    CHANNEL,
    /** Whether a user authenticated. */
    USER,
    SIZE,
    /** The number of Received fields itself. */
    HOPS
}
