package dev.mailflow.runtime;

import java.util.Locale;

/**
 * A domain in the form in which all comparison is done: A-labels (RFC 5890), lower case, no final dot. An address literal
 * such as {@code [192.0.2.1]} (RFC 5321 4.1.3) is one opaque label that no suffix reaches.
 */
public final class DomainName implements Comparable<DomainName> {
    private final String text;
    /** Where each label begins; the suffix that begins there has the hash of the same index. */
    private final int[] starts;

    private final long[] hashes;

    private DomainName(String text) {
        this.text = text;
        int labels = countLabels(text);
        this.starts = new int[labels];
        this.hashes = new long[labels];
        long hash = 0;
        int label = labels - 1;
        for (int i = text.length() - 1; i >= 0; i--) {
            hash = Hashing.step(hash, text.charAt(i));
            if (i == 0 || label > 0 && text.charAt(i - 1) == '.') {
                starts[label] = i;
                hashes[label--] = hash;
            }
        }
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

    private static int countLabels(String text) {
        if (text.charAt(0) == '[') {
            return 1;
        }
        int count = 1;
        for (int i = text.indexOf('.'); i >= 0; i = text.indexOf('.', i + 1)) {
            count++;
        }
        return count;
    }

    public String text() {
        return text;
    }

    public int labels() {
        return starts.length;
    }

    /** Offset of the suffix that has {@code skipped} labels fewer. */
    int suffixStart(int skipped) {
        return starts[skipped];
    }

    /** {@link Hashing#ofSuffix} of that suffix, computed once for all look-ups. */
    long suffixHash(int skipped) {
        return hashes[skipped];
    }

    public boolean isAddressLiteral() {
        return text.charAt(0) == '[';
    }

    /** Strictly below {@code ancestor} (A-labels, lower case), at any depth. */
    public boolean isBelow(String ancestor) {
        int cut = text.length() - ancestor.length() - 1;
        return cut > 0 && !isAddressLiteral() && text.charAt(cut) == '.' && text.endsWith(ancestor);
    }

    /** Exactly one label below {@code parent}. */
    public boolean isChildOf(String parent) {
        int cut = text.length() - parent.length() - 1;
        return isBelow(parent) && text.indexOf('.') == cut;
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
