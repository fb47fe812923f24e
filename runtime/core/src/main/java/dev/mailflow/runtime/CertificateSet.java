package dev.mailflow.runtime;

import java.util.List;

/** Many patterns of certificate names, found by hash. */
final class CertificateSet {
    private static final int EXACT = 100;
    private static final int WILDCARD = 101;

    private final String[] patterns;
    private final HashIndex index;

    CertificateSet(List<String> patterns) {
        this.patterns = patterns.toArray(new String[0]);
        HashIndex.Builder builder = new HashIndex.Builder();
        for (int i = 0; i < this.patterns.length; i++) {
            builder.add(hash(this.patterns[i]), i);
        }
        this.index = builder.build();
    }

    /** Of what the pattern asks for: a whole name, or all behind its first label. */
    static long hash(String pattern) {
        boolean wildcard = pattern.startsWith("*.");
        Name name = Name.of(pattern);
        return Octets.hash(
                wildcard ? WILDCARD : EXACT, name.octets(), wildcard ? 2 : 0, name.length() - (wildcard ? 2 : 0));
    }

    /** Of the whole name. */
    static long exact(Name name) {
        return Octets.hash(EXACT, name.octets(), 0, name.length());
    }

    /** Of all behind the first label; only for a name with a dot behind its first octet. */
    static long behindFirst(Name name, int dot) {
        return Octets.hash(WILDCARD, name.octets(), dot + 1, name.length() - dot - 1);
    }

    boolean containsAny(Facts facts) {
        for (int i = 0; i < facts.certificates; i++) {
            Name name = facts.certificateNames[i];
            int dot = name.firstDot();
            if (contains(exact(name), name) || dot > 0 && contains(behindFirst(name, dot), name)) {
                return true;
            }
        }
        return false;
    }

    private boolean contains(long hash, Name name) {
        int offset = index.bucket(hash);
        if (offset < 0) {
            return false;
        }
        for (int i = index.entry(offset); i >= 0; i = index.entry(++offset)) {
            if (name.isCovered(patterns[i])) {
                return true;
            }
        }
        return false;
    }
}
