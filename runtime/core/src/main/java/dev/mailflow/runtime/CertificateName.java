package dev.mailflow.runtime;

import java.util.List;

/**
 * Which DNS names of a verified certificate are meant: {@code *.x} covers exactly one label (RFC 9525 6.3), anything else
 * is exact.
 *
 * @param pattern lower case A-labels, perhaps with {@code *.} before them
 */
public record CertificateName(String pattern) {
    /** @param name lower case; {@code *.x} in a certificate is taken as that literal name */
    public boolean matches(String name) {
        return matches(pattern, name);
    }

    static boolean matches(String pattern, String name) {
        if (!pattern.startsWith("*.")) {
            return name.equals(pattern);
        }
        int dot = name.indexOf('.');
        return dot > 0 && name.length() - dot == pattern.length() - 1 && name.endsWith(pattern.substring(1));
    }

    /** Whether any of the names is meant. */
    public boolean matchesAny(List<String> names) {
        for (String name : names) {
            if (matches(name)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return pattern;
    }
}
