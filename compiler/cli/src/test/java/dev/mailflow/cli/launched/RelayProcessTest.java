package dev.mailflow.cli.launched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A relay as a process of its own, started by the launcher, and what signals do to it. */
@Timeout(180)
@EnabledOnOs(OS.LINUX)
final class RelayProcessTest {
    private static final Path LAUNCHER = Path.of("target/mailflow").toAbsolutePath();
    private static final Path UNIT =
            Path.of("../../runtime/relay/packaging/mailflow-relay@.service").toAbsolutePath();
    private static final Pattern LISTENS = Pattern.compile("listens on 127\\.0\\.0\\.1:([0-9]+) ");
    private static final String POLICY = """
            language 1
            organization contoso { domains contoso.com }
            endpoint office365 : exchange-online { hosts cloud.contoso.com  networks 192.0.2.1  mailboxes contoso.com }
            endpoint bank : partner { domains contosobank.com }
            connector bank-in from bank to office365 require tls
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws Exception {
        Files.writeString(folder.resolve("a.mailflow"), POLICY);
        Files.writeString(folder.resolve("o.json"), """
                {
                  "listeners": [{ "address": "127.0.0.1", "port": 0 }],
                  "queue": { "folder": "queue", "freeSpace": 0 },
                  "local": { "maildir": "mail" }
                }
                """);
    }

    /** A relay, until the test or a signal ends it. */
    private final class Running implements AutoCloseable {
        private final Path out = Files.createTempFile(folder, "out", "");
        private final Path log = Files.createTempFile(folder, "log", "");
        private final Process process;
        private final int port;

        Running(String... javaOptions) throws Exception {
            this(List.of(), javaOptions);
        }

        /** @param wrapper command and arguments that the launcher is started by */
        Running(List<String> wrapper, String... javaOptions) throws Exception {
            List<String> command = new ArrayList<>(wrapper);
            command.addAll(
                    List.of(LAUNCHER.toString(), "relay", "a.mailflow", "--site", "office365", "--overlay", "o.json"));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(out.toFile())
                    .redirectError(log.toFile());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home", ""));
            builder.environment().put("MAILFLOW_JAVA_OPTIONS", String.join(" ", javaOptions));
            process = builder.start();
            waitFor(out, "listens on");
            Matcher matcher = LISTENS.matcher(Files.readString(out));
            assertThat(matcher.find()).isTrue();
            port = Integer.parseInt(matcher.group(1));
        }

        void waitFor(Path file, String text) throws Exception {
            for (int i = 0;
                    i < 1200 && process.isAlive() && !Files.readString(file).contains(text);
                    i++) {
                Thread.sleep(50);
            }
            assertThat(Files.readString(file))
                    .as("%s%s", Files.readString(out), Files.readString(log))
                    .contains(text);
        }

        void signal(String name) throws Exception {
            assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
        }

        int end() throws Exception {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** One session, line by line. */
    private static final class Session implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Session(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(30_000);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(in.readLine()).startsWith("220 ");
            assertThat(ask("HELO client.example")).startsWith("250 ");
        }

        void say(String text) throws IOException {
            socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        String hear() throws IOException {
            return Objects.requireNonNullElse(in.readLine(), "closed");
        }

        String ask(String command) throws IOException {
            say(command);
            return hear();
        }

        String rcptFromBank() throws IOException {
            ask("RSET");
            assertThat(ask("MAIL FROM:<clerk@contosobank.com>")).startsWith("250 ");
            return ask("RCPT TO:<bob@contoso.com>");
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private List<String> bobsMail() throws IOException {
        List<String> texts = new ArrayList<>();
        Path arrived = folder.resolve("mail/contoso.com/bob/new");
        if (Files.isDirectory(arrived)) {
            try (var all = Files.list(arrived)) {
                for (Path one : all.toList()) {
                    texts.add(Files.readString(one));
                }
            }
        }
        return texts;
    }

    @Test
    void theLauncherBringsTheFlagsThatWereMeasured() throws Exception {
        try (Running relay = new Running()) {
            assertThat(arguments(relay))
                    .contains("-XX:+UseParallelGC", "-Xms256m", "-Xmx1g", "-XX:+ExitOnOutOfMemoryError")
                    .noneMatch(each -> each.contains("TieredStopAtLevel") || each.contains("SharedArchiveFile"));
        }
        try (Running relay = new Running("-XX:+UseG1GC", "-Xmx700m")) {
            List<String> arguments = arguments(relay);
            assertThat(arguments).contains("-XX:+UseG1GC").doesNotContain("-XX:+UseParallelGC");
            assertThat(arguments.lastIndexOf("-Xmx700m")).isGreaterThan(arguments.indexOf("-Xmx1g"));
        }
    }

    private static List<String> arguments(Running relay) throws IOException {
        return List.of(Files.readString(Path.of("/proc", String.valueOf(relay.process.pid()), "cmdline"))
                .split("\0"));
    }

    @Test
    void sigtermEndsIdleSessionsAndLetsAMessageEnd() throws Exception {
        try (Running relay = new Running();
                Session idle = new Session(relay.port);
                Session busy = new Session(relay.port)) {
            assertThat(busy.ask("MAIL FROM:<sun@sunshine.example>")).startsWith("250 ");
            assertThat(busy.ask("RCPT TO:<bob@contoso.com>")).startsWith("250 ");
            assertThat(busy.ask("DATA")).startsWith("354 ");
            busy.say("Subject: under way\r\n\r\nfirst half");
            relay.signal("TERM");
            assertThat(idle.hear()).startsWith("421 4.3.2 ");
            assertThat(idle.hear()).isEqualTo("closed");
            assertThat(busy.ask("second half\r\n.")).startsWith("250 2.0.0 ");
            assertThat(busy.hear()).startsWith("421 4.3.2 ");
            assertThat(relay.end()).isZero();
            relay.waitFor(relay.log, "event=stop");
            assertThat(isOpen(relay.port)).isFalse();
        }
        // Delivered before the end or after the next start.
        try (Running again = new Running()) {
            again.waitFor(again.out, "listens on");
            for (int i = 0; i < 600 && bobsMail().isEmpty(); i++) {
                Thread.sleep(50);
            }
            assertThat(bobsMail()).singleElement().asString().contains("first half\nsecond half\n");
        }
    }

    private static boolean isOpen(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (ConnectException e) {
            return false;
        }
    }

    /** Five of python's clients send without a break; whatever they were promised is there in the end, once. */
    @Test
    void sigtermUnderLoadLosesNothing() throws Exception {
        assumeTrue(new File("/usr/bin/python3").canExecute(), "python3 is not installed");
        String script = String.join(
                "\n",
                "import os, smtplib, sys, threading",
                "def send(name):",
                "    try:",
                "        c = smtplib.SMTP('127.0.0.1', int(sys.argv[1])); c.ehlo('python.example')",
                "        for i in range(100000):",
                "            c.sendmail('sun@sunshine.example', ['bob@contoso.com'],",
                "                       'Subject: %s-%d\\r\\n\\r\\n%s' % (name, i, 'x' * 4000))",
                // Line and end in one go: the threads share the file.
                "            os.write(1, ('%s-%d\\n' % (name, i)).encode())",
                "    except (smtplib.SMTPException, OSError): pass",
                "for n in 'abcde': threading.Thread(target=send, args=(n,)).start()");
        Path promised = Files.createTempFile(folder, "promised", "");
        try (Running relay = new Running()) {
            Process load = new ProcessBuilder("python3", "-c", script, String.valueOf(relay.port))
                    .redirectOutput(promised.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                for (int i = 0; i < 1200 && Files.readAllLines(promised).size() < 40; i++) {
                    Thread.sleep(50);
                }
                relay.signal("TERM");
                assertThat(relay.end()).isZero();
                assertThat(load.waitFor(60, TimeUnit.SECONDS)).isTrue();
            } finally {
                load.destroyForcibly();
            }
        }
        TreeSet<String> due = new TreeSet<>(Files.readAllLines(promised));
        assertThat(due).hasSizeGreaterThanOrEqualTo(40);
        try (Running again = new Running()) {
            for (int i = 0; i < 1200 && bobsMail().size() < due.size(); i++) {
                Thread.sleep(50);
            }
            again.signal("TERM");
            assertThat(again.end()).isZero();
        }
        List<String> arrived = new ArrayList<>();
        for (String text : bobsMail()) {
            Matcher subject = Pattern.compile("Subject: ([a-e]-[0-9]+)\n").matcher(text);
            assertThat(subject.find()).isTrue();
            arrived.add(subject.group(1));
        }
        assertThat(arrived).doesNotHaveDuplicates().containsAll(due);
    }

    /** No file may grow beyond so much: to the queue a disk that fails. It ends, so that whoever watches it starts it anew. */
    @Test
    void aDiskThatFailsEndsIt() throws Exception {
        assumeTrue(new File("/usr/bin/prlimit").canExecute(), "prlimit is not installed");
        int promised = 0;
        try (Running relay = new Running(List.of("prlimit", "--fsize=2000000"));
                Session session = new Session(relay.port)) {
            String reply = "250 ";
            while (reply.startsWith("250 ")) {
                reply = session.ask("MAIL FROM:<sun@sunshine.example>");
                if (reply.startsWith("250 ")) {
                    session.ask("RCPT TO:<bob@contoso.com>");
                    session.ask("DATA");
                    reply = session.ask(
                            "Subject: " + promised + "\r\n\r\n" + ("x".repeat(70) + "\r\n").repeat(1000) + ".");
                    promised += reply.startsWith("250 ") ? 1 : 0;
                }
            }
            assertThat(reply).startsWith("45");
            assertThat(relay.end()).isEqualTo(1);
            relay.waitFor(relay.log, "the queue's disk failed");
        }
        assertThat(promised).isPositive();
        try (Running again = new Running()) {
            for (int i = 0; i < 1200 && bobsMail().size() < promised; i++) {
                Thread.sleep(50);
            }
            assertThat(bobsMail()).hasSizeGreaterThanOrEqualTo(promised);
            again.signal("TERM");
            assertThat(again.end()).isZero();
        }
    }

    /**
     * The file is changed so that looking at its size and time shows nothing: only the signal can have told. Whoever runs tests
     * under {@code nohup} ignores SIGHUP, which a process inherits and the JVM lets be.
     */
    @Test
    void sighupReadsThePolicyAnew() throws Exception {
        Path policy = folder.resolve("a.mailflow");
        FileTime before = Files.getLastModifiedTime(policy);
        try (Running relay = new Running(List.of("env", "--default-signal=HUP"));
                Session session = new Session(relay.port)) {
            assertThat(session.rcptFromBank()).startsWith("550 5.7.10 ");
            write(policy, POLICY.replace(" require tls\n", "            \n"), before);
            relay.signal("HUP");
            relay.waitFor(relay.log, "event=reload site=office365 result=taken");
            assertThat(session.rcptFromBank()).startsWith("250 ");
            write(policy, POLICY.replace("require tls", "requ1re tls"), before);
            relay.signal("HUP");
            relay.waitFor(relay.log, "event=reload site=office365 result=refused");
            relay.waitFor(relay.log, "the old one stays in force");
            assertThat(Files.readString(relay.log)).contains("MF1");
            assertThat(session.rcptFromBank()).startsWith("250 ");
            relay.signal("TERM");
            assertThat(relay.end()).isZero();
        }
    }

    private static void write(Path file, String text, FileTime time) throws IOException {
        assertThat(text).hasSize(POLICY.length());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, time);
    }

    @Test
    void systemdTakesTheUnit() throws Exception {
        assumeTrue(new File("/usr/bin/systemd-analyze").canExecute(), "systemd-analyze is not installed");
        String unit = Files.readString(UNIT);
        assertThat(unit).contains("ExecStart=/usr/lib/mailflow/mailflow relay ");
        Path copy = folder.resolve("mailflow-relay@onprem.service");
        Files.writeString(copy, unit.replace("/usr/lib/mailflow/mailflow", LAUNCHER.toString()));
        Process process = new ProcessBuilder("systemd-analyze", "verify", "--man=no", copy.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        assumeTrue(!said.contains("Failed to initialize manager"), "systemd-analyze does not work here");
        // Other units of the machine are none of ours.
        assertThat(said.lines().filter(line -> line.contains("mailflow"))).isEmpty();
    }
}
