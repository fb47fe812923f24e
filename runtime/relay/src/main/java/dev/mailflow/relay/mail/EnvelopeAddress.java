package dev.mailflow.relay.mail;

import dev.mailflow.runtime.DomainName;
import dev.mailflow.runtime.Mailbox;

/**
 * An address of the envelope as it goes on the wire: the local part as it was written, quotes included, for it belongs to
 * its host alone (RFC 5321 2.3.11); the domain in A-labels.
 *
 * @param localPart dot-string or quoted string; UTF-8 beyond ASCII only under SMTPUTF8 (RFC 6531)
 */
public record EnvelopeAddress(String localPart, DomainName domain) {
    /** Reads what {@link #toString} wrote. */
    public static EnvelopeAddress of(String text) {
        int at = text.lastIndexOf('@');
        return new EnvelopeAddress(text.substring(0, at), DomainName.of(text.substring(at + 1)));
    }

    /** The form that policies compare. */
    public Mailbox mailbox() {
        return Mailbox.of(toString());
    }

    /** Whether it is a postmaster's (RFC 5321 4.5.1: in whatever letters). */
    public boolean isPostmaster() {
        return localPart.equalsIgnoreCase("postmaster");
    }

    /** Whether it is the postmaster of a domain. */
    public boolean isPostmasterOf(DomainName host) {
        return isPostmaster() && domain.equals(host);
    }

    /** Whether a next hop must offer SMTPUTF8 to take this address. */
    public boolean needsUtf8() {
        return localPart.chars().anyMatch(c -> c > 0x7E);
    }

    @Override
    public String toString() {
        return localPart + "@" + domain.text();
    }
}
