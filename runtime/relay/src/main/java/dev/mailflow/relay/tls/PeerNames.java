package dev.mailflow.relay.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** DNS names of certificates. */
final class PeerNames {
    private static final Integer DNS_NAME = 2;

    private PeerNames() {}

    /**
     * The subjectAltName's DNS names, lower case; the common name never counts (RFC 9525 2). A name with an octet that no
     * host name has is left out, for it is there to deceive.
     */
    static List<String> of(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (DNS_NAME.equals(alternative.get(0))
                            && alternative.get(1) instanceof String name
                            && isHost(name)) {
                        String lower = name.toLowerCase(Locale.ROOT);
                        names.add(lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower);
                    }
                }
            }
        } catch (CertificateParsingException e) {
            return List.of();
        }
        return names;
    }

    /** An asterisk is the whole first label, or the name covers nothing (RFC 9525 6.3). */
    private static boolean isHost(String name) {
        return name.lastIndexOf('*') <= (name.startsWith("*.") ? 0 : -1)
                && name.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || c == '.'
                                || c == '-'
                                || c == '_'
                                || c == '*');
    }
}
