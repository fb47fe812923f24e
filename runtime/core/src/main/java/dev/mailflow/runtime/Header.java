package dev.mailflow.runtime;

/**
 * A header field of a message.
 *
 * @param name lower case
 * @param value unfolded (RFC 5322 2.2.3) and without white space at its ends
 */
public record Header(String name, String value) {}
