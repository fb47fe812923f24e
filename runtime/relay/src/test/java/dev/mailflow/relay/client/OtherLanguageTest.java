package dev.mailflow.relay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailflow.relay.FakeDns;
import dev.mailflow.relay.Tool;
import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.dns.Dns;
import dev.mailflow.relay.dns.MailHosts;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A machine that does not speak English: what the C library says of network errors comes in its language. */
@Timeout(60)
final class OtherLanguageTest {
    @TempDir
    Path folder;

    /** What is made of a refusal, and of the lack of files, in a process of its own. */
    public static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws IOException {
            try (Socket bound = new Socket();
                    FakeDns server = new FakeDns("a.test. 60 IN MX 10 mx.a.test.", "b.test. 60 IN MX 10 mx.b.test.")) {
                Dns dns = Dns.of(new RelayConfiguration.Dns(
                        List.of(new InetSocketAddress("127.0.0.1", server.port())), Duration.ofSeconds(5)));
                say("asked", dns.exchangers("a.test").status());
                bound.bind(new InetSocketAddress("127.0.0.1", 0));
                InetSocketAddress refusing = (InetSocketAddress) bound.getLocalSocketAddress();
                say("refused", dial(refusing));
                List<InputStream> files = new ArrayList<>();
                try {
                    while (files.size() < 1000) {
                        files.add(new FileInputStream("/etc/hostname"));
                    }
                } catch (IOException full) {
                    HopFailure failure = dial(refusing);
                    MailHosts.Status status = dns.exchangers("b.test").status();
                    for (InputStream each : files) {
                        each.close();
                    }
                    say("full", failure);
                    say("full", status);
                }
            }
        }

        private static HopFailure dial(InetSocketAddress where) {
            try {
                Dialogue.open(where, Duration.ofSeconds(5)).close();
                throw new IllegalStateException("it was not refused");
            } catch (IOException e) {
                return Connector.undialled("mx.away.test", e);
            }
        }

        private static void say(String when, MailHosts.Status status) {
            System.out.println(when + " mx.away.test " + status);
        }

        private static void say(String when, HopFailure failure) {
            System.out.println(when + " " + failure.kind() + " " + failure.diagnostic());
        }
    }

    @Test
    void aRefusalAndALackOfFilesAreKnownByMoreThanTheirWords() throws Exception {
        Tool.need("localedef");
        assumeTrue(
                Files.exists(Path.of("/usr/share/locale/de/LC_MESSAGES/libc.mo")),
                "the C library's German is not installed");
        Process made = new ProcessBuilder(
                        "localedef",
                        "-c",
                        "-i",
                        "de_DE",
                        "-f",
                        "UTF-8",
                        folder.resolve("de_DE.UTF-8").toString())
                .redirectErrorStream(true)
                .start();
        made.getInputStream().readAllBytes();
        assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assumeTrue(Files.isDirectory(folder.resolve("de_DE.UTF-8")), "the sources of locales are not installed");
        ProcessBuilder other = new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n 200; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName());
        other.environment().put("LOCPATH", folder.toString());
        other.environment().put("LC_ALL", "de_DE.UTF-8");
        other.redirectErrorStream(true);
        Process process = other.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said.lines().filter(line -> line.contains("mx.away.test")))
                .containsExactly(
                        "asked mx.away.test FOUND",
                        "refused UNUSABLE mx.away.test: Verbindungsaufbau abgelehnt",
                        "full OURS mx.away.test: Zu viele offene Dateien",
                        "full mx.away.test UNASKED");
    }
}
