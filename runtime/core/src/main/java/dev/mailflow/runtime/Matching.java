package dev.mailflow.runtime;

import org.jspecify.annotations.Nullable;

/**
 * The questions that generated classes ask. Domains and names that a policy can state are meant: A-labels of letters, digits
 * and hyphens, or an address literal.
 */
public final class Matching {
    private Matching() {}

    /** {@code u@x}; never the empty sender. */
    public static boolean isAddress(@Nullable Mailbox mailbox, String localPart, DomainName domain) {
        return mailbox != null
                && mailbox.name().isAt(domain.name())
                && mailbox.name().isLocal(localPart);
    }

    /** {@code x}: exactly that domain. */
    public static boolean isAt(@Nullable Mailbox mailbox, DomainName domain) {
        return mailbox != null && mailbox.name().isAt(domain.name());
    }

    /** {@code ?.x}: exactly one label below. */
    public static boolean isOneBelow(@Nullable Mailbox mailbox, DomainName domain) {
        return mailbox != null && mailbox.name().isChildOf(domain.name());
    }

    /** {@code *.x}: any depth below, not x itself. */
    public static boolean isBelow(@Nullable Mailbox mailbox, DomainName domain) {
        return mailbox != null && mailbox.name().isBelow(domain.name());
    }

    /** {@code .x}: x and everything below. */
    public static boolean isAtOrBelow(@Nullable Mailbox mailbox, DomainName domain) {
        return mailbox != null && mailbox.name().isAtOrBelow(domain.name());
    }

    /** {@code cert x}: whether the client's verified certificate has exactly that name. */
    public static boolean hasCertificate(Transaction transaction, DomainName name) {
        Facts facts = transaction.facts();
        for (int i = 0; i < facts.certificates; i++) {
            if (facts.certificateNames[i].isName(name.name())) {
                return true;
            }
        }
        return false;
    }

    /** {@code cert *.x}: whether it has a name exactly one label below that domain (RFC 9525 6.3). */
    public static boolean hasCertificateOneBelow(Transaction transaction, DomainName domain) {
        Facts facts = transaction.facts();
        for (int i = 0; i < facts.certificates; i++) {
            if (facts.certificateNames[i].isNameBelow(domain.name())) {
                return true;
            }
        }
        return false;
    }

    /** Whether the client's address is in that network. */
    public static boolean isFrom(Transaction transaction, Network network) {
        return network.contains(transaction.facts().clientHigh, transaction.facts().clientLow);
    }

    /** Whether a header of that name is there. */
    public static boolean hasHeader(Transaction transaction, String name) {
        for (Header header : transaction.facts().headers) {
            if (header.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a header of that name has exactly that value. */
    public static boolean hasHeader(Transaction transaction, String name, String value) {
        for (Header header : transaction.facts().headers) {
            if (header.name().equals(name) && header.value().equals(value)) {
                return true;
            }
        }
        return false;
    }
}
