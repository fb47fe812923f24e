package dev.mailflow.relay.tls;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.config.RelayConfiguration.KeyFiles;
import dev.mailflow.runtime.CertificateName;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Certificates to show and roots to verify by, as they were read together, and the contexts made of them. */
final class Keys {
    private static final int NOBODY = -1;

    private final List<Identity> identities;
    private final ChainVerifier verifier;
    /** By the identities that they prefer. */
    private final Map<List<Integer>, SSLContext> servers = new ConcurrentHashMap<>();

    private final Map<Integer, SSLContext> clients = new ConcurrentHashMap<>();

    private Keys(List<Identity> identities, ChainVerifier verifier) {
        this.identities = List.copyOf(identities);
        this.verifier = verifier;
        servers.put(List.of(), context(this.identities));
    }

    static Keys read(RelayConfiguration configuration) throws KeyStoreMistake {
        List<KeyFiles> files = new ArrayList<>();
        configuration.tls().keys().ifPresent(files::add);
        files.addAll(configuration.certificates());
        List<Identity> identities = new ArrayList<>();
        for (KeyFiles one : files) {
            identities.add(Identity.load("identity" + identities.size(), one));
        }
        return new Keys(identities, ChainVerifier.of(configuration.tls()));
    }

    private static SSLContext context(List<Identity> shown) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {new ShownIdentity(shown)}, new TrustManager[] {TakesAnyChain.INSTANCE}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS is not available", e);
        }
    }

    List<Identity> identities() {
        return identities;
    }

    ChainVerifier verifier() {
        return verifier;
    }

    /**
     * Shows only certificates that cover the host which the client asks for, if any do: JSSE goes by the kind of key, and with
     * others there could take one of them for its kind.
     */
    SSLContext server(Optional<String> asked) {
        List<Integer> preferred = asked.map(host -> IntStream.range(0, identities.size())
                        .filter(i -> identities.get(i).covers(host))
                        .boxed()
                        .toList())
                .orElse(List.of());
        return servers.computeIfAbsent(
                preferred,
                those -> context(
                        those.isEmpty()
                                ? identities
                                : those.stream().map(identities::get).toList()));
    }

    /** Shows the first certificate that one of these names is of; empty: the default one. */
    SSLContext client(List<CertificateName> presented) {
        return clients.computeIfAbsent(
                shown(presented), index -> context(index == NOBODY ? List.of() : List.of(identities.get(index))));
    }

    private int shown(List<CertificateName> presented) {
        for (CertificateName name : presented) {
            for (int i = 0; i < identities.size(); i++) {
                if (name.matchesAny(identities.get(i).names())) {
                    return i;
                }
            }
        }
        // The default is shown even if another is due: the other side refuses it, and its reply says so.
        return identities.isEmpty() ? NOBODY : 0;
    }
}
