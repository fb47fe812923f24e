package dev.mailflow.relay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;

/** A Postfix that listens nowhere and sends everything to one port of loopback; it is stopped by its own control program. */
final class PostfixInstance implements AutoCloseable {
    private static final List<String> SERVICES = List.of(
            "pickup unix n - n 1 1 pickup",
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
            "tlsmgr unix - - n 1000? 1 tlsmgr",
            "scache unix - - n - 1 scache",
            "postlog unix-dgram n - n - 1 postlogd");

    private final Path folder;

    private PostfixInstance(Path folder) {
        this.folder = folder;
    }

    static PostfixInstance start(int port, TestPki.Issued shown, Path authority) throws Exception {
        // Its processes are another user's, who must be able to pass through.
        Path folder = Files.createTempDirectory(
                Path.of("/tmp"),
                "mailflow-postfix",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        PostfixInstance instance = new PostfixInstance(folder);
        try {
            Path configuration = Files.createDirectories(instance.configuration());
            Files.createDirectories(folder.resolve("queue"));
            Path data = Files.createDirectories(folder.resolve("data"));
            instance.run("chown", "postfix", data.toString());
            Path key = Files.copy(shown.key(), folder.resolve("key.pem"));
            Path certificate = Files.copy(shown.certificate(), folder.resolve("certificate.pem"));
            Path trust = Files.copy(authority, folder.resolve("ca.pem"));
            Files.write(configuration.resolve("master.cf"), SERVICES);
            Files.write(
                    configuration.resolve("main.cf"),
                    List.of(
                            "compatibility_level = 3.6",
                            "queue_directory = " + folder.resolve("queue"),
                            "data_directory = " + data,
                            "command_directory = /usr/sbin",
                            "daemon_directory = /usr/lib/postfix/sbin",
                            "maillog_file = " + folder.resolve("log"),
                            "maillog_file_prefixes = /tmp",
                            "myhostname = postfix.test",
                            "mydestination =",
                            "local_transport = error:none",
                            "alias_maps =",
                            "inet_interfaces = loopback-only",
                            "inet_protocols = ipv4",
                            "smtp_host_lookup = native",
                            "relayhost = [127.0.0.1]:" + port,
                            "smtp_tls_security_level = encrypt",
                            "smtp_tls_loglevel = 1",
                            "smtp_tls_CAfile = " + trust,
                            "smtp_tls_cert_file = " + certificate,
                            "smtp_tls_key_file = " + key));
            instance.run("/usr/sbin/postfix", "-c", configuration.toString(), "start");
            return instance;
        } catch (IOException | InterruptedException | RuntimeException e) {
            instance.close();
            throw e;
        }
    }

    Path configuration() {
        return folder.resolve("conf");
    }

    String log() throws IOException {
        Path log = folder.resolve("log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    private void run(String... command) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException(String.join(" ", command) + ": " + Files.readString(output) + log());
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (Files.exists(folder.resolve("queue/pid/master.pid"))) {
            run("/usr/sbin/postfix", "-c", configuration().toString(), "stop");
        }
        FileUtils.deleteDirectory(folder.toFile());
    }
}
