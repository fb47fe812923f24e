package dev.mailflow.relay;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for a test, and what it signs. */
public final class TestPki {
    private final Path folder;
    private final KeyPair key;
    private final X509Certificate certificate;
    private int serial = 1;

    public TestPki(Path folder) throws Exception {
        this.folder = Files.createDirectories(folder);
        this.key = keyPair();
        String subject = "CN=test authority " + folder.getFileName();
        this.certificate = sign(subject, key, key, new X500Name(subject), Instant.now(), true);
        write(folder.resolve("ca.pem"), certificate);
    }

    public Path authority() {
        return folder.resolve("ca.pem");
    }

    /** A key and its certificate as PEM files. */
    public record Issued(Path key, Path certificate) {}

    public Issued issue(String... names) throws Exception {
        return issue(Instant.now(), names);
    }

    /** With a key of RSA. */
    public Issued issueRsa(String name) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048, new SecureRandom());
        KeyPair pair = generator.generateKeyPair();
        return written(pair, sign("CN=" + name, pair, key, issuer(), Instant.now(), false, name));
    }

    public Issued expired(String... names) throws Exception {
        return issue(Instant.now().minus(Duration.ofDays(400)), names);
    }

    /** In ten days. */
    public Issued expiring(String... names) throws Exception {
        return issue(Instant.now().minus(Duration.ofDays(20)), names);
    }

    public Issued notYetValid(String... names) throws Exception {
        return issue(Instant.now().plus(Duration.ofDays(10)), names);
    }

    /** With so many authorities between the root and it, all of which are sent along. */
    public Issued below(int authorities, String name) throws Exception {
        KeyPair above = key;
        X500Name issuer = issuer();
        List<X509Certificate> between = new ArrayList<>();
        for (int i = 0; i < authorities; i++) {
            KeyPair pair = keyPair();
            String subject = "CN=between " + i + " of " + serial;
            between.add(0, sign(subject, pair, above, issuer, Instant.now(), true));
            above = pair;
            issuer = new X500Name(subject);
        }
        KeyPair pair = keyPair();
        Issued issued = written(pair, sign("CN=" + name, pair, above, issuer, Instant.now(), false, name));
        StringBuilder chain = new StringBuilder(Files.readString(issued.certificate()));
        Path one = folder.resolve("between.pem");
        for (X509Certificate certificate : between) {
            write(one, certificate);
            chain.append(Files.readString(one));
        }
        Files.writeString(issued.certificate(), chain.toString());
        return issued;
    }

    /** A common name and no other. */
    public Issued withoutAlternativeNames(String commonName) throws Exception {
        KeyPair pair = keyPair();
        return written(pair, sign("CN=" + commonName, pair, key, issuer(), Instant.now(), false));
    }

    /** By itself. */
    public Issued selfSigned(String name) throws Exception {
        KeyPair pair = keyPair();
        return written(pair, sign("CN=" + name, pair, pair, new X500Name("CN=" + name), Instant.now(), false, name));
    }

    /** For no purpose but this. */
    public Issued forPurpose(KeyPurposeId purpose, String name) throws Exception {
        KeyPair pair = keyPair();
        JcaX509v3CertificateBuilder builder = builder("CN=" + name, pair, issuer(), Instant.now(), false, name);
        builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose));
        return written(pair, signed(builder, key));
    }

    /** The authority's list of these certificates; of nobody's, if another signs it. */
    public Path revoked(TestPki signer, Issued... taken) throws Exception {
        JcaX509v2CRLBuilder builder = new JcaX509v2CRLBuilder(certificate.getSubjectX500Principal(), new Date());
        builder.setNextUpdate(Date.from(Instant.now().plus(Duration.ofDays(1))));
        for (Issued issued : taken) {
            try (var in = Files.newInputStream(issued.certificate())) {
                X509Certificate one = (X509Certificate) java.security.cert.CertificateFactory.getInstance("X.509")
                        .generateCertificate(in);
                builder.addCRLEntry(one.getSerialNumber(), new Date(), 0);
            }
        }
        Path file = folder.resolve("revoked" + ++serial + ".pem");
        write(
                file,
                new JcaX509CRLConverter()
                        .getCRL(builder.build(
                                new JcaContentSignerBuilder("SHA256withECDSA").build(signer.key.getPrivate()))));
        return file;
    }

    private X500Name issuer() {
        return new X500Name(certificate.getSubjectX500Principal().getName());
    }

    private Issued written(KeyPair pair, X509Certificate leaf) throws IOException {
        Path keyFile = folder.resolve("leaf" + serial + ".key");
        Path certificateFile = folder.resolve("leaf" + serial + ".pem");
        write(keyFile, new org.bouncycastle.openssl.jcajce.JcaPKCS8Generator(pair.getPrivate(), null).generate());
        write(certificateFile, leaf);
        return new Issued(keyFile, certificateFile);
    }

    private Issued issue(Instant from, String... names) throws Exception {
        KeyPair pair = keyPair();
        return written(pair, sign("CN=" + names[0].replace("*", "any"), pair, key, issuer(), from, false, names));
    }

    private static KeyPair keyPair() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), new SecureRandom());
        return generator.generateKeyPair();
    }

    private X509Certificate sign(
            String subject,
            KeyPair subjectKey,
            KeyPair issuerKey,
            X500Name issuer,
            Instant from,
            boolean isAuthority,
            String... names)
            throws Exception {
        return signed(builder(subject, subjectKey, issuer, from, isAuthority, names), issuerKey);
    }

    private JcaX509v3CertificateBuilder builder(
            String subject, KeyPair subjectKey, X500Name issuer, Instant from, boolean isAuthority, String... names)
            throws Exception {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(++serial),
                Date.from(from.minus(Duration.ofDays(1))),
                Date.from(from.plus(Duration.ofDays(30))),
                new X500Name(subject),
                subjectKey.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
        if (names.length > 0) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(Arrays.stream(names)
                            .map(name -> new GeneralName(GeneralName.dNSName, name))
                            .toArray(GeneralName[]::new)));
        }
        return builder;
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, KeyPair issuerKey) throws Exception {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey.getPrivate())));
    }

    /** SHA-256 of the public key in hexadecimal, as a TLSA record has it. */
    public static String keyDigest(Issued shown) throws Exception {
        try (var in = Files.newInputStream(shown.certificate())) {
            byte[] encoded = java.security.cert.CertificateFactory.getInstance("X.509")
                    .generateCertificate(in)
                    .getPublicKey()
                    .getEncoded();
            return java.util.HexFormat.of()
                    .formatHex(
                            java.security.MessageDigest.getInstance("SHA-256").digest(encoded));
        }
    }

    private static void write(Path file, Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        Files.writeString(file, text.toString());
    }
}
