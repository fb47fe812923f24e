package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Transaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that others wrote. A missing tool is skipped, or with {@code -Dmailflow.tools.required=true} a failure. */
final class ToolsTest {
    @TempDir
    Path folder;

    private final Queue<Transaction> asked = new ConcurrentLinkedQueue<>();
    private RelayBench bench;
    private TestPki pki;
    private int port;

    @BeforeEach
    void start() throws Exception {
        pki = new TestPki(folder.resolve("pki"));
        TestPki.Issued own = pki.issue("mx.relay.test");
        bench = new RelayBench(folder)
                .with(
                        "tls",
                        "{\"key\": \"" + own.key() + "\", \"certificate\": \"" + own.certificate()
                                + "\", \"trust\": [\"" + pki.authority() + "\"]}");
        port = bench.start(TestPolicy.of(transaction -> {
                    asked.add(transaction);
                    return transaction.recipient().domain().text().equals("local.test")
                            ? Decision.deliver(Attribution.INTERNET)
                            : TestPolicy.denied();
                }))
                .ports()
                .get(0);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private record Ran(int exit, String text) {}

    private static Ran run(String input, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        CompletableFuture.delayedExecutor(20, TimeUnit.SECONDS).execute(process::destroyForcibly);
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), text);
    }

    private Ran swaks(String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("swaks", "--server", "127.0.0.1:" + port, "--from", "a@sender.test", "--helo", "swaks.test"));
        command.addAll(List.of(more));
        return run("", command.toArray(String[]::new));
    }

    @Test
    void swaksInPlainText() throws Exception {
        Tool.need("swaks");
        assertThat(swaks("--to", "b@local.test", "--pipeline").exit()).isZero();
        await().until(() -> bench.mailbox("local.test", "b").size() == 1);
        assertThat(swaks("--to", "b@away.test").exit()).isEqualTo(24);
    }

    @Test
    void swaksWithACertificate() throws Exception {
        Tool.need("swaks");
        TestPki.Issued shown = pki.issue("swaks.test");
        for (String version : List.of("tlsv1_2", "tlsv1_3")) {
            asked.clear();
            Ran ran = swaks(
                    "--to",
                    "b@local.test",
                    "--tls",
                    "--tls-protocol",
                    version,
                    "--tls-cert",
                    shown.certificate().toString(),
                    "--tls-key",
                    shown.key().toString());
            assertThat(ran.exit()).as(ran.text()).isZero();
            assertThat(asked.element().certificateNames()).containsExactly("swaks.test");
            assertThat(asked.element().tls().text()).isEqualTo(version.equals("tlsv1_2") ? "1.2" : "1.3");
        }
    }

    @Test
    void opensslSeesTheCertificate() throws Exception {
        Tool.need("openssl");
        Ran ran = run(
                "EHLO x\nQUIT\n",
                "openssl",
                "s_client",
                "-starttls",
                "smtp",
                "-crlf",
                "-quiet",
                "-verify_return_error",
                "-verify_hostname",
                "mx.relay.test",
                "-CAfile",
                pki.authority().toString(),
                "-connect",
                "127.0.0.1:" + port);
        assertThat(ran.text()).contains("250-PIPELINING", "221 2.0.0").doesNotContain("250-STARTTLS");
    }

    @Test
    void oldVersionsAreNotSpoken() throws Exception {
        Tool.need("openssl");
        Ran ran = run(
                "QUIT\n",
                "openssl",
                "s_client",
                "-starttls",
                "smtp",
                "-tls1_1",
                "-cipher",
                "ALL:@SECLEVEL=0",
                "-connect",
                "127.0.0.1:" + port);
        assertThat(ran.exit()).isNotZero();
        assertThat(ran.text()).doesNotContain("221 2.0.0");
    }

    /** The letter R at the start of a line makes this client ask for it. */
    @Test
    void clientsDoNotRenegotiate() throws Exception {
        Tool.need("openssl");
        Ran ran = run(
                "R\nQUIT\n",
                "openssl",
                "s_client",
                "-starttls",
                "smtp",
                "-crlf",
                "-tls1_2",
                "-connect",
                "127.0.0.1:" + port);
        assertThat(ran.text()).contains("RENEGOTIATING").doesNotContain("221 2.0.0");
    }

    @Test
    void smtpSourceIsServed() throws Exception {
        Tool.need("smtp-source");
        Ran ran = run(
                "",
                "/usr/sbin/smtp-source",
                "-s",
                "5",
                "-m",
                "200",
                "-l",
                "4096",
                "-f",
                "a@sender.test",
                "-t",
                "b@local.test",
                "-M",
                "source.test",
                "127.0.0.1:" + port);
        assertThat(ran.exit()).as(ran.text()).isZero();
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> bench.mailbox("local.test", "b").size() == 200);
    }

    @Test
    void smtplibInUtf8WithDsn() throws Exception {
        Tool.need("python3");
        String script = String.join(
                "\n",
                "import smtplib, ssl, sys",
                "c = smtplib.SMTP('127.0.0.1', int(sys.argv[1]))",
                "t = ssl.create_default_context(cafile=sys.argv[2]); t.check_hostname = False",
                "c.starttls(context=t); c.ehlo('python.test')",
                "assert c.has_extn('dsn') and c.has_extn('chunking') and not c.has_extn('starttls')",
                "assert c.sendmail('a@sender.test', ['b@local.test', 'b@denied.test'], b'Subject: x\\r\\n\\r\\n.\\r\\n..dot\\r\\n',",
                "    mail_options=['RET=HDRS', 'ENVID=q1'], rcpt_options=['NOTIFY=FAILURE,DELAY'])"
                        + "['b@denied.test'][0] == 550",
                "c.sendmail('j\\u00f6rg@sender.test', ['c@local.test'], b'Subject: x', mail_options=['SMTPUTF8'])",
                "print(c.quit())");
        Ran ran = run(
                "",
                "python3",
                "-c",
                script,
                String.valueOf(port),
                pki.authority().toString());
        assertThat(ran.exit()).as(ran.text()).isZero();
        assertThat(ran.text()).contains("221");
        await().until(() -> bench.mailbox("local.test", "b").size() == 1
                && bench.mailbox("local.test", "c").size() == 1);
        assertThat(bench.mailbox("local.test", "b").get(0)).endsWith("\n.\n..dot\n");
    }

    @Test
    void curlIsServed() throws Exception {
        Tool.need("curl");
        Ran ran = run(
                "Subject: x\r\n\r\n.\r\n..\r\nlast\r\n",
                "curl",
                "-sS",
                "--url",
                "smtp://mx.relay.test:" + port + "/curl.test",
                "--connect-to",
                "mx.relay.test:" + port + ":127.0.0.1:" + port,
                "--ssl-reqd",
                "--cacert",
                pki.authority().toString(),
                "--mail-from",
                "a@sender.test",
                "--mail-rcpt",
                "b@local.test",
                "-T",
                "-");
        assertThat(ran.exit()).as(ran.text()).isZero();
        await().until(() -> bench.mailbox("local.test", "b").size() == 1);
        assertThat(bench.mailbox("local.test", "b").get(0)).endsWith("\n.\n..\nlast\n");
    }

    /** A whole Postfix of its own, in a folder of its own, that hands everything to the relay and shows a certificate. */
    @Test
    void postfixHandsItsMailOver() throws Exception {
        Tool.need("postfix");
        assumeTrue(System.getProperty("user.name").equals("root"), "Postfix is started by root only");
        TestPki.Issued shown = pki.issue("postfix.test");
        try (PostfixInstance postfix = PostfixInstance.client(port, shown, pki.authority())) {
            Ran sent = run(
                    "Subject: x\n\n.\n..dot\nna\u00efve " + "x".repeat(900) + "\n",
                    "/usr/sbin/sendmail",
                    "-C",
                    postfix.configuration().toString(),
                    "-i",
                    "-f",
                    "a@sender.test",
                    "-N",
                    "failure,delay",
                    "-V",
                    "envelope+42",
                    "b@local.test",
                    "c@local.test");
            assertThat(sent.exit()).as(sent.text()).isZero();
            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> bench.mailbox("local.test", "b").size() == 1
                            && bench.mailbox("local.test", "c").size() == 1);
            assertThat(bench.mailbox("local.test", "b").get(0)).contains("\n.\n..dot\nna");
            assertThat(asked.element().certificateNames()).containsExactly("postfix.test");
            assertThat(postfix.log())
                    .contains("Trusted TLS connection established to 127.0.0.1")
                    .contains("dsn=2.0.0, status=sent (250 2.0.0 queued as");
        }
    }
}
