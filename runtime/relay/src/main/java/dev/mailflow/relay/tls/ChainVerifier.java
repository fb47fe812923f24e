package dev.mailflow.relay.tls;

import dev.mailflow.relay.config.RelayConfiguration.Tls;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Verifies chains (RFC 5280 6) against the configured roots. It runs after the handshake and its result is a value: a chain
 * that does not verify proves nothing, and stops nobody.
 */
final class ChainVerifier {
    private final List<X509TrustManager> roots;
    private final RevocationLists revoked;

    static final String VERIFIED = "verified";

    private ChainVerifier(List<X509TrustManager> roots, RevocationLists revoked) {
        this.roots = List.copyOf(roots);
        this.revoked = revoked;
    }

    static ChainVerifier of(Tls tls) throws KeyStoreMistake {
        try {
            KeyStore ours = KeyStore.getInstance(KeyStore.getDefaultType());
            ours.load(null, null);
            int count = 0;
            for (Path file : tls.trust()) {
                for (X509Certificate certificate : PemFiles.certificates(file)) {
                    ours.setCertificateEntry("root" + count++, certificate);
                }
            }
            List<X509TrustManager> all = new ArrayList<>();
            if (count > 0) {
                all.add(manager(Optional.of(ours)));
            }
            if (tls.trustsSystem()) {
                all.add(manager(Optional.empty()));
            }
            return new ChainVerifier(all, RevocationLists.read(tls.revoked()));
        } catch (GeneralSecurityException | IOException e) {
            throw new KeyStoreMistake(Path.of("trust"), "cannot be used: " + e.getMessage());
        }
    }

    private static X509TrustManager manager(Optional<KeyStore> store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store.orElse(null));
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("no PKIX trust manager");
    }

    /**
     * {@code verified}, or why not. A certificate made for servers is taken from a client too: public authorities no
     * longer issue certificates for clients, and mail servers are both.
     */
    String verify(X509Certificate[] chain) {
        String why = "no trusted roots are configured";
        for (X509TrustManager manager : roots) {
            try {
                manager.checkServerTrusted(chain, "UNKNOWN");
                return unlessRevoked(chain, manager);
            } catch (CertificateException e) {
                why = reason(e, chain);
            }
            try {
                manager.checkClientTrusted(chain, "UNKNOWN");
                return unlessRevoked(chain, manager);
            } catch (CertificateException e) {
                why = reason(e, chain);
            }
        }
        return why;
    }

    /**
     * A context for who demands what {@link #verify} only tells, a chain to one of the roots. Made anew each time, for it is needed
     * seldom.
     */
    SSLContext demanding() {
        try {
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            int count = 0;
            for (X509TrustManager manager : roots) {
                for (X509Certificate root : manager.getAcceptedIssuers()) {
                    all.setCertificateEntry("root" + count++, root);
                }
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {manager(Optional.of(all))}, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("TLS is not available", e);
        }
    }

    private String unlessRevoked(X509Certificate[] chain, X509TrustManager manager) {
        List<X509Certificate> authorities = new ArrayList<>(Arrays.asList(chain));
        authorities.addAll(Arrays.asList(manager.getAcceptedIssuers()));
        return revoked.isRevoked(chain, authorities) ? "certificate revoked" : VERIFIED;
    }

    private static String reason(CertificateException e, X509Certificate[] chain) {
        for (X509Certificate certificate : Arrays.asList(chain)) {
            try {
                certificate.checkValidity();
            } catch (CertificateException expired) {
                return PeerTls.EXPIRED;
            }
        }
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String message = String.valueOf(cause.getMessage());
        return message.contains("unable to find valid certification path") ? PeerTls.NO_ROOT : message;
    }
}
