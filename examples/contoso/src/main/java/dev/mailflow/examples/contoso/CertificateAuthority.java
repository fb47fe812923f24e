package dev.mailflow.examples.contoso;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The certificate authority that everybody in the story trusts; it lives for one run. */
final class CertificateAuthority {
    private static final Duration LIFETIME = Duration.ofDays(1);

    private final Path folder;
    private final KeyPair keys;
    private final X509Certificate certificate;
    private int serial = 1;

    CertificateAuthority(Path folder) throws IOException, GeneralSecurityException, OperatorCreationException {
        this.folder = folder;
        this.keys = newKeys();
        X500Name name = new X500Name("CN=Story CA");
        JcaX509v3CertificateBuilder builder = builder(name, name, keys);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        this.certificate = sign(builder);
        Files.writeString(trust(), pem(certificate), StandardCharsets.US_ASCII);
    }

    /** A certificate and its key in PEM files. */
    record Identity(X509Certificate certificate, KeyPair keys, Path certificateFile, Path keyFile) {}

    Path trust() {
        return folder.resolve("ca.pem");
    }

    X509Certificate certificate() {
        return certificate;
    }

    /** A certificate for the DNS names, the first of them naming the files. */
    Identity issue(String... names) throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair subject = newKeys();
        JcaX509v3CertificateBuilder builder =
                builder(new X500Name("CN=Story CA"), new X500Name("CN=" + names[0]), subject);
        GeneralName[] alternatives = new GeneralName[names.length];
        for (int i = 0; i < names.length; i++) {
            alternatives[i] = new GeneralName(GeneralName.dNSName, names[i]);
        }
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
        X509Certificate issued = sign(builder);
        Path certificateFile = folder.resolve(names[0] + ".crt.pem");
        Path keyFile = folder.resolve(names[0] + ".key.pem");
        Files.writeString(certificateFile, pem(issued), StandardCharsets.US_ASCII);
        Files.writeString(keyFile, pem(new JcaPKCS8Generator(subject.getPrivate(), null)), StandardCharsets.US_ASCII);
        return new Identity(issued, subject, certificateFile, keyFile);
    }

    private JcaX509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair subjectKeys) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(serial++),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(LIFETIME)),
                subject,
                subjectKeys.getPublic());
    }

    private X509Certificate sign(JcaX509v3CertificateBuilder builder)
            throws GeneralSecurityException, OperatorCreationException, CertIOException {
        ContentSigner signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), new SecureRandom());
        return generator.generateKeyPair();
    }

    private static String pem(Object value) throws IOException {
        Writer text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(value);
        }
        return text.toString();
    }
}
