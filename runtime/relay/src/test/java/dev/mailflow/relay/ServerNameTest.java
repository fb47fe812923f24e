package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The host that a client asks for in its handshake (RFC 6066 3): a certificate for it is shown if there is one, else the first. */
final class ServerNameTest {
    private static final String FIRST = "mx.relay.test";

    @TempDir
    static Path folder;

    private static Victim victim;

    /** In a process of its own, for what JSSE is told counts only before its first use. */
    @BeforeAll
    static void open() throws Exception {
        TestPki pki = new TestPki(folder.resolve("pki"));
        TestPki.Issued first = pki.issue(FIRST);
        TestPki.Issued second = pki.issue("other.relay.test");
        victim = Victim.start(
                Files.createDirectories(folder.resolve("relay")),
                "tls",
                "{\"key\": \"" + first.key() + "\", \"certificate\": \"" + first.certificate() + "\"}",
                "certificates",
                "[{\"key\": \"" + second.key() + "\", \"certificate\": \"" + second.certificate() + "\"}]");
    }

    @AfterAll
    static void close() throws Exception {
        victim.close();
    }

    @ParameterizedTest
    @CsvSource({
        "other.relay.test, other.relay.test",
        "OTHER.Relay.test, other.relay.test",
        "mx.relay.test, mx.relay.test"
    })
    void theCertificateForItIsShown(String asked, String shown) throws Exception {
        assertThat(shownTo(asked, "TLSv1.3")).isEqualTo(shown);
        assertThat(shownTo(asked, "TLSv1.2")).isEqualTo(shown);
    }

    /** No server of others refuses such clients. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a_b.relay.test",
                "-a.relay.test",
                "a..test",
                ".",
                "[127.0.0.1]",
                "127.0.0.1",
                "gr\u00fc\u00df.test",
                "a b",
                "\u0000"
            })
    void oneThatIsNoHostNameIsNoReasonToRefuse(String asked) throws Exception {
        assertThat(shownTo(asked, "TLSv1.3")).isEqualTo(FIRST);
        assertThat(shownTo(asked, "TLSv1.2")).isEqualTo(FIRST);
    }

    @Test
    void nobodyNeedsToAsk() throws Exception {
        try (RawClient client = RawClient.greeted(victim.port()).startTls()) {
            assertThat(client.ask("EHLO c.test")).startsWith("250");
        }
    }

    /** The common name of the certificate that is shown after STARTTLS. */
    private String shownTo(String asked, String version) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", victim.port())) {
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            assertThat(reader.readLine()).startsWith("220");
            socket.getOutputStream().write("STARTTLS\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(reader.readLine()).startsWith("220");
            SSLSocket secured = (SSLSocket)
                    RawClient.context(null).getSocketFactory().createSocket(socket, "127.0.0.1", victim.port(), true);
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setProtocols(new String[] {version});
            parameters.setServerNames(List.of(new AnyName(asked)));
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            X509Certificate shown = (X509Certificate) secured.getSession().getPeerCertificates()[0];
            return String.valueOf(
                    shown.getSubjectAlternativeNames().iterator().next().get(1));
        }
    }

    /** A host name, whatever it holds. */
    private static final class AnyName extends SNIServerName {
        AnyName(String text) {
            super(0, text.getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}
