package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailflow.runtime.CertificateName;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsDemand.DestinationPolicy;
import dev.mailflow.runtime.TlsDemand.Level;
import dev.mailflow.runtime.TlsVersion;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole Postfix as the next hop, which demands TLS and a certificate of ours, and whose own certificate is verified. */
final class PostfixNextHopTest {
    @TempDir
    Path folder;

    private TestPki pki;
    private RelayBench bench;
    private int port;

    @BeforeEach
    void open() throws Exception {
        Tool.need("postfix");
        assumeTrue("root".equals(System.getProperty("user.name")), "Postfix is started by root only");
        pki = new TestPki(folder.resolve("pki"));
        bench = new RelayBench(folder.resolve("relay"));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void close() {
        if (bench != null) {
            bench.close();
        }
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(50));
    }

    private Relay relay(TestPki.Issued own) throws Exception {
        TlsDemand demand = new TlsDemand(
                Level.REQUIRED,
                TlsVersion.TLS_1_3,
                List.of(new CertificateName("postfix.away.test")),
                List.of(),
                DestinationPolicy.OFF,
                DestinationPolicy.OFF);
        return bench.with(
                        "tls",
                        "{\"key\": \"" + own.key() + "\", \"certificate\": \"" + own.certificate()
                                + "\", \"trust\": [\"" + pki.authority() + "\"]}")
                .with("hosts", "{\"postfix.away.test\": \"127.0.0.1:" + port + "\"}")
                .start(TestPolicy.usual(demand, new NextHop("postfix.away.test", 25)));
    }

    private static void send(Relay relay, String options, String text) throws Exception {
        try (RawClient client = RawClient.greeted(relay.ports().get(0)).startTls()) {
            client.ask("EHLO client.test");
            assertThat(client.ask("MAIL FROM:<ann@sender.test>" + options)).startsWith("250");
            assertThat(client.ask("RCPT TO:<b@away.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;b+2Bold@away.test"))
                    .startsWith("250");
            client.ask("DATA");
            client.raw(text + "\r\n.\r\n");
            assertThat(client.reply()).startsWith("250");
        }
    }

    @Test
    void takesMailOverTlsOnBothSidesVerified() throws Exception {
        try (PostfixInstance postfix = PostfixInstance.server(port, pki.issue("postfix.away.test"), pki.authority())) {
            Relay relay = relay(pki.issue("mx.relay.test"));
            String line = "na\u00efve " + "x".repeat(900);
            // Small: by BDAT. Large: by DATA. Dots and long lines arrive as they were.
            send(relay, " BODY=8BITMIME RET=HDRS ENVID=q42", "Subject: small\r\n\r\n..\r\n..dot\r\n" + line);
            send(relay, "", "Subject: large\r\n\r\n" + ("..dot " + "y".repeat(60) + "\r\n").repeat(1200) + "end");
            soon().until(() -> postfix.arrived().size() == 2 && relay.queued().isEmpty());
            List<String> arrived = postfix.arrived();
            assertThat(arrived)
                    .anySatisfy(text -> assertThat(text)
                            .contains("Subject: small\n")
                            .contains("\n\n.\n.dot\n" + line + "\n")
                            .contains("using TLSv1.3 with cipher")
                            .contains("(Client CN \"mx.relay.test\"")
                            .contains("(verified OK)"))
                    .anySatisfy(text -> assertThat(text)
                            .contains("\n\n" + (".dot " + "y".repeat(60) + "\n").repeat(1200) + "end\n"));
            soon().until(() -> postfix.log().contains(" bdat=") && postfix.log().contains(" data="));
            assertThat(postfix.log())
                    .contains("Trusted TLS connection established from")
                    .contains("sender delivery status notification");
            // Postfix took the parameters of DSN, so the report of success is its own: for the sender, not for here.
            assertThat(bench.mailbox("sender.test", "ann")).isEmpty();
        }
    }

    @Test
    void whoseNameIsNotTheOneGetsNothing() throws Exception {
        try (PostfixInstance postfix = PostfixInstance.server(port, pki.issue("other.away.test"), pki.authority())) {
            Relay relay = relay(pki.issue("mx.relay.test"));
            send(relay, "", "\r\nx");
            soon().until(() -> relay.queued().get(0).attempts() > 0);
            assertThat(relay.queued().get(0).last()).contains("other.away.test").startsWith("4.4.317");
            assertThat(postfix.arrived()).isEmpty();
        }
    }

    /** This Postfix does not know RFC 8689, so a message that asks for it comes back, unsent. */
    @Test
    void cannotPromiseToKeepTheWayProtected() throws Exception {
        try (PostfixInstance postfix = PostfixInstance.server(port, pki.issue("postfix.away.test"), pki.authority())) {
            Relay relay = relay(pki.issue("mx.relay.test"));
            send(relay, " REQUIRETLS RET=FULL", "Subject: secret\r\n\r\nfor nobody else");
            soon().until(() -> bench.mailbox("sender.test", "ann").size() == 1);
            assertThat(bench.mailbox("sender.test", "ann").get(0))
                    .contains("Status: 5.7.30\n")
                    .contains("Subject: secret\n")
                    .doesNotContain("for nobody else");
            assertThat(postfix.arrived()).isEmpty();
        }
    }
}
