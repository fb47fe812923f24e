package dev.mailflow.relay.tls;

import dev.mailflow.relay.config.RelayConfiguration.KeyFiles;
import dev.mailflow.runtime.CertificateName;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate that we can show.
 *
 * @param alias unique among ours
 * @param file that the certificate was read from
 * @param chain leaf first
 * @param names DNS names of the leaf
 */
record Identity(String alias, Path file, PrivateKey key, List<X509Certificate> chain, List<String> names) {
    Identity {
        chain = List.copyOf(chain);
        names = List.copyOf(names);
    }

    /** A certificate's own name against a host's (RFC 9525 6.3). */
    boolean covers(String host) {
        return names.stream().anyMatch(name -> new CertificateName(name).matches(host));
    }

    static Identity load(String alias, KeyFiles files) throws KeyStoreMistake {
        List<X509Certificate> chain = PemFiles.certificates(files.certificate());
        X509Certificate leaf = chain.get(0);
        PrivateKey key = PemFiles.key(files.key(), leaf.getPublicKey().getAlgorithm());
        requirePair(files.key(), new KeyPair(leaf.getPublicKey(), key));
        return new Identity(alias, files.certificate(), key, chain, PeerNames.of(leaf));
    }

    /** A key of another certificate would otherwise show only in the first handshake. */
    private static void requirePair(Path file, KeyPair pair) throws KeyStoreMistake {
        String algorithm = pair.getPublic().getAlgorithm();
        try {
            Signature signature = Signature.getInstance(
                    algorithm.equals("EC") ? "SHA256withECDSA" : algorithm.equals("RSA") ? "SHA256withRSA" : algorithm);
            signature.initSign(pair.getPrivate());
            byte[] probe = {1, 2, 3};
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(pair.getPublic());
            signature.update(probe);
            if (signature.verify(signed)) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw new KeyStoreMistake(file, "cannot sign: " + e.getMessage());
        }
        throw new KeyStoreMistake(file, "is not the key of the certificate's");
    }
}
