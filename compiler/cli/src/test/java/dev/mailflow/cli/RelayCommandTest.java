package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class RelayCommandTest {
    private static final Pattern LISTENS =
            Pattern.compile("relay of office365 listens on 127\\.0\\.0\\.1:([0-9]+) \\(smtp\\)\n");

    @TempDir
    Path folder;

    /** Without obligations to show a certificate, which would need keys. */
    @BeforeEach
    void policy() throws Exception {
        Files.writeString(folder.resolve("contoso.mailflow"), """
                language 1
                organization contoso { domains contoso.com }
                endpoint office365 : exchange-online { hosts cloud.contoso.com  networks 192.0.2.1  mailboxes contoso.com }
                endpoint bank : partner { domains contosobank.com }
                connector bank-in from bank to office365 require tls
                """);
        Files.writeString(folder.resolve("overlay.json"), """
                {
                  "listeners": [{ "address": "127.0.0.1", "port": 0 }],
                  "queue": { "folder": "queue" },
                  "local": { "maildir": "mail" }
                }
                """);
    }

    @Test
    void runsTheCompiledPolicyUntilItIsStopped() throws Exception {
        ExecutorService worker = Executors.newSingleThreadExecutor();
        CompletableFuture<Runnable> stop = new CompletableFuture<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try {
            Terminal terminal = new Shell(folder).whenStopped(stop::complete).terminal(out, err);
            Future<Integer> run = worker.submit(() -> Mailflow.run(
                    terminal, "relay", "contoso.mailflow", "--site", "office365", "--overlay", "overlay.json"));
            int port = port(out, run);
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(10_000);
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                assertThat(in.readLine()).startsWith("220 cloud.contoso.com ");
                assertThat(ask(socket, in, "HELO client.example")).startsWith("250 ");
                assertThat(ask(socket, in, "MAIL FROM:<clerk@contosobank.com>")).startsWith("250 ");
                assertThat(ask(socket, in, "RCPT TO:<bob@contoso.com>")).startsWith("550 5.7.10 ");
                assertThat(ask(socket, in, "RSET")).startsWith("250 ");
                assertThat(ask(socket, in, "MAIL FROM:<sun@sunshine.example>")).startsWith("250 ");
                assertThat(ask(socket, in, "RCPT TO:<moon@moonlight.example>")).startsWith("550 5.7.64 ");
                assertThat(ask(socket, in, "RCPT TO:<bob@contoso.com>")).startsWith("250 ");
                assertThat(ask(socket, in, "QUIT")).startsWith("221 ");
            }
            stop.get(10, TimeUnit.SECONDS).run();
            assertThat(run.get(20, TimeUnit.SECONDS)).isZero();
        } finally {
            worker.shutdownNow();
        }
    }

    private static String ask(Socket socket, BufferedReader in, String command) throws Exception {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return Objects.requireNonNull(in.readLine(), command);
    }

    private static int port(ByteArrayOutputStream out, Future<Integer> run) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (System.nanoTime() < deadline && !run.isDone()) {
            Matcher matcher = LISTENS.matcher(out.toString(StandardCharsets.UTF_8));
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
            Thread.sleep(20);
        }
        throw new AssertionError("the relay did not start: " + out.toString(StandardCharsets.UTF_8));
    }

    /** A relay that a test runs, with a way to talk to it and to stop it. */
    private final class Running implements AutoCloseable {
        private final ExecutorService worker = Executors.newSingleThreadExecutor();
        private final CompletableFuture<Runnable> stop = new CompletableFuture<>();
        private final CompletableFuture<Runnable> hangUp = new CompletableFuture<>();
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err;
        private final Future<Integer> run;
        private final int port;

        Running(String... more) throws Exception {
            this(new ByteArrayOutputStream(), more);
        }

        Running(ByteArrayOutputStream err, String... more) throws Exception {
            this.err = err;
            Terminal terminal = new Shell(folder)
                    .whenStopped(stop::complete)
                    .whenHungUp(hangUp::complete)
                    .terminal(out, err);
            List<String> arguments = new ArrayList<>(
                    List.of("relay", "contoso.mailflow", "--site", "office365", "--overlay", "overlay.json"));
            arguments.addAll(List.of(more));
            run = worker.submit(() -> Mailflow.run(terminal, arguments.toArray(String[]::new)));
            port = port(out, run);
        }

        String rcpt(String from, String to) throws Exception {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(10_000);
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                assertThat(in.readLine()).startsWith("220 ");
                assertThat(ask(socket, in, "HELO client.example")).startsWith("250 ");
                assertThat(ask(socket, in, "MAIL FROM:<" + from + ">")).startsWith("250 ");
                return ask(socket, in, "RCPT TO:<" + to + ">");
            }
        }

        void waitFor(ByteArrayOutputStream stream, String text) throws Exception {
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (!stream.toString(StandardCharsets.UTF_8).contains(text)) {
                assertThat(System.nanoTime())
                        .as(out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8))
                        .isLessThan(deadline);
                Thread.sleep(20);
            }
        }

        @Override
        public void close() throws Exception {
            stop.get(10, TimeUnit.SECONDS).run();
            assertThat(run.get(20, TimeUnit.SECONDS)).isZero();
            worker.shutdownNow();
        }
    }

    @Test
    void aChangedPolicyIsPutInForceAndABadOneIsNot() throws Exception {
        Path policy = folder.resolve("contoso.mailflow");
        String good = Files.readString(policy);
        try (Running relay = new Running()) {
            assertThat(relay.rcpt("clerk@contosobank.com", "bob@contoso.com")).startsWith("550 5.7.10 ");
            Files.writeString(policy, good.replace("require tls", "require size 1MiB"));
            relay.waitFor(relay.out, "is in force\n");
            assertThat(relay.rcpt("clerk@contosobank.com", "bob@contoso.com")).startsWith("250 ");
            Files.writeString(policy, good + "from onprm to office365\n");
            relay.waitFor(relay.err, "the old one stays in force\n");
            assertThat(relay.err.toString(StandardCharsets.UTF_8)).contains("[MF2001]");
            assertThat(relay.rcpt("clerk@contosobank.com", "bob@contoso.com")).startsWith("250 ");
        }
    }

    /** What a start says of the policy, here a warning, comes after reading it and before taking a port. */
    private static final class OnFirstWord extends ByteArrayOutputStream {
        private final AtomicReference<Runnable> action;

        OnFirstWord(Runnable action) {
            this.action = new AtomicReference<>(action);
        }

        @Override
        public synchronized void write(byte[] octets, int offset, int length) {
            super.write(octets, offset, length);
            action.getAndSet(() -> {}).run();
        }
    }

    @Test
    void aChangeDuringTheStartIsSeen() throws Exception {
        Path policy = folder.resolve("contoso.mailflow");
        Files.writeString(policy, Files.readString(policy) + """
                import "more.mailflow"
                endpoint onprem : server { cert mail.fabrikam.com  hosts mail.fabrikam.com }
                from onprem to office365 require tls
                """);
        Files.writeString(folder.resolve("more.mailflow"), "");
        OnFirstWord err = new OnFirstWord(() -> {
            try {
                Files.writeString(
                        folder.resolve("more.mailflow"),
                        "connector sun from internet to office365 require recipient alice@contoso.com\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try (Running relay = new Running(err)) {
            assertThat(err.toString(StandardCharsets.UTF_8)).contains("warning");
            relay.waitFor(relay.out, "is in force\n");
            assertThat(relay.rcpt("sun@sunshine.example", "bob@contoso.com")).startsWith("550 5.7.1 ");
        }
    }

    @Test
    void aHangUpReadsTheFilesAgain() throws Exception {
        try (Running relay = new Running()) {
            relay.hangUp.get(10, TimeUnit.SECONDS).run();
            relay.waitFor(relay.out, "the policy was read anew and is in force\n");
            assertThat(relay.rcpt("clerk@contosobank.com", "bob@contoso.com")).startsWith("550 5.7.10 ");
        }
    }

    @Test
    void aShadowPolicyDecidesNothingAndMustBeGood() throws Exception {
        Path policy = folder.resolve("contoso.mailflow");
        Files.writeString(
                folder.resolve("next.mailflow"), Files.readString(policy).replace("require tls", "require tls 1.3"));
        try (Running relay = new Running("--shadow", "next.mailflow")) {
            assertThat(relay.rcpt("sun@sunshine.example", "bob@contoso.com")).startsWith("250 ");
        }
        Files.writeString(folder.resolve("next.mailflow"), "language 1\nfrom onprm to office365\n");
        Shell.Run run = new Shell(folder)
                .run(
                        "relay",
                        "contoso.mailflow",
                        "--site",
                        "office365",
                        "--overlay",
                        "overlay.json",
                        "--shadow",
                        "next.mailflow");
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(run.err()).contains("next.mailflow").endsWith("; the relay was not started\n");
    }

    @Test
    void withoutAnOverlaySaysWhatIsMissing() {
        Shell.Run run = new Shell(folder).run("relay", "contoso.mailflow", "--site", "office365");
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(run.err())
                .contains("error: office365.relay.json:1:1: queue.folder: required")
                .contains("--overlay FILE");
    }

    @Test
    void mistakesInTheOverlayAreToldWithTheirPlace() throws Exception {
        Files.writeString(folder.resolve("overlay.json"), "{\n  \"lisseners\": []\n}\n");
        Shell.Run run =
                new Shell(folder).run("relay", "contoso.mailflow", "--site", "office365", "--overlay", "overlay.json");
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(run.err()).contains("overlay.json:2:3: lisseners: unknown key");
    }

    /** That is no mistake of the policy: the tool could not do its work. */
    @Test
    void anOverlayThatIsNotThereIsNoFinding() {
        Shell.Run run =
                new Shell(folder).run("relay", "contoso.mailflow", "--site", "office365", "--overlay", "nowhere.json");
        assertThat(run.code()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("nowhere.json: there is no such file");
    }

    @Test
    void aPolicyWithErrorsStartsNothing() throws Exception {
        Files.writeString(folder.resolve("contoso.mailflow"), "language 1\nfrom onprm to office365\n");
        Shell.Run run = new Shell(folder).run("relay", "contoso.mailflow", "--site", "office365");
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(run.err()).contains("[MF2001]").endsWith("; the relay was not started\n");
    }
}
