package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailflow.runtime.TlsDemand;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LMTP to a store that offers STARTTLS: a script in Python, so that the other end's TLS is OpenSSL's. */
final class LmtpTlsTest {
    private static final String STORE = String.join(
            "\n",
            "import socket, ssl, sys, threading",
            "s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(20)",
            "print(s.getsockname()[1], flush=True)",
            "t = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER); t.load_cert_chain(sys.argv[1], sys.argv[2])",
            "def serve(c):",
            "    f = c.makefile('rwb'); say = lambda x: (f.write(x + b'\\r\\n'), f.flush()); n = 0; tls = 'plain'",
            "    say(b'220 store')",
            "    while True:",
            "        line = f.readline()",
            "        if not line: return",
            "        v = line.split()[0].upper()",
            "        if v == b'LHLO': say(b'250-store\\r\\n250 PIPELINING' if tls != 'plain' else b'250-store\\r\\n250 STARTTLS')",
            "        elif v == b'STARTTLS':",
            "            say(b'220 go')",
            "            try: c = t.wrap_socket(c, server_side=True)",
            "            except (ssl.SSLError, OSError): return",
            "            f = c.makefile('rwb'); tls = c.version()",
            "        elif v == b'RCPT': n += 1; say(b'250 ok')",
            "        elif v == b'DATA':",
            "            say(b'354 go')",
            "            while f.readline() != b'.\\r\\n': pass",
            "            for i in range(n): say(b'250 2.0.0 kept')",
            "            print('kept', n, tls, flush=True); n = 0",
            "        elif v == b'QUIT': say(b'221 bye'); return",
            "        else: say(b'250 ok')",
            "while True: threading.Thread(target=serve, args=(s.accept()[0],), daemon=True).start()");

    @TempDir
    Path folder;

    private TestPki pki;
    private RelayBench bench;
    private @Nullable Process store;
    private @Nullable BufferedReader said;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(new File("/usr/bin/python3").canExecute(), "python3 is not installed");
        pki = new TestPki(folder.resolve("pki"));
        bench = new RelayBench(folder.resolve("relay"));
    }

    @AfterEach
    void close() {
        if (bench != null) {
            bench.close();
        }
        if (store != null) {
            store.destroyForcibly();
        }
    }

    private Relay relay(TestPki.Issued shown, String level) throws Exception {
        Path script = Files.writeString(folder.resolve("store.py"), STORE);
        Process started = new ProcessBuilder(
                        "python3",
                        script.toString(),
                        shown.certificate().toString(),
                        shown.key().toString())
                .redirectErrorStream(true)
                .start();
        store = started;
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        said = lines;
        String port = Objects.requireNonNull(lines.readLine());
        return bench.with("tls", "{\"trust\": [\"" + pki.authority() + "\"]}")
                .with("hosts", "{\"store.test\": \"127.0.0.1:" + port + "\"}")
                .with("local", "{\"lmtp\": \"store.test:24\"" + level + "}")
                .start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC));
    }

    private static void send(Relay relay) throws Exception {
        try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
            client.ask("MAIL FROM:<a@away.test>");
            client.ask("RCPT TO:<b@local.test>");
            client.ask("RCPT TO:<c@local.test>");
            client.ask("DATA");
            client.raw("\r\nx\r\n.\r\n");
            assertThat(client.reply()).startsWith("250");
        }
    }

    private void arrives(Relay relay, String how) throws Exception {
        send(relay);
        assertThat(Objects.requireNonNull(said).readLine()).isEqualTo("kept 2 " + how);
        await().atMost(Duration.ofSeconds(20)).until(() -> relay.queued().isEmpty());
    }

    private void waits(Relay relay, String why) throws Exception {
        send(relay);
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        relay.queued().stream().anyMatch(entry -> entry.last().contains(why)));
    }

    @Test
    void isUsedWhereItIsOffered() throws Exception {
        arrives(relay(pki.selfSigned("whatever.test"), ""), "TLSv1.3");
    }

    @Test
    void canBeTurnedOff() throws Exception {
        arrives(relay(pki.issue("store.test"), ", \"lmtpTls\": \"off\""), "plain");
    }

    @Test
    void canBeVerified() throws Exception {
        arrives(relay(pki.issue("store.test"), ", \"lmtpTls\": \"verify\""), "TLSv1.3");
    }

    /** It does name the store: what is wrong is who says so. */
    @Test
    void whatProvesNothingIsNamed() throws Exception {
        waits(
                relay(pki.selfSigned("store.test"), ", \"lmtpTls\": \"verify\""),
                "shows a certificate for [store.test], issued by \"CN=store.test\", that proves nothing: chain leads to no"
                        + " trusted root; demanded is [store.test]");
    }

    @Test
    void anotherNameIsNotTheStore() throws Exception {
        waits(relay(pki.issue("other.test"), ", \"lmtpTls\": \"verify\""), "shows a certificate for [other.test]");
    }
}
