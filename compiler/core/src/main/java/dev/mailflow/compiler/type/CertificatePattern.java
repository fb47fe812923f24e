package dev.mailflow.compiler.type;

/**
 * Which DNS names of a verified certificate are meant: {@code *.x} covers exactly one label (RFC 9525 6.3), anything else
 * is exact.
 *
 * @param text normalised as a domain, perhaps with {@code *.} before it
 */
public record CertificatePattern(String text) {
    /**
     * @param name a DNS name of the certificate (subjectAltName), lower case; one that begins with {@code *.} is taken as
     *     the literal name that it is
     */
    public boolean matches(String name) {
        if (!isWildcard()) {
            return name.equals(text);
        }
        int dot = name.indexOf('.');
        return dot > 0 && name.length() - dot == text.length() - 1 && name.endsWith(text.substring(1));
    }

    public boolean isWildcard() {
        return text.startsWith("*.");
    }

    @Override
    public String toString() {
        return text;
    }
}
