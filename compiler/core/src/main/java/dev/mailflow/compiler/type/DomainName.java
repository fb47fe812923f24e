package dev.mailflow.compiler.type;

/**
 * A domain in the form in which all comparison is done: A-labels (UTS 46), lower case, no final dot. An address literal
 * such as {@code [192.0.2.1]} is one opaque label that no suffix pattern reaches.
 *
 * @param text never empty
 */
public record DomainName(String text) implements Comparable<DomainName> {
    public DomainName {
        if (text.isEmpty() || text.endsWith(".")) {
            throw new IllegalArgumentException("not a normalised domain: " + text);
        }
    }

    /** How many labels; an address literal counts as one. */
    public int labels() {
        if (isAddressLiteral()) {
            return 1;
        }
        int count = 1;
        for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', dot + 1)) {
            count++;
        }
        return count;
    }

    public boolean isAddressLiteral() {
        return text.charAt(0) == '[';
    }

    /** Strictly below {@code ancestor}, at any depth. */
    public boolean isBelow(DomainName ancestor) {
        int cut = text.length() - ancestor.text.length() - 1;
        return cut > 0 && !isAddressLiteral() && text.charAt(cut) == '.' && text.endsWith(ancestor.text);
    }

    /** Exactly one label below {@code parent}. */
    public boolean isChildOf(DomainName parent) {
        return isBelow(parent) && labels() == parent.labels() + 1;
    }

    @Override
    public int compareTo(DomainName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
