package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.CertificateName;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsDemand.DestinationPolicy;
import dev.mailflow.runtime.TlsDemand.Level;
import dev.mailflow.runtime.TlsVersion;
import dev.mailflow.runtime.Transaction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What certificates prove on both sides, and that a demand that is not met never ends in plain text. */
final class TlsTest {
    @TempDir
    Path folder;

    private TestPki pki;
    private final Queue<Transaction> asked = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void authority() throws Exception {
        pki = new TestPki(folder.resolve("pki"));
    }

    private TestPolicy recording() {
        return TestPolicy.of(transaction -> {
            asked.add(transaction);
            return Decision.deliver(Attribution.INTERNET);
        });
    }

    private static String tls(TestPki.Issued shown, Path authority) {
        return "{\"key\": \"" + shown.key() + "\", \"certificate\": \"" + shown.certificate() + "\", \"trust\": [\""
                + authority + "\"]}";
    }

    private static TlsDemand demand(Level level, TlsVersion minimum, String... names) {
        return new TlsDemand(
                level,
                minimum,
                List.of(names).stream().map(CertificateName::new).toList(),
                List.of(),
                DestinationPolicy.OFF,
                DestinationPolicy.OFF);
    }

    private RelayBench receiver(TestPki.Issued shown) throws Exception {
        return new RelayBench(folder.resolve("receiver")).with("tls", tls(shown, pki.authority()));
    }

    private Transaction seen(RelayBench bench, TestPki.@org.jspecify.annotations.Nullable Issued shown)
            throws Exception {
        Relay relay = bench.start(recording());
        try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
            if (shown == null) {
                client.startTls();
            } else {
                client.startTls(shown);
            }
            assertThat(client.ask("MAIL FROM:<a@sender.test>")).startsWith("503");
            client.ask("EHLO client.test");
            assertThat(client.send("a@sender.test", "b@local.test", "\r\nx")).startsWith("250");
        }
        Transaction last = asked.peek();
        assertThat(last).isNotNull();
        return last;
    }

    @Test
    void namesOfAVerifiedClientCertificateCount() throws Exception {
        try (RelayBench bench = receiver(pki.issue("mx.relay.test"))) {
            Transaction seen = seen(bench, pki.issue("Client.Test", "*.client.test"));
            assertThat(seen.tls()).isEqualTo(TlsVersion.TLS_1_3);
            assertThat(seen.certificateNames()).containsExactly("client.test", "*.client.test");
        }
    }

    @Test
    void noClientCertificateIsNoError() throws Exception {
        try (RelayBench bench = receiver(pki.issue("mx.relay.test"))) {
            Transaction seen = seen(bench, null);
            assertThat(seen.tls()).isEqualTo(TlsVersion.TLS_1_3);
            assertThat(seen.certificateNames()).isEmpty();
        }
    }

    @Test
    void anExpiredClientCertificateProvesNothing() throws Exception {
        try (RelayBench bench = receiver(pki.issue("mx.relay.test"))) {
            assertThat(seen(bench, pki.expired("client.test")).certificateNames())
                    .isEmpty();
        }
    }

    @Test
    void aForeignClientCertificateProvesNothing() throws Exception {
        try (RelayBench bench = receiver(pki.issue("mx.relay.test"))) {
            TestPki.Issued foreign = new TestPki(folder.resolve("foreign")).issue("client.test");
            assertThat(seen(bench, foreign).certificateNames()).isEmpty();
        }
    }

    /** Sends one message over a relay with the demand to a receiver that shows the certificate. */
    private void send(RelayBench receiver, TlsDemand demand, String reason) throws Exception {
        send(receiver, demand, reason, pki.issue("mx.relay.test"));
    }

    private void send(RelayBench receiver, TlsDemand demand, String reason, TestPki.Issued own) throws Exception {
        Relay last = receiver.start(recording());
        try (RelayBench bench = new RelayBench(folder.resolve("sender"))) {
            Relay relay = bench.with("tls", tls(own, pki.authority()))
                    .with("hosts", "{\"sink.test\": \"127.0.0.1:" + last.ports().get(0) + "\"}")
                    .start(TestPolicy.usual(demand, new NextHop("sink.test", 25)));
            try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
                assertThat(client.send("a@sender.test", "b@away.test", "\r\nx")).startsWith("250");
            }
            if (reason.isEmpty()) {
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> !receiver.mailbox("away.test", "b").isEmpty());
            } else {
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> relay.queued().get(0).attempts() >= 2);
                assertThat(relay.queued().get(0).last()).contains(reason);
                assertThat(asked).isEmpty();
                assertThat(receiver.mailbox("away.test", "b")).isEmpty();
            }
        }
    }

    @Test
    void deliversToAVerifiedName() throws Exception {
        try (RelayBench receiver = receiver(pki.issue("sink.test"))) {
            send(receiver, demand(Level.REQUIRED, TlsVersion.TLS_1_3, "other.test", "sink.test"), "");
            assertThat(asked.element().tls()).isEqualTo(TlsVersion.TLS_1_3);
            assertThat(asked.element().certificateNames()).containsExactly("mx.relay.test");
        }
    }

    @Test
    void holdsBackFromAWrongName() throws Exception {
        try (RelayBench receiver = receiver(pki.issue("sink.test"))) {
            send(receiver, demand(Level.REQUIRED, TlsVersion.NONE, "*.sink.test"), "demanded is [*.sink.test]");
        }
    }

    @Test
    void holdsBackFromAnExpiredCertificate() throws Exception {
        try (RelayBench receiver = receiver(pki.expired("sink.test"))) {
            send(receiver, demand(Level.REQUIRED, TlsVersion.NONE, "sink.test"), "expired");
        }
    }

    @Test
    void holdsBackFromAnUntrustedCertificate() throws Exception {
        TestPki foreign = new TestPki(folder.resolve("foreign"));
        try (RelayBench receiver = receiver(foreign.issue("sink.test"))) {
            send(receiver, demand(Level.REQUIRED, TlsVersion.NONE, "sink.test"), "no trusted root");
        }
    }

    @Test
    void takesAnyCertificateWhereOnlyTlsIsDemanded() throws Exception {
        TestPki foreign = new TestPki(folder.resolve("foreign"));
        try (RelayBench receiver = receiver(foreign.expired("other.test"))) {
            send(receiver, demand(Level.REQUIRED, TlsVersion.NONE), "");
            assertThat(asked.element().tls()).isEqualTo(TlsVersion.TLS_1_3);
        }
    }

    @Test
    void neverFallsBackToPlainTextWhereTlsIsDemanded() throws Exception {
        try (RelayBench receiver = new RelayBench(folder.resolve("receiver"))) {
            send(receiver, demand(Level.REQUIRED, TlsVersion.NONE), "does not offer STARTTLS");
        }
    }

    @Test
    void goesInPlainTextWhereNothingIsDemanded() throws Exception {
        try (RelayBench receiver = new RelayBench(folder.resolve("receiver"))) {
            send(receiver, demand(Level.OPPORTUNISTIC, TlsVersion.NONE), "");
            assertThat(asked.element().tls()).isEqualTo(TlsVersion.NONE);
        }
    }

    @Test
    void neverStartsTlsWhereItIsOff() throws Exception {
        try (RelayBench receiver = receiver(pki.issue("sink.test"))) {
            send(receiver, demand(Level.NEVER, TlsVersion.NONE), "");
            assertThat(asked.element().tls()).isEqualTo(TlsVersion.NONE);
        }
    }

    @Test
    void holdsBackWhereDaneIsDemandedAndCannotBeVerified() throws Exception {
        TlsDemand dane = new TlsDemand(
                Level.REQUIRED,
                TlsVersion.NONE,
                List.of(),
                List.of(),
                DestinationPolicy.OFF,
                DestinationPolicy.REQUIRED);
        try (RelayBench receiver = receiver(pki.issue("sink.test"))) {
            send(receiver, dane, "DANE");
        }
    }

    @Test
    void showsTheCertificateThatIsDue() throws Exception {
        TestPki.Issued due = pki.issue("*.due.test");
        TestPki.Issued own = pki.issue("mx.relay.test");
        TlsDemand demand = new TlsDemand(
                Level.REQUIRED,
                TlsVersion.NONE,
                List.of(),
                List.of(new CertificateName("*.due.test")),
                DestinationPolicy.OFF,
                DestinationPolicy.OFF);
        try (RelayBench receiver = receiver(pki.issue("sink.test"));
                RelayBench bench = new RelayBench(folder.resolve("sender"))) {
            Relay last = receiver.start(recording());
            Relay relay = bench.with("tls", tls(own, pki.authority()))
                    .with(
                            "certificates",
                            "[{\"key\": \"" + due.key() + "\", \"certificate\": \"" + due.certificate() + "\"}]")
                    .with("presentedNames", "{\"toServers\": [\"*.due.test\"]}")
                    .with("hosts", "{\"sink.test\": \"127.0.0.1:" + last.ports().get(0) + "\"}")
                    .start(TestPolicy.usual(demand, new NextHop("sink.test", 25)));
            try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
                assertThat(client.send("a@sender.test", "b@away.test", "\r\nx")).startsWith("250");
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> !asked.isEmpty());
            assertThat(asked.element().certificateNames()).containsExactly("*.due.test");
        }
    }

    @Test
    void goesOnToTheHopThatMeetsTheDemand() throws Exception {
        try (RelayBench plain = new RelayBench(folder.resolve("plain"));
                RelayBench receiver = receiver(pki.issue("good.test"));
                RelayBench bench = new RelayBench(folder.resolve("sender"))) {
            Relay bad = plain.start(recording());
            Relay good = receiver.start(recording());
            Relay relay = bench.with("tls", tls(pki.issue("mx.relay.test"), pki.authority()))
                    .with(
                            "hosts",
                            "{\"dead.test\": \"127.0.0.1:1\", \"bad.test\": \"127.0.0.1:"
                                    + bad.ports().get(0) + "\", \"good.test\": \"127.0.0.1:"
                                    + good.ports().get(0) + "\"}")
                    .start(TestPolicy.usual(
                            demand(Level.REQUIRED, TlsVersion.TLS_1_2, "good.test"),
                            new NextHop("dead.test", 25),
                            new NextHop("bad.test", 25),
                            new NextHop("good.test", 25)));
            try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
                assertThat(client.send("a@sender.test", "b@away.test", "\r\nx")).startsWith("250");
            }
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> !receiver.mailbox("away.test", "b").isEmpty());
            assertThat(plain.mailbox("away.test", "b")).isEmpty();
        }
    }

    @Test
    void doesNotStartWithoutACertificateThatIsDue() throws Exception {
        try (RelayBench bench = receiver(pki.issue("mx.relay.test"))) {
            bench.with("presentedNames", "{\"toServers\": [\"*.due.test\"], \"toClients\": [\"mx.relay.test\"]}");
            assertThatThrownBy(() -> bench.start(recording()))
                    .isInstanceOf(CannotStart.class)
                    .hasMessage("the policy obliges this site to show a certificate for `*.due.test`, and none of the"
                            + " configured ones is; add it to `certificates`");
        }
    }

    @Test
    void doesNotStartWithTheKeyOfAnotherCertificate() throws Exception {
        TestPki.Issued one = pki.issue("one.test");
        TestPki.Issued two = pki.issue("two.test");
        try (RelayBench bench = receiver(new TestPki.Issued(one.key(), two.certificate()))) {
            assertThatThrownBy(() -> bench.start(recording()))
                    .isInstanceOf(CannotStart.class)
                    .hasMessageContaining("is not the key");
        }
    }
}
