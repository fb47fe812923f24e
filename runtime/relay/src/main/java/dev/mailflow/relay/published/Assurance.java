package dev.mailflow.relay.published;

import dev.mailflow.relay.dns.Tlsa.Association;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** What a destination's own word asks of the connection to one of its hosts, beside what the policy demands. */
public sealed interface Assurance {
    /** Nothing published, or nothing that is to be looked at. */
    record None() implements Assurance {}

    /** TLS with whatever certificate: TLSA records are there, and none of them usable (RFC 7672 2.2). */
    record Encrypted() implements Assurance {}

    /**
     * TLS with a certificate that the zone names.
     *
     * @param usable at least one
     * @param names that the certificate may have, where an issuer is named
     */
    record ByDane(List<Association> usable, List<String> names) implements Assurance {
        public ByDane {
            usable = List.copyOf(usable);
            names = List.copyOf(names);
        }
    }

    /** TLS with a certificate that verifies and names the host (RFC 8461 4.1). */
    record BySts(String host) implements Assurance {}

    /** Whether plain text is out of the question. */
    default boolean needsTls() {
        return !(this instanceof None);
    }

    /**
     * Why a server will not do; empty if it will.
     *
     * @param verifiedNames of its certificate, where the chain leads to a root that we trust
     */
    default Optional<Objection> judge(List<X509Certificate> chain, List<String> verifiedNames) {
        if (this instanceof ByDane dane) {
            return Dane.judge(dane.usable, chain, dane.names);
        }
        if (this instanceof BySts sts) {
            return verifiedNames.stream()
                            .anyMatch(name -> new dev.mailflow.runtime.CertificateName(name).matches(sts.host))
                    ? Optional.empty()
                    : Optional.of(new Objection(
                            verifiedNames.isEmpty() ? Objection.Ground.UNTRUSTED : Objection.Ground.OTHER_NAME,
                            "MTA-STS: no verified certificate for " + sts.host + ", only for " + verifiedNames));
        }
        return Optional.empty();
    }

    /** For the log. */
    default String word() {
        return this instanceof ByDane
                ? " dane"
                : this instanceof BySts ? " mta-sts" : this instanceof Encrypted ? " dane-unusable" : "";
    }
}
