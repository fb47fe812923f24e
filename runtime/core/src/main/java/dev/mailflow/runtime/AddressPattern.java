package dev.mailflow.runtime;

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
}
