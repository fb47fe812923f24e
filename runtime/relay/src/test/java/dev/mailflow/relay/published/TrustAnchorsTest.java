package dev.mailflow.relay.published;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.relay.TestPki;
import dev.mailflow.relay.dns.Tlsa.Association;
import dev.mailflow.relay.published.Objection.Ground;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong where a TLSA record names an authority (RFC 7671 5.2). */
final class TrustAnchorsTest {
    @TempDir
    Path folder;

    private TestPki pki;

    @BeforeEach
    void open() throws Exception {
        pki = new TestPki(folder.resolve("pki"));
    }

    private static X509Certificate certificate(Path pem) throws Exception {
        try (var in = Files.newInputStream(pem)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static List<Ground> judge(Association record, X509Certificate... chain) {
        return Dane.judge(List.of(record), List.of(chain), List.of("mx.away.test")).stream()
                .map(Objection::ground)
                .toList();
    }

    private static Association whole(int selector, X509Certificate authority) throws Exception {
        byte[] octets = selector == 1 ? authority.getPublicKey().getEncoded() : authority.getEncoded();
        return new Association(2, selector, 0, octets);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void anAuthorityThatIsNotSentVouchesForATime(int selector) throws Exception {
        Association record = whole(selector, certificate(pki.authority()));
        assertThat(judge(record, certificate(pki.issue("mx.away.test").certificate())))
                .isEmpty();
        assertThat(judge(record, certificate(pki.expired("mx.away.test").certificate())))
                .containsExactly(Ground.EXPIRED);
        assertThat(judge(record, certificate(pki.notYetValid("mx.away.test").certificate())))
                .containsExactly(Ground.EXPIRED);
        TestPki foreign = new TestPki(folder.resolve("foreign"));
        assertThat(judge(record, certificate(foreign.expired("mx.away.test").certificate())))
                .containsExactly(Ground.UNTRUSTED);
    }

    /** Its dates are not what is wrong. */
    @Test
    void anExpiredCertificateElsewhereIsNotTheTrouble() throws Exception {
        X509Certificate authority = certificate(pki.authority());
        TestPki foreign = new TestPki(folder.resolve("foreign"));
        assertThat(judge(
                        whole(0, authority),
                        certificate(foreign.issue("mx.away.test").certificate()),
                        certificate(pki.expired("other.test").certificate()),
                        authority))
                .containsExactly(Ground.UNTRUSTED);
    }
}
