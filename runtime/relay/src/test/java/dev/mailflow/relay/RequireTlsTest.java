package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** REQUIRETLS (RFC 8689): taken only under TLS, and passed only to hops that are proved and promise the same. */
final class RequireTlsTest {
    @TempDir
    Path folder;

    private TestPki pki;
    private RelayBench first;
    private RelayBench second;

    @BeforeEach
    void open() throws Exception {
        pki = new TestPki(folder.resolve("pki"));
        first = bench("first", pki.issue("mx.relay.test"));
        second = bench("second", pki.issue("hop.test"));
    }

    private RelayBench bench(String name, TestPki.Issued own) throws Exception {
        return new RelayBench(folder.resolve(name))
                .with(
                        "tls",
                        "{\"key\": \"" + own.key() + "\", \"certificate\": \"" + own.certificate()
                                + "\", \"trust\": [\"" + pki.authority() + "\"]}");
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20));
    }

    private static Relay relay(RelayBench bench, int hop) throws Exception {
        return bench.with("hosts", "{\"hop.test\": \"127.0.0.1:" + hop + "\"}")
                .start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC, new NextHop("hop.test", 25)));
    }

    private static void send(Relay relay, String options, String to) throws Exception {
        try (RawClient client = RawClient.greeted(relay.ports().get(0)).startTls()) {
            client.ask("EHLO client.test");
            assertThat(client.ask("MAIL FROM:<ann@sender.test>" + options)).startsWith("250");
            assertThat(client.ask("RCPT TO:<" + to + ">")).startsWith("250");
            client.ask("DATA");
            client.raw("Subject: secret\r\nTLS-Required: No\r\n\r\nfor nobody else\r\n.\r\n");
            assertThat(client.reply()).startsWith("250");
        }
    }

    /** By python's smtplib. */
    @Test
    void isOfferedUnderTlsAlone() throws Exception {
        assumeTrue(new File("/usr/bin/python3").canExecute(), "python3 is not installed");
        Relay relay = relay(first, 9);
        String script = String.join(
                "\n",
                "import smtplib, ssl, sys",
                "c = smtplib.SMTP('127.0.0.1', int(sys.argv[1])); c.ehlo('c.test')",
                "assert not c.has_extn('requiretls')",
                "print(c.docmd('MAIL FROM:<a@sender.test> REQUIRETLS')[0])",
                "t = ssl.create_default_context(cafile=sys.argv[2]); t.check_hostname = False",
                "c.starttls(context=t); c.ehlo('c.test')",
                "assert c.has_extn('requiretls')",
                "print(c.docmd('MAIL FROM:<a@sender.test> REQUIRETLS=yes')[0])",
                "print(c.sendmail('a@sender.test', ['b@local.test'], 'Subject: x', mail_options=['REQUIRETLS']))");
        Process python = new ProcessBuilder(
                        "python3",
                        "-c",
                        script,
                        String.valueOf(relay.ports().get(0)),
                        pki.authority().toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("550\n555\n{}\n");
        soon().until(() -> first.mailbox("local.test", "b").size() == 1);
    }

    @Test
    void isPassedOnToAProvedHopAndKeptThere() throws Exception {
        try (FakeHop plain = new FakeHop((number, command) -> null)) {
            Relay last = relay(second, plain.port());
            Relay relay = relay(first, last.ports().get(0));
            send(relay, " REQUIRETLS", "b@away.test");
            soon().until(() ->
                    relay.queued().isEmpty() && last.queued().stream().anyMatch(entry -> entry.attempts() > 0));
            assertThat(last.queued().get(0).last()).contains("REQUIRETLS: the next hop is not authenticated");
            assertThat(plain.heard()).noneMatch(line -> line.startsWith("MAIL"));
            // Without the request the same way is good enough, in the same lane.
            send(relay, "", "b@away.test");
            soon().until(() ->
                    plain.heard().contains("Subject: secret") && last.queued().size() == 1);
        }
    }

    /** The site's own store is no hop: the way ends here. */
    @Test
    void endsAtTheMailboxStore() throws Exception {
        try (FakeHop store = new FakeHop((number, command) -> null)) {
            first.with("local", "{\"lmtp\": \"127.0.0.1:" + store.port() + "\"}");
            Relay relay = relay(first, 9);
            send(relay, " REQUIRETLS", "b@local.test");
            soon().until(() -> relay.queued().isEmpty());
            assertThat(store.heard()).contains("MAIL FROM:<ann@sender.test>", "for nobody else");
        }
    }

    @Test
    void survivesARestart() throws Exception {
        try (FakeHop plain = new FakeHop((number, command) -> null)) {
            Relay before = relay(first, plain.port());
            send(before, " REQUIRETLS", "b@away.test");
            soon().until(() -> before.queued().get(0).attempts() > 0);
            before.close();
            Relay after = relay(first, plain.port());
            int attempts = after.queued().get(0).attempts();
            soon().until(() -> after.queued().get(0).attempts() > attempts);
            assertThat(plain.heard()).noneMatch(line -> line.startsWith("MAIL"));
        }
    }

    @Test
    void aHopThatIsNotProvedGetsNothing() throws Exception {
        TestPki strange = new TestPki(folder.resolve("strange"));
        TestPki.Issued own = strange.issue("hop.test");
        second.with("tls", "{\"key\": \"" + own.key() + "\", \"certificate\": \"" + own.certificate() + "\"}");
        Relay last = relay(second, 9);
        Relay relay = relay(first, last.ports().get(0));
        send(relay, " REQUIRETLS", "b@away.test");
        soon().until(() -> relay.queued().get(0).attempts() > 0);
        assertThat(relay.queued().get(0).last()).startsWith("4.7.10");
        assertThat(last.queued()).isEmpty();
    }
}
