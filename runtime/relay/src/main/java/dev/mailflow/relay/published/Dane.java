package dev.mailflow.relay.published;

import dev.mailflow.relay.dns.Tlsa;
import dev.mailflow.relay.dns.Tlsa.Association;
import dev.mailflow.relay.published.Objection.Ground;
import dev.mailflow.runtime.CertificateName;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Judges a server's chain by TLSA records (RFC 7672 3, RFC 7671 5). */
public final class Dane {
    private static final int TRUST_ANCHOR = 2;
    private static final int END_ENTITY = 3;
    private static final int PUBLIC_KEY = 1;
    private static final int WHOLE = 0;
    private static final int SHA_256 = 1;
    private static final int SHA_512 = 2;

    private Dane() {}

    /** Those records that count in SMTP; of digests of one kind only the strongest (RFC 7671 9). */
    public static List<Association> usable(List<Association> all) {
        List<Association> usable = new ArrayList<>();
        for (Association one : all) {
            boolean isKnown = (one.usage() == TRUST_ANCHOR || one.usage() == END_ENTITY)
                    && one.selector() <= PUBLIC_KEY
                    && switch (one.matching()) {
                        case WHOLE -> one.data().length > 0;
                        case SHA_256 -> one.data().length == 32;
                        case SHA_512 -> one.data().length == 64;
                        default -> false;
                    };
            boolean isWeaker = one.matching() == SHA_256
                    && all.stream()
                            .anyMatch(other -> other.usage() == one.usage()
                                    && other.selector() == one.selector()
                                    && other.matching() == SHA_512
                                    && other.data().length == 64);
            if (isKnown && !isWeaker) {
                usable.add(one);
            }
        }
        return usable;
    }

    /**
     * Why the chain will not do; empty if it will.
     *
     * @param chain leaf first
     * @param names one of which the leaf must have, where a record names a trust anchor
     */
    public static Optional<Objection> judge(List<Association> usable, List<X509Certificate> chain, List<String> names) {
        if (chain.isEmpty()) {
            return objection(Ground.UNREADABLE, "no certificate");
        }
        try {
            for (Association one : usable) {
                // RFC 7672 3.1.1: neither its name nor its dates matter.
                if (one.usage() == END_ENTITY && matches(one, chain.get(0))) {
                    return Optional.empty();
                }
            }
            if (isIssued(usable, chain, Dates.NOW)) {
                return hasName(chain.get(0), names)
                        ? Optional.empty()
                        : objection(Ground.OTHER_NAME, "the certificate is not for " + names);
            }
            return isIssued(usable, chain, Dates.ONCE)
                    ? objection(Ground.EXPIRED, "the certificate, or one above it, is expired or not yet valid")
                    : objection(Ground.UNTRUSTED, "the certificate matches no TLSA record");
        } catch (GeneralSecurityException e) {
            return objection(Ground.UNREADABLE, "the certificate cannot be checked: " + e.getMessage());
        }
    }

    private static Optional<Objection> objection(Ground ground, String text) {
        return Optional.of(new Objection(ground, "DANE: " + text));
    }

    /** When the certificates must be valid. */
    private enum Dates {
        NOW,
        /** At any time: all at once, if ever. */
        ONCE
    }

    private static boolean isIssued(List<Association> usable, List<X509Certificate> chain, Dates dates)
            throws GeneralSecurityException {
        for (Association one : usable) {
            if (one.usage() == TRUST_ANCHOR && isIssuedBy(one, chain, dates)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(Association one, X509Certificate certificate) throws GeneralSecurityException {
        byte[] selected =
                one.selector() == PUBLIC_KEY ? certificate.getPublicKey().getEncoded() : certificate.getEncoded();
        byte[] value = switch (one.matching()) {
            case SHA_256 -> MessageDigest.getInstance("SHA-256").digest(selected);
            case SHA_512 -> MessageDigest.getInstance("SHA-512").digest(selected);
            default -> selected;
        };
        return MessageDigest.isEqual(value, one.data());
    }

    private static boolean isIssuedBy(Association one, List<X509Certificate> chain, Dates dates)
            throws GeneralSecurityException {
        for (int i = 0; i < chain.size(); i++) {
            if (matches(one, chain.get(i))) {
                X509Certificate anchor = chain.get(i);
                // A leaf that is its own anchor: nothing is below it but its dates.
                if (i == 0
                        ? dates == Dates.ONCE || isValidNow(anchor)
                        : verifies(new TrustAnchor(anchor, null), chain.subList(0, i), dates)) {
                    return true;
                }
            }
        }
        // RFC 7671 5.2.3: a whole certificate or key in the record need not be sent along.
        Optional<TrustAnchor> outside = one.matching() == WHOLE ? anchor(one, chain) : Optional.empty();
        return outside.isPresent() && verifies(outside.get(), chain, dates);
    }

    private static boolean isValidNow(X509Certificate certificate) {
        try {
            certificate.checkValidity();
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Optional<TrustAnchor> anchor(Association one, List<X509Certificate> chain) {
        X509Certificate last = chain.get(chain.size() - 1);
        try {
            if (one.selector() == PUBLIC_KEY) {
                return Optional.of(new TrustAnchor(
                        last.getIssuerX500Principal(),
                        KeyFactory.getInstance(algorithm(last)).generatePublic(new X509EncodedKeySpec(one.data())),
                        null));
            }
            return Optional.of(new TrustAnchor(
                    (X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(one.data())),
                    null));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** Of the key that signed it. */
    private static String algorithm(X509Certificate certificate) {
        String name = certificate.getSigAlgName();
        return name.contains("ECDSA") ? "EC" : name.contains("RSA") ? "RSA" : name;
    }

    private static boolean verifies(TrustAnchor anchor, List<X509Certificate> below, Dates dates) {
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(anchor));
            parameters.setRevocationEnabled(false);
            if (dates == Dates.ONCE) {
                // Where their times have a moment in common, the last one's beginning is such a moment.
                below.stream()
                        .map(X509Certificate::getNotBefore)
                        .max(Comparator.naturalOrder())
                        .ifPresent(parameters::setDate);
            }
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(below), parameters);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean hasName(X509Certificate leaf, List<String> names) throws GeneralSecurityException {
        var alternatives = leaf.getSubjectAlternativeNames();
        if (alternatives == null) {
            return false;
        }
        for (List<?> alternative : alternatives) {
            if (Integer.valueOf(2).equals(alternative.get(0)) && alternative.get(1) instanceof String name) {
                CertificateName pattern = new CertificateName(name.toLowerCase(java.util.Locale.ROOT));
                if (names.stream().anyMatch(pattern::matches)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a zone says anything that we must believe. */
    public static boolean isPublished(Tlsa tlsa) {
        return tlsa.isSecure() && !tlsa.associations().isEmpty();
    }
}
