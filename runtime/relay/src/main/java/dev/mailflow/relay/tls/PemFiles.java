package dev.mailflow.relay.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads keys and certificates in the textual encoding of RFC 7468. */
final class PemFiles {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\s]+-----END CERTIFICATE-----");

    private PemFiles() {}

    static List<X509Certificate> certificates(Path file) throws KeyStoreMistake {
        List<X509Certificate> all = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            Matcher matcher = CERTIFICATE.matcher(text(file));
            while (matcher.find()) {
                Certificate one = factory.generateCertificate(
                        new ByteArrayInputStream(matcher.group().getBytes(StandardCharsets.US_ASCII)));
                if (one instanceof X509Certificate certificate) {
                    all.add(certificate);
                }
            }
        } catch (GeneralSecurityException e) {
            throw new KeyStoreMistake(file, "holds a damaged certificate: " + e.getMessage());
        }
        if (all.isEmpty()) {
            throw new KeyStoreMistake(file, "holds no certificate in PEM form");
        }
        return all;
    }

    static PrivateKey key(Path file, String algorithm) throws KeyStoreMistake {
        Matcher matcher = KEY.matcher(text(file));
        if (!matcher.find()) {
            throw new KeyStoreMistake(
                    file, "holds no unencrypted PKCS #8 key; `openssl pkcs8 -topk8 -nodes` makes one of other forms");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(1));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new KeyStoreMistake(file, "holds no " + algorithm + " key, as its certificate has");
        }
    }

    private static String text(Path file) throws KeyStoreMistake {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new KeyStoreMistake(file, "cannot be read");
        }
    }
}
