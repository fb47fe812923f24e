package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Transaction;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The handshake always completes; what the certificate proves, and if nothing why, is told the policy and the log. */
final class ClientCertificateTest {
    @TempDir
    Path folder;

    private final Queue<Transaction> asked = new ConcurrentLinkedQueue<>();
    private TestPki pki;
    private TestPki.Issued own;
    private RelayBench bench;

    @BeforeEach
    void open() throws Exception {
        pki = new TestPki(folder.resolve("pki"));
        own = pki.issue("mx.relay.test");
        bench = new RelayBench(folder.resolve("relay"));
        configure("");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void configure(String more) {
        bench.with(
                "tls",
                "{\"key\": \"" + own.key() + "\", \"certificate\": \"" + own.certificate() + "\", \"trust\": [\""
                        + pki.authority() + "\"]" + more + "}");
    }

    /** Sends a message and gives the log's word about the certificate. */
    private String show(TestPki.Issued shown) throws Exception {
        Relay relay = bench.start(TestPolicy.of(transaction -> {
            asked.add(transaction);
            return Decision.deliver(Attribution.INTERNET);
        }));
        try (MailLogLines log = MailLogLines.listen();
                RawClient client = RawClient.greeted(relay.ports().get(0)).startTls(shown)) {
            client.ask("EHLO client.test");
            assertThat(client.send("a@sender.test", "b@local.test", "\r\nx")).startsWith("250");
            client.ask("NOOP");
            String line = log.of("message").get(0);
            return line.replaceAll(".* cert=(\"[^\"]*\"|[^ ]*) .*", "$1").replace("\"", "");
        }
    }

    private void provesNothing(TestPki.Issued shown, String why) throws Exception {
        assertThat(show(shown)).contains(why);
        assertThat(asked).allSatisfy(each -> assertThat(each.certificateNames()).isEmpty());
    }

    private void proves(TestPki.Issued shown, String... names) throws Exception {
        assertThat(show(shown)).isEqualTo(String.join(",", names));
        assertThat(asked).allSatisfy(each -> assertThat(each.certificateNames()).containsExactly(names));
    }

    @Test
    void goodOnesProveTheirNames() throws Exception {
        proves(
                pki.issue("client.test", "*.Client.test", "xn--strae-oqa.test"),
                "client.test",
                "*.client.test",
                "xn--strae-oqa.test");
    }

    @Test
    void selfSigned() throws Exception {
        provesNothing(pki.selfSigned("client.test"), "chain leads to no trusted root");
    }

    @Test
    void expired() throws Exception {
        provesNothing(pki.expired("client.test"), "certificate expired or not yet valid");
    }

    @Test
    void notYetValid() throws Exception {
        provesNothing(pki.notYetValid("client.test"), "certificate expired or not yet valid");
    }

    @Test
    void theCommonNameIsNoName() throws Exception {
        show(pki.withoutAlternativeNames("client.test"));
        assertThat(asked).allSatisfy(each -> assertThat(each.certificateNames()).isEmpty());
    }

    @Test
    void aNameThatHidesAnother() throws Exception {
        proves(pki.issue("mail.client.test\0.evil.test", "good.client.test"), "good.client.test");
    }

    /** Public authorities issue for servers only, and mail servers are clients too. */
    @Test
    void anAsteriskIsAWholeFirstLabel() throws Exception {
        proves(pki.issue("*.client.test", "m*.client.test", "a.*.test", "*", "*.*.test"), "*.client.test");
    }

    @Test
    void issuedForServers() throws Exception {
        proves(pki.forPurpose(KeyPurposeId.id_kp_serverAuth, "client.test"), "client.test");
    }

    @Test
    void issuedForSomethingElse() throws Exception {
        provesNothing(pki.forPurpose(KeyPurposeId.id_kp_codeSigning, "client.test"), "xtended key usage");
    }

    @Test
    void takenBack() throws Exception {
        TestPki.Issued taken = pki.issue("client.test");
        configure(", \"revoked\": [\"" + pki.revoked(pki, taken) + "\"]");
        provesNothing(taken, "certificate revoked");
        asked.clear();
        bench.close();
        proves(pki.issue("other.test"), "other.test");
    }

    @Test
    void onlyTheAuthorityTakesBack() throws Exception {
        TestPki.Issued good = pki.issue("client.test");
        TestPki stranger = new TestPki(folder.resolve("stranger"));
        configure(", \"revoked\": [\"" + pki.revoked(stranger, good) + "\"]");
        proves(good, "client.test");
    }

    @Test
    void aListThatIsNoneIsNamed() throws Exception {
        configure(", \"revoked\": [\"" + own.key() + "\"]");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> show(pki.issue("client.test")))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("holds no certificate revocation list");
        assertThat(List.copyOf(asked)).isEmpty();
    }
}
