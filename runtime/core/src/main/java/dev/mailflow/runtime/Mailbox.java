package dev.mailflow.runtime;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An envelope address in the form in which policies compare it. For delivery keep the address as it was written.
 *
 * <p>Immutable, but for those that a {@link TransactionBuffer} lends: they change with its next address.
 */
public final class Mailbox {
    private final Name name;
    /** Whether a {@link TransactionBuffer} will fill it anew. */
    private final boolean isLent;

    /** @param localPart a quoted string without its quotes and escapes (RFC 5321 4.1.2); compared in lower case */
    public Mailbox(String localPart, DomainName domain) {
        this(Name.of(localPart.toLowerCase(Locale.ROOT), domain.name()), false);
    }

    private Mailbox(Name name, boolean isLent) {
        this.name = name;
        this.isLent = isLent;
    }

    /** One that changes as the name does. */
    static Mailbox lent(Name name) {
        return new Mailbox(name, true);
    }

    /**
     * Reads {@code local@domain}; the last {@code @} divides. A quoted local part loses its quotes.
     *
     * @throws IllegalArgumentException if there is no {@code @}, or a side of it is empty, or the domain is not ASCII
     */
    public static Mailbox of(String address) {
        int at = address.lastIndexOf('@');
        if (at <= 0 || at == address.length() - 1) {
            throw new IllegalArgumentException("not an address: " + address);
        }
        return new Mailbox(unquote(address.substring(0, at)), DomainName.of(address.substring(at + 1)));
    }

    private static String unquote(String local) {
        if (local.length() < 2 || local.charAt(0) != '"' || local.charAt(local.length() - 1) != '"') {
            return local;
        }
        StringBuilder bare = new StringBuilder(local.length());
        for (int i = 1; i < local.length() - 1; i++) {
            if (local.charAt(i) == '\\' && i + 1 < local.length() - 1) {
                i++;
            }
            bare.append(local.charAt(i));
        }
        return bare.toString();
    }

    /** Lower case, a quoted string without its quotes and escapes. */
    public String localPart() {
        return name.localPart();
    }

    /** What stands behind the last {@code @}. */
    public DomainName domain() {
        return DomainName.of(name.domain());
    }

    /** The same address, whatever becomes of the buffer that lent it. */
    Mailbox kept() {
        return isLent ? new Mailbox(name.copy(), false) : this;
    }

    Name name() {
        return name;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Mailbox mailbox && mailbox.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
