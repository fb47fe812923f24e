package dev.mailflow.relay.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificates that their authorities took back (RFC 5280 5), from files that something else keeps fresh; a changed file is seen
 * within a minute. A list counts only if the authority's own key signed it. Nothing is ever fetched: a handshake must not wait
 * for a stranger's web server, nor tell him who writes to us.
 */
final class RevocationLists {
    private static final Logger LOG = LoggerFactory.getLogger(RevocationLists.class);
    private static final long LOOK_AGAIN = Duration.ofMinutes(1).toNanos();

    private final List<Path> files;
    private volatile State state;

    private record State(List<X509CRL> lists, String stamps, long lookedAt) {}

    private RevocationLists(List<Path> files, State state) {
        this.files = files;
        this.state = state;
    }

    /** @throws KeyStoreMistake naming the file that holds no list */
    static RevocationLists read(List<Path> files) throws KeyStoreMistake {
        return new RevocationLists(List.copyOf(files), new State(lists(files), stamps(files), System.nanoTime()));
    }

    private static List<X509CRL> lists(List<Path> files) throws KeyStoreMistake {
        List<X509CRL> all = new ArrayList<>();
        for (Path file : files) {
            try {
                CertificateFactory factory = CertificateFactory.getInstance("X.509");
                for (CRL list : factory.generateCRLs(new ByteArrayInputStream(Files.readAllBytes(file)))) {
                    if (list instanceof X509CRL x509) {
                        all.add(x509);
                    }
                }
            } catch (IOException e) {
                throw new KeyStoreMistake(file, "cannot be read");
            } catch (CertificateException | CRLException e) {
                throw new KeyStoreMistake(file, "holds no certificate revocation list");
            }
        }
        return List.copyOf(all);
    }

    private static String stamps(List<Path> files) {
        StringBuilder stamps = new StringBuilder();
        for (Path file : files) {
            try {
                stamps.append(Files.getLastModifiedTime(file))
                        .append(' ')
                        .append(Files.size(file))
                        .append('\n');
            } catch (IOException e) {
                stamps.append("none\n");
            }
        }
        return stamps.toString();
    }

    private List<X509CRL> fresh() {
        State known = state;
        long now = System.nanoTime();
        if (files.isEmpty() || now - known.lookedAt < LOOK_AGAIN) {
            return known.lists;
        }
        String stamps = stamps(files);
        List<X509CRL> lists = known.lists;
        if (!stamps.equals(known.stamps)) {
            try {
                lists = lists(files);
            } catch (KeyStoreMistake e) {
                // Half-written, perhaps: better the old one than none.
                LOG.warn("event=revocation-list-error reason=\"{}\"", e.getMessage());
            }
        }
        state = new State(lists, stamps, now);
        return lists;
    }

    /** @param authorities whose keys may have signed a list: roots, and the chain's own */
    boolean isRevoked(X509Certificate[] chain, List<X509Certificate> authorities) {
        List<X509CRL> lists = fresh();
        for (X509Certificate certificate : chain) {
            for (X509CRL list : lists) {
                if (list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal())
                        && list.isRevoked(certificate)
                        && isGenuine(list, authorities)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isGenuine(X509CRL list, List<X509Certificate> authorities) {
        for (X509Certificate authority : authorities) {
            if (authority.getSubjectX500Principal().equals(list.getIssuerX500Principal())) {
                try {
                    list.verify(authority.getPublicKey());
                    return true;
                } catch (GeneralSecurityException otherKey) {
                    // Another authority of that name, perhaps.
                }
            }
        }
        return false;
    }
}
