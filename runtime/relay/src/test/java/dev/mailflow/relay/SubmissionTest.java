package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Transaction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may submit: users over TLS, or clients of a network that is named. */
final class SubmissionTest {
    @TempDir
    Path folder;

    private final Queue<Transaction> asked = new ConcurrentLinkedQueue<>();
    private RelayBench bench;

    @BeforeEach
    void open() throws Exception {
        TestPki pki = new TestPki(folder.resolve("pki"));
        TestPki.Issued own = pki.issue("mx.relay.test");
        Files.writeString(
                folder.resolve("users"),
                "# who\n" + entry("ann", "s\u00e9same") + entry("bob", "sesame") + entry("dan", "s\ufffdsame"));
        bench = new RelayBench(folder)
                .with("tls", "{\"key\": \"" + own.key() + "\", \"certificate\": \"" + own.certificate() + "\"}")
                .with(
                        "listeners",
                        "[{\"address\": \"127.0.0.1\", \"port\": 0}, {\"address\": \"127.0.0.1\", \"port\": 0, \"kind\": \"submission\"}]")
                .with("submission", "{\"users\": \"users\"}");
    }

    private static String entry(String user, String password) throws Exception {
        byte[] salt = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec(password.toCharArray(), salt, 1000, 256))
                .getEncoded();
        Base64.Encoder encoder = Base64.getEncoder();
        return user + ":pbkdf2-sha256$1000$" + encoder.encodeToString(salt) + "$" + encoder.encodeToString(hash) + "\n";
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Relay start() throws Exception {
        return bench.start(TestPolicy.of(transaction -> {
            asked.add(transaction);
            return Decision.deliver(Attribution.INTERNET);
        }));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void nobodySubmitsUnknown() throws Exception {
        Relay relay = start();
        try (MailLogLines log = MailLogLines.listen();
                RawClient client = RawClient.greeted(relay.ports().get(1))) {
            assertThat(client.ask("MAIL FROM:<a@sender.test>")).startsWith("530 5.7.0 STARTTLS first");
            assertThat(client.ask("AUTH PLAIN " + base64("\0ann\0s\u00e9same")))
                    .isEqualTo("538 5.7.11 encryption is required for AUTH");
            assertThat(client.ask("AUTH LOGIN")).startsWith("538");
            client.startTls();
            assertThat(client.ask("AUTH LOGIN")).startsWith("503");
            client.ask("EHLO c.test");
            assertThat(client.ask("MAIL FROM:<a@sender.test>")).startsWith("530 5.7.0 authentication required");
            assertThat(client.ask("AUTH PLAIN " + base64("\0ann\0wrong"))).startsWith("535 5.7.8");
            String nobody = "e".repeat(130);
            assertThat(client.ask("AUTH PLAIN " + base64("\0" + nobody + "\0s\u00e9same")))
                    .startsWith("535 5.7.8");
            assertThat(client.ask("AUTH PLAIN " + base64("other\0ann\0s\u00e9same")))
                    .startsWith("501 5.7.0 nobody acts for another");
            assertThat(client.ask("AUTH PLAIN " + base64("ann")))
                    .startsWith("501 5.5.2 not identity, user and password");
            assertThat(client.ask("AUTH PLAIN ***")).startsWith("501 5.5.2 not base64");
            assertThat(client.ask("AUTH GSSAPI")).startsWith("504");
            assertThat(log.of("auth-refused"))
                    .filteredOn(line -> line.contains("client=127.0.0.1 result=missing"))
                    .map(line -> line.replaceFirst(".* reply=", ""))
                    .containsExactly("\"530 5.7.0 STARTTLS first\"", "\"530 5.7.0 authentication required\"");
            assertThat(log.of("auth-refused"))
                    .filteredOn(line -> line.contains("reply=\"535 5.7.8"))
                    .map(line -> line.replaceFirst(".* (user=[^ ]*) .*", "$1"))
                    .containsExactly("user=ann", "user=" + nobody.substring(10) + "...");
        }
    }

    /** RFC 4616 2: identities and passwords are UTF-8. What is not is nobody's, not even if it would be read alike. */
    @Test
    void octetsThatAreNotUtf8AreNoLogin() throws Exception {
        Relay relay = start();
        String latin1 = Base64.getEncoder().encodeToString("\0dan\0s\u00e9same".getBytes(StandardCharsets.ISO_8859_1));
        try (RawClient client = RawClient.greeted(relay.ports().get(1)).startTls()) {
            client.ask("EHLO c.test");
            assertThat(client.ask("AUTH PLAIN " + latin1)).startsWith("501 5.5.2 not base64 of UTF-8");
            assertThat(client.ask("AUTH PLAIN " + base64("\0dan\0s\ufffdsame"))).startsWith("235");
        }
    }

    @Test
    void aUserIsKnownToThePolicy() throws Exception {
        Relay relay = start();
        for (int way = 0; way < 3; way++) {
            try (RawClient client = RawClient.greeted(relay.ports().get(1)).startTls()) {
                client.ask("EHLO c.test");
                if (way == 0) {
                    assertThat(client.ask("AUTH PLAIN " + base64("\0ann\0s\u00e9same")))
                            .startsWith("235");
                } else if (way == 1) {
                    assertThat(client.ask("AUTH PLAIN")).startsWith("334");
                    assertThat(client.ask(base64("ann\0ann\0s\u00e9same"))).startsWith("235");
                } else {
                    assertThat(client.ask("AUTH LOGIN")).startsWith("334");
                    assertThat(client.ask(base64("ann"))).startsWith("334");
                    assertThat(client.ask(base64("s\u00e9same"))).startsWith("235");
                }
                assertThat(client.ask("AUTH PLAIN")).startsWith("503");
                assertThat(client.send("a@sender.test", "b@local.test", "\r\nx"))
                        .startsWith("250");
                assertThat(asked)
                        .last()
                        .satisfies(last -> assertThat(last.user()).contains("ann"));
            }
        }
    }

    /** Over sessions, by python's smtplib; the right password does not help while a client has to wait. */
    @Test
    void whoGuessesTooOftenMustWait() throws Exception {
        Relay relay = bench.with("limits", "{\"failedLogins\": 4}")
                .with("monitor", "{\"port\": 0}")
                .start(TestPolicy.of(transaction -> Decision.deliver(Attribution.INTERNET)));
        String script = String.join(
                "\n",
                "import smtplib, ssl, sys",
                "t = ssl.create_default_context(); t.check_hostname = False; t.verify_mode = ssl.CERT_NONE",
                "codes = []",
                "for p in ['a', 'a', 'b', 'a', 'sesame', 'c', 'd', 'sesame', 'e']:",
                "    c = smtplib.SMTP('127.0.0.1', int(sys.argv[1])); c.starttls(context=t); c.ehlo('c.test')",
                "    try: codes.append(c.auth('PLAIN', lambda challenge=None: '\\0bob\\0' + p)[0])",
                "    except smtplib.SMTPAuthenticationError as e: codes.append(e.smtp_code)",
                "    c.close()",
                "print(codes)");
        org.junit.jupiter.api.Assumptions.assumeTrue(
                new java.io.File("/usr/bin/python3").canExecute(), "python3 is not installed");
        Process python = new ProcessBuilder(
                        "python3", "-c", script, String.valueOf(relay.ports().get(1)))
                .redirectErrorStream(true)
                .start();
        String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).isEqualTo("[535, 535, 535, 535, 235, 535, 535, 454, 454]\n");
        try (var in =
                new java.net.URL("http://127.0.0.1:" + relay.monitorPort().orElseThrow() + "/metrics").openStream()) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("mailflow_authentications_total{result=\"refused\"} 6.0")
                    .contains("mailflow_authentications_total{result=\"held-back\"} 2.0");
        }
    }

    @Test
    void authIsNotOfferedOnTheOtherListener() throws Exception {
        Relay relay = start();
        try (RawClient client = RawClient.greeted(relay.ports().get(0)).startTls()) {
            client.ask("EHLO c.test");
            assertThat(client.ask("AUTH PLAIN " + base64("\0ann\0s\u00e9same"))).startsWith("503");
            assertThat(client.send("a@sender.test", "b@local.test", "\r\nx")).startsWith("250");
            assertThat(asked).allSatisfy(each -> assertThat(each.isSubmitted()).isFalse());
        }
    }

    @Test
    void aNamedNetworkCountsAsTheSite() throws Exception {
        bench.with("submission", "{\"networks\": [\"127.0.0.0/8\"]}");
        Relay relay = start();
        try (RawClient client = RawClient.greeted(relay.ports().get(1))) {
            assertThat(client.send("a@sender.test", "b@local.test", "\r\nx")).startsWith("250");
            assertThat(asked).allSatisfy(each -> assertThat(each.isSubmitted()).isTrue());
        }
    }
}
