package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.type.TlsVersion;
import java.util.List;
import java.util.Optional;

/**
 * What a next hop offers, as {@code remote} states it.
 *
 * @param tls absent: no STARTTLS
 * @param certificateNames DNS names of its verified certificate, lower case
 */
public record RemoteOffer(Optional<TlsVersion> tls, List<String> certificateNames) {
    public RemoteOffer {
        certificateNames = List.copyOf(certificateNames);
    }
}
