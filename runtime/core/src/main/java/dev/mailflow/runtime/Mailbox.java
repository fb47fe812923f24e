package dev.mailflow.runtime;

import java.util.Locale;

/**
 * An envelope address in the form in which policies compare it. For delivery keep the address as it was written.
 *
 * @param localPart lower case, a quoted string without its quotes and escapes (RFC 5321 4.1.2)
 */
public record Mailbox(String localPart, DomainName domain) {
    public Mailbox {
        localPart = localPart.toLowerCase(Locale.ROOT);
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

    @Override
    public String toString() {
        return localPart + "@" + domain;
    }
}
