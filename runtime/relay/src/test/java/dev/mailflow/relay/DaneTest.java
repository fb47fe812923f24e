package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.runtime.TlsDemand.DestinationPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** DANE (RFC 7672): what a destination publishes about its keys is met, or the mail waits. */
final class DaneTest extends TwoRelays {
    private String byDane() throws Exception {
        return send(DestinationPolicy.OFF, DestinationPolicy.WHEN_PUBLISHED);
    }

    private static final String OTHER = "00".repeat(32);

    @Test
    void aKeyInTheZoneNeedsNeitherNameNorDate() throws Exception {
        TestPki.Issued shown = new TestPki(folder.resolve("foreign")).expired("quite.other.test");
        receive(shown);
        dns.validating().add(TLSA + "3 1 1 " + key(shown));
        assertThat(byDane()).isEmpty();
        assertThat(wasProtected()).isTrue();
    }

    @Test
    void anotherKeyIsRefused() throws Exception {
        receive(pki.issue("mx.away.test"));
        dns.validating().add(TLSA + "3 1 1 " + OTHER);
        assertThat(byDane()).contains("DANE: the certificate matches no TLSA record");
    }

    @Test
    void oneOfTwoKeysWillDo() throws Exception {
        TestPki.Issued shown = pki.issue("other.test");
        receive(shown);
        dns.validating().add(TLSA + "3 1 1 " + OTHER, TLSA + "3 1 1 " + key(shown));
        assertThat(byDane()).isEmpty();
    }

    @Test
    void theStrongestDigestAloneCounts() throws Exception {
        TestPki.Issued shown = pki.issue("mx.away.test");
        receive(shown);
        dns.validating().add(TLSA + "3 1 1 " + key(shown), TLSA + "3 1 2 " + OTHER + OTHER);
        assertThat(byDane()).contains("matches no TLSA record");
    }

    private TestPki.Issued withAuthority(TestPki.Issued issued) throws IOException {
        Path chain = folder.resolve("chain.pem");
        Files.writeString(chain, Files.readString(issued.certificate()) + Files.readString(pki.authority()));
        return new TestPki.Issued(issued.key(), chain);
    }

    @Test
    void anAuthorityInTheZoneNeedsTheName() throws Exception {
        receive(withAuthority(pki.issue("mx.away.test")));
        dns.validating()
                .add(TLSA + "2 0 1 "
                        + hash("SHA-256", certificate(pki.authority()).getEncoded()));
        assertThat(byDane()).isEmpty();
    }

    @Test
    void anAuthorityInTheZoneRefusesOtherNames() throws Exception {
        receive(withAuthority(pki.issue("mx.evil.test")));
        dns.validating()
                .add(TLSA + "2 0 1 "
                        + hash("SHA-256", certificate(pki.authority()).getEncoded()));
        assertThat(byDane()).contains("DANE: the certificate is not for");
    }

    @Test
    void anAuthorityInTheZoneRefusesTheExpired() throws Exception {
        receive(withAuthority(pki.expired("mx.away.test")));
        dns.validating()
                .add(TLSA + "2 1 1 "
                        + hash(
                                "SHA-256",
                                certificate(pki.authority()).getPublicKey().getEncoded()));
        assertThat(byDane()).contains("DANE: the certificate, or one above it, is expired");
    }

    @Test
    void aWholeAuthorityNeedNotBeSent() throws Exception {
        receive(pki.issue("mx.away.test"));
        dns.validating()
                .add(TLSA + "2 0 0 "
                        + HexFormat.of().formatHex(certificate(pki.authority()).getEncoded()));
        assertThat(byDane()).isEmpty();
    }

    @Test
    void unusableRecordsAskForTlsAlone() throws Exception {
        receive(new TestPki(folder.resolve("foreign")).issue("other.test"));
        dns.validating().add(TLSA + "1 1 1 " + OTHER, TLSA + "0 0 1 " + OTHER, TLSA + "3 1 9 " + OTHER);
        assertThat(byDane()).isEmpty();
        assertThat(wasProtected()).isTrue();
    }

    @Test
    void unusableRecordsForbidPlainText() throws Exception {
        receive();
        dns.validating().add(TLSA + "1 1 1 " + OTHER);
        assertThat(byDane()).contains("does not offer STARTTLS");
    }

    @Test
    void whatDoesNotValidateIsNotUsed() throws Exception {
        receive(pki.issue("mx.away.test"));
        dns.validating().failing("_25._tcp.mx.away.test.");
        assertThat(byDane()).contains("the TLSA records of mx.away.test cannot be looked up");
    }

    @Test
    void insecureZonesHaveNoDane() throws Exception {
        receive(pki.issue("mx.away.test"));
        dns.validating("away.test.").add(TLSA + "3 1 1 " + OTHER);
        assertThat(byDane()).isEmpty();
    }

    @Test
    void aProvenAbsenceIsNoDane() throws Exception {
        receive();
        dns.validating();
        assertThat(byDane()).isEmpty();
        assertThat(wasProtected()).isFalse();
    }

    @Test
    void theConnectorCanTurnDaneOff() throws Exception {
        receive(pki.issue("mx.away.test"));
        dns.validating().add(TLSA + "3 1 1 " + OTHER);
        assertThat(send(DestinationPolicy.OFF, DestinationPolicy.OFF)).isEmpty();
    }

    @Test
    void theConnectorCanDemandDane() throws Exception {
        receive(pki.issue("mx.away.test"));
        dns.validating();
        assertThat(send(DestinationPolicy.OFF, DestinationPolicy.REQUIRED)).contains("DANE is demanded");
    }
}
