package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ProbeCommandTest {
    @TempDir
    Path folder;

    private ServerSocket hop;

    @BeforeEach
    void open() throws Exception {
        hop = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "hop");
        thread.setDaemon(true);
        thread.start();
        Files.writeString(folder.resolve("contoso.mailflow"), """
                language 1
                organization contoso { domains contoso.com }
                endpoint onprem : server { hosts mail.contoso.com  networks 192.0.2.1 }
                endpoint bank : partner { domains contosobank.com }
                endpoint shop : partner { domains *.shop.example, shop.example }
                connector strict from onprem to bank via strict.example require tls cert strict.example
                connector easy from onprem to shop via easy.example, gone.example
                connector open from onprem to internet
                """);
        Files.writeString(
                folder.resolve("overlay.json"),
                "{ \"hosts\": { \"strict.example\": \"127.0.0.1:" + hop.getLocalPort()
                        + "\", \"easy.example\": \"127.0.0.1:" + hop.getLocalPort()
                        + "\", \"gone.example\": \"127.0.0.1:1\" } }");
    }

    @AfterEach
    void close() throws Exception {
        hop.close();
    }

    /** A hop that knows no TLS. */
    private void serve() {
        while (!hop.isClosed()) {
            try (Socket socket = hop.accept()) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                say(socket, "220 hop");
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    say(socket, line.startsWith("EHLO") ? "250-hop\r\n250 SIZE" : "221 bye");
                }
            } catch (IOException e) {
                // The client went, or the test is over.
            }
        }
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private Shell.Run probe(String... more) {
        String[] arguments = new String[more.length + 4];
        System.arraycopy(new String[] {"probe", "contoso.mailflow", "--overlay", "overlay.json"}, 0, arguments, 0, 4);
        System.arraycopy(more, 0, arguments, 4, more.length);
        return new Shell(folder).run(arguments);
    }

    @Test
    void saysWhatEachHopOffers() {
        Shell.Run run = probe();
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(run.out())
                .contains(
                        "strict (onprem): TLS required, certificate for strict.example\n  unmet        strict.example")
                .contains("tls-unavailable: does not offer STARTTLS\n")
                .contains("easy (onprem): TLS where offered\n  good         easy.example [127.0.0.1:")
                .contains("  unreachable  gone.example [127.0.0.1:1]\n")
                .contains("open (onprem): TLS where offered\n  not probed: ")
                .endsWith("3 connectors, 1 will not do\n");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void oneHopThatWillDoIsEnough() {
        Shell.Run run = probe("--connector", "easy", "--format", "json");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("\"command\" : \"probe\"")
                .contains("\"connector\" : \"easy\"")
                .contains("\"result\" : \"good\"")
                .contains("\"starttls\" : false")
                .contains("\"result\" : \"unreachable\"")
                .doesNotContain("strict");
    }

    @Test
    void wrongNamesAreTold() {
        assertThat(probe("--connector", "eazy").code()).isEqualTo(ExitCode.USAGE);
        assertThat(probe("--site", "nowhere").code()).isEqualTo(ExitCode.USAGE);
        assertThat(probe("--helo", "not a host").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void mistakesInTheOverlayAreToldWithTheirPlace() throws Exception {
        Files.writeString(folder.resolve("overlay.json"), "{\n  \"hots\": {}\n}\n");
        Shell.Run run = probe();
        assertThat(run.code()).isEqualTo(ExitCode.FINDINGS);
        assertThat(run.err()).contains("overlay.json:2:3: hots: unknown key; did you mean `hosts`?");
    }
}
