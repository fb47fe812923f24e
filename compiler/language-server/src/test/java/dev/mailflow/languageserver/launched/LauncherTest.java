package dev.mailflow.languageserver.launched;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The packed server by {@code mailflow lsp}. */
@Timeout(240)
@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {
    private static final Path LAUNCHER = Path.of("../cli/target/mailflow").toAbsolutePath();
    private static final Path COMPILER = Path.of("../cli/target/mailflow.jar").toAbsolutePath();

    private static final int PATIENCE_SECONDS = 200;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit
    private Path folder;

    private static byte[] message(String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[head.length + body.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return whole;
    }

    /** The body of the next message; what stands between two is their length. */
    private static String next(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                throw new AssertionError("the server ended behind: " + head);
            }
            head.append((char) octet);
        }
        int length = Integer.parseInt(head.toString().replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static String until(InputStream in, String part) throws IOException {
        String message = next(in);
        while (!message.contains(part)) {
            message = next(in);
        }
        return message;
    }

    private Process start() throws IOException {
        return new ProcessBuilder(LAUNCHER.toString(), "lsp")
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"rootUri":null,"capabilities":{}}}""";

    @Test
    void anEditorsSessionEndsWhenItSaysSo() throws Exception {
        Process server = start();
        try (OutputStream out = server.getOutputStream();
                InputStream in = server.getInputStream()) {
            out.write(message(INITIALIZE));
            out.flush();
            assertThat(until(in, "\"id\":1")).contains("\"name\":\"mailflow\"");
            out.write(message("""
                    {"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///nowhere/ä.mailflow",\
                    "languageId":"mailflow","version":1,"text":"language 1\\nfrom onprme to office365\\n"}}}"""));
            out.flush();
            assertThat(until(in, "publishDiagnostics")).contains("MF2001").contains("`onprme`");
            out.write(message("""
                    {"jsonrpc":"2.0","id":2,"method":"shutdown"}"""));
            out.flush();
            until(in, "\"id\":2");
            out.write(message("""
                    {"jsonrpc":"2.0","method":"exit"}"""));
            out.flush();
            assertThat(server.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).isZero();
        } finally {
            server.destroyForcibly();
        }
        assertThat(Files.readString(folder.resolve("err"))).isEmpty();
    }

    @Test
    void theServerEndsWithTheEditorsPipe() throws Exception {
        Process server = start();
        try (InputStream in = server.getInputStream()) {
            try (OutputStream out = server.getOutputStream()) {
                out.write(message(INITIALIZE));
                out.flush();
                until(in, "\"id\":1");
            }
            assertThat(server.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void noOtherCommandCarriesTheServer() throws IOException {
        try (JarFile jar = new JarFile(COMPILER.toFile())) {
            assertThat(jar.stream().map(entry -> entry.getName()))
                    .contains("dev/mailflow/cli/LspCommand.class")
                    .noneMatch(name -> name.startsWith("org/eclipse/lsp4j")
                            || name.startsWith("com/google/gson")
                            || name.startsWith("dev/mailflow/languageserver"));
        }
    }
}
