package dev.mailflow.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A pattern of senders or recipients in a table.
 *
 * @param text the domain, for {@link Kind#ADDRESS} the whole address, else empty
 */
record AddressPattern(Kind kind, String text) {
    enum Kind {
        ADDRESS,
        EMPTY,
        EXACT,
        ONE_BELOW,
        BELOW,
        AT_OR_BELOW,
        ACCEPTED,
        ANY
    }

    /** Reads what the compiler writes: {@code u@x}, {@code <>}, {@code =x}, {@code ?.x}, {@code *.x}, {@code .x}, {@code +}, {@code *}. */
    static AddressPattern of(String text) {
        if (text.equals("*")) {
            return new AddressPattern(Kind.ANY, "");
        }
        if (text.equals("<>")) {
            return new AddressPattern(Kind.EMPTY, "");
        }
        if (text.equals("+")) {
            return new AddressPattern(Kind.ACCEPTED, "");
        }
        if (text.startsWith("=")) {
            return new AddressPattern(Kind.EXACT, text.substring(1));
        }
        if (text.startsWith("?.")) {
            return new AddressPattern(Kind.ONE_BELOW, text.substring(2));
        }
        if (text.startsWith("*.")) {
            return new AddressPattern(Kind.BELOW, text.substring(2));
        }
        if (text.startsWith(".")) {
            return new AddressPattern(Kind.AT_OR_BELOW, text.substring(1));
        }
        return new AddressPattern(Kind.ADDRESS, text.substring(1));
    }

    /** @param accepted decides {@link Kind#ACCEPTED} */
    boolean matches(@Nullable Mailbox mailbox, AddressIndex accepted) {
        return switch (kind) {
            case ANY -> true;
            case EMPTY -> mailbox == null;
            case ACCEPTED -> mailbox != null && accepted.find(mailbox) >= 0;
            case EXACT -> Matching.isAt(mailbox, text);
            case ONE_BELOW -> Matching.isOneBelow(mailbox, text);
            case BELOW -> Matching.isBelow(mailbox, text);
            case AT_OR_BELOW -> Matching.isAtOrBelow(mailbox, text);
            case ADDRESS -> mailbox != null && isAddress(mailbox);
        };
    }

    private boolean isAddress(Mailbox mailbox) {
        String domain = mailbox.domain().text();
        int at = text.length() - domain.length() - 1;
        return at >= 0
                && at == mailbox.localPart().length()
                && text.charAt(at) == '@'
                && text.endsWith(domain)
                && text.startsWith(mailbox.localPart());
    }

    long hash() {
        return switch (kind) {
            case ADDRESS -> {
                int at = text.lastIndexOf('@');
                yield address(Hashing.ofSuffix(text, at + 1), text.substring(0, at));
            }
            case EMPTY, ACCEPTED, ANY -> Hashing.mix(0, kind.ordinal());
            default -> Hashing.mix(Hashing.ofSuffix(text, 0), kind.ordinal());
        };
    }

    static long address(long domainHash, String localPart) {
        return Hashing.mix(domainHash + 31L * localPart.hashCode(), Kind.ADDRESS.ordinal());
    }
}
