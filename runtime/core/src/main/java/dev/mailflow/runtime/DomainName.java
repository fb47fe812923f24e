package dev.mailflow.runtime;

import java.util.Locale;

/**
 * A domain in the form in which all comparison is done: A-labels (RFC 5890), lower case, no final dot. An address literal
 * such as {@code [192.0.2.1]} (RFC 5321 4.1.3) is one opaque label that no suffix reaches.
 */
public final class DomainName implements Comparable<DomainName> {
    private final String text;
    private final Name name;

    private DomainName(String text) {
        this.text = text;
        this.name = Name.of(text);
    }

    /**
     * Lower-cases ASCII and drops one final dot.
     *
     * @throws IllegalArgumentException if the text is empty or not ASCII: whoever reads Unicode maps it first (UTS 46)
     */
    public static DomainName of(String text) {
        String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        if (bare.isEmpty()) {
            throw new IllegalArgumentException("empty domain");
        }
        for (int i = 0; i < bare.length(); i++) {
            if (bare.charAt(i) > 0x7E || bare.charAt(i) <= 0x20) {
                throw new IllegalArgumentException("not an ASCII domain: " + text);
            }
        }
        return new DomainName(bare.toLowerCase(Locale.ROOT));
    }

    /** A-labels in lower case, without a final dot; an address literal with its brackets. */
    public String text() {
        return text;
    }

    /** How many labels there are; an address literal is one. */
    public int labels() {
        return name.labels();
    }

    Name name() {
        return name;
    }

    /** Whether it is an address in brackets (RFC 5321 4.1.3), which no suffix pattern matches. */
    public boolean isAddressLiteral() {
        return text.charAt(0) == '[';
    }

    /** Strictly below {@code ancestor} (A-labels, lower case), at any depth. */
    public boolean isBelow(String ancestor) {
        int cut = text.length() - ancestor.length() - 1;
        return cut > 0 && text.charAt(cut) == '.' && !isAddressLiteral() && text.endsWith(ancestor);
    }

    /** Exactly one label below {@code parent}. */
    public boolean isChildOf(String parent) {
        return isBelow(parent) && text.indexOf('.') == text.length() - parent.length() - 1;
    }

    @Override
    public int compareTo(DomainName other) {
        return text.compareTo(other.text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DomainName domain && domain.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
