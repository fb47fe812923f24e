package dev.mailflow.compiler.targets.postfix;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mailflow.compiler.target.Artifact;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Debian's Postfix with emitted settings, on loopback, in a folder of its own. Brought there by the emitted script itself.
 * Needs root, as Postfix does; stops with the test.
 */
final class LivePostfix implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Path home;
    private final Path config;
    private final int port;
    private final AuthService users;
    private final Map<String, String> found = new HashMap<>();
    private String options = "";

    /**
     * @param home an empty folder whose parents everybody may enter
     * @param clients certificates, by file name
     */
    LivePostfix(Path home, List<Artifact> artifacts, TestCertificates certificates) throws IOException {
        this.home = home;
        this.config = home.resolve("conf");
        this.port = freePort();
        for (String folder : List.of("conf", "queue", "data")) {
            Files.createDirectory(home.resolve(folder));
        }
        run("chown", "postfix", home.resolve("data").toString());
        this.users = new AuthService(home.resolve("auth"));
        Files.writeString(config.resolve("main.cf"), main(certificates));
        Files.writeString(config.resolve("master.cf"), master());
        apply(artifacts, certificates);
        run("postfix", "-c", config.toString(), "check");
        run("postfix", "-c", config.toString(), "start");
    }

    /** What the emitted script says. */
    String apply(List<Artifact> artifacts, TestCertificates certificates, String... options) throws IOException {
        Path emitted = Files.createTempDirectory(home, "emitted");
        for (Artifact artifact : artifacts) {
            Path file =
                    emitted.resolve(artifact.path().substring(artifact.path().indexOf('/') + 1));
            Files.createDirectories(file.getParent());
            settle(Files.writeString(file, artifact.text()));
        }
        certificates.copyTo(Files.createDirectories(emitted.resolve("clients")));
        List<String> command =
                new ArrayList<>(List.of("sh", emitted.resolve("apply").toString(), "-c", config.toString()));
        command.addAll(List.of(options));
        String said = run(command.toArray(new String[0]));
        for (String file : List.of("main.cf", "master.cf")) {
            settle(config.resolve(file));
        }
        return said;
    }

    /** The folder of {@code main.cf}. */
    Path config() {
        return config;
    }

    /** Postfix waits for seconds before it believes a file that was changed just now. */
    static Path settle(Path file) throws IOException {
        return Files.setLastModifiedTime(file, FileTime.fromMillis(0));
    }

    static void need(String... tools) {
        for (String tool : tools) {
            boolean found = false;
            for (String place : (System.getenv("PATH") + ":/usr/sbin").split(":")) {
                found |= new File(place, tool).canExecute();
            }
            if (!found && Boolean.getBoolean("mailflow.tools.required")) {
                fail("the tool `" + tool + "` is required and not installed");
            }
            assumeTrue(found, "`" + tool + "` is not installed");
        }
        boolean root = "root".equals(System.getProperty("user.name"));
        if (!root && Boolean.getBoolean("mailflow.tools.required")) {
            fail("a Postfix of one's own needs root");
        }
        assumeTrue(root, "a Postfix of one's own needs root");
    }

    private String main(TestCertificates certificates) throws IOException {
        return String.join(
                "\n",
                "compatibility_level = 3.6",
                "queue_directory = " + home.resolve("queue"),
                "data_directory = " + home.resolve("data"),
                "maillog_file = " + home.resolve("log"),
                "maillog_file_prefixes = " + home,
                "myhostname = mx.mailflow-test.invalid",
                "mydestination = localhost",
                "inet_interfaces = 127.0.0.1",
                "inet_protocols = all",
                "smtpd_authorized_xclient_hosts = 127.0.0.1",
                // As Debian's packages have it.
                "recipient_delimiter = +",
                "smtpd_peername_lookup = no",
                "smtpd_client_connection_rate_limit = 0",
                "smtpd_error_sleep_time = 0",
                "smtpd_tls_chain_files = " + certificates.server(),
                "smtp_tls_CAfile = " + certificates.authorities(),
                "relay_transport = lmtp:unix:private/store",
                "smtpd_sasl_auth_enable = yes",
                "smtpd_sasl_type = dovecot",
                "smtpd_sasl_path = " + home.resolve("auth"),
                "");
    }

    private String master() {
        return "127.0.0.1:" + port + " inet n - n - - smtpd\n"
                + String.join(
                        "\n",
                        "pickup unix n - n 60 1 pickup",
                        "cleanup unix n - n - 0 cleanup",
                        "qmgr unix n - n 300 1 qmgr",
                        "rewrite unix - - n - - trivial-rewrite",
                        "bounce unix - - n - 0 bounce",
                        "defer unix - - n - 0 bounce",
                        "trace unix - - n - 0 bounce",
                        "verify unix - - n - 1 verify",
                        "proxymap unix - - n - - proxymap",
                        "smtp unix - - n - - smtp",
                        "error unix - - n - - error",
                        "retry unix - - n - - error",
                        "lmtp unix - - n - - lmtp",
                        "anvil unix - - n - 1 anvil",
                        "tlsmgr unix - - n 1000? 1 tlsmgr",
                        "scache unix - - n - 1 scache",
                        "postlog unix-dgram n - n - 1 postlogd",
                        "");
    }

    int port() {
        return port;
    }

    /** How the running trivial-rewrite(8) resolves a recipient: transport and next hop. */
    Map<String, String> resolve(String sender, String recipient) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(home.resolve("queue/private/rewrite")));
            read(channel);
            String request = "request\0resolve\0sender\0" + sender + "\0address\0" + recipient + "\0\0";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
            String[] parts = read(channel).split("\0");
            Map<String, String> values = new HashMap<>();
            for (int i = 0; i + 1 < parts.length; i += 2) {
                values.putIfAbsent(parts[i], parts[i + 1]);
            }
            return values;
        }
    }

    private static String read(SocketChannel channel) throws IOException {
        StringBuilder text = new StringBuilder();
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        while (text.indexOf("\0\0") < 0) {
            buffer.clear();
            if (channel.read(buffer) < 0) {
                throw new IOException("the rewrite service closed after " + text);
            }
            text.append(new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    /** What {@code postmap -q} finds under the key in the tables of a setting; empty for nothing. */
    String lookUp(String key, String setting) {
        return found.computeIfAbsent(setting + " " + key, unknown -> query(key, setting));
    }

    private String query(String key, String setting) {
        // What it warns of stands in the same output.
        String tables = run("postconf", "-c", config.toString(), "-hx", setting)
                .lines()
                .filter(line -> !line.startsWith("postconf: "))
                .collect(Collectors.joining(" "))
                .strip();
        for (String table : tables.isEmpty() ? new String[0] : tables.split("[,\\s]+")) {
            String found = attempt("postmap", "-c", config.toString(), "-q", key, table);
            if (!found.isBlank()) {
                return found.strip();
            }
        }
        return "";
    }

    /** The policy that smtp(8) finds for a next hop: the next hop, then, of a domain, each parent with a dot before it. */
    String tlsPolicy(String transport, String nextHop) {
        if (options.isEmpty()) {
            options = run("postconf", "-c", config.toString(), "-P");
        }
        StringBuilder own = new StringBuilder();
        for (String line : options.split("\n")) {
            if (line.startsWith(transport + "/unix/smtp_tls_")) {
                own.append(line.substring(line.lastIndexOf('/') + 1)).append('\n');
            }
        }
        if (own.length() > 0) {
            return own.toString();
        }
        String found = lookUp(nextHop, "smtp_tls_policy_maps");
        for (int dot = nextHop.startsWith("[") ? -1 : nextHop.indexOf('.');
                found.isEmpty() && dot >= 0;
                dot = nextHop.indexOf('.', dot + 1)) {
            found = lookUp(nextHop.substring(dot), "smtp_tls_policy_maps");
        }
        return found;
    }

    String log() throws IOException {
        return Files.readString(home.resolve("log"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static String run(String... command) {
        return run(true, command);
    }

    private static String attempt(String... command) {
        return run(false, command);
    }

    private static String run(boolean mustSucceed, String... command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().merge("PATH", "/usr/sbin", (path, more) -> path + ":" + more);
            Path output = Files.createTempFile("mailflow-postfix", ".out");
            // To a file: a daemon that inherits a pipe keeps it open.
            Process process = builder.redirectOutput(output.toFile()).start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running: " + String.join(" ", command));
            }
            String text = Files.readString(output);
            Files.delete(output);
            if (mustSucceed && process.exitValue() != 0) {
                throw new AssertionError(
                        String.join(" ", command) + " ended with " + process.exitValue() + "\n" + text);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        attempt("postfix", "-c", config.toString(), "stop");
        users.close();
    }
}
