package dev.mailflow.runtime;

import org.jspecify.annotations.Nullable;

/** The questions that generated classes ask. Every domain and name here is lower case and in A-labels already. */
public final class Matching {
    private Matching() {}

    /** {@code u@x}; never the empty sender. */
    public static boolean isAddress(@Nullable Mailbox mailbox, String localPart, String domain) {
        return mailbox != null && mailbox.name().isAt(domain) && mailbox.name().isLocal(localPart);
    }

    /** {@code x}: exactly that domain. */
    public static boolean isAt(@Nullable Mailbox mailbox, String domain) {
        return mailbox != null && mailbox.name().isAt(domain);
    }

    /** {@code ?.x}: exactly one label below. */
    public static boolean isOneBelow(@Nullable Mailbox mailbox, String domain) {
        return mailbox != null && mailbox.name().isChildOf(domain);
    }

    /** {@code *.x}: any depth below, not x itself. */
    public static boolean isBelow(@Nullable Mailbox mailbox, String domain) {
        return mailbox != null && mailbox.name().isBelow(domain);
    }

    /** {@code .x}: x and everything below. */
    public static boolean isAtOrBelow(@Nullable Mailbox mailbox, String domain) {
        return isAt(mailbox, domain) || isBelow(mailbox, domain);
    }

    /** Whether the client's verified certificate has a name that the pattern covers (RFC 9525 6.3). */
    public static boolean hasCertificate(Transaction transaction, String pattern) {
        Facts facts = transaction.facts();
        for (int i = 0; i < facts.certificates; i++) {
            if (facts.certificateNames[i].isCovered(pattern)) {
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
