package dev.mailflow.runtime;

import java.util.List;

/**
 * What a next hop turned out to offer.
 *
 * @param version {@link TlsVersion#NONE} where STARTTLS is not offered or fails
 * @param names DNS names of its certificate if the chain verified, lower case; else empty
 */
public record RemoteTls(TlsVersion version, List<String> names) {
    /** The next hop offers no STARTTLS. */
    public static final RemoteTls NONE = new RemoteTls(TlsVersion.NONE, List.of());

    public RemoteTls {
        names = List.copyOf(names);
    }
}
