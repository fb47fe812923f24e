package dev.mailflow.relay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.io.FileUtils;

/**
 * A Postfix of its own in a folder of its own: one that sends everything to one port of loopback, or one that listens and
 * keeps what it gets. It is stopped by its own control program.
 */
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

    /** Listens nowhere, hands everything to a port and shows a certificate. */
    static PostfixInstance client(int port, TestPki.Issued shown, Path authority) throws Exception {
        return start(
                List.of(),
                shown,
                authority,
                List.of(
                        "mydestination =",
                        "relayhost = [127.0.0.1]:" + port,
                        "smtp_tls_security_level = encrypt",
                        "smtp_tls_loglevel = 1",
                        "smtp_tls_CAfile = FOLDER/ca.pem",
                        "smtp_tls_cert_file = FOLDER/certificate.pem",
                        "smtp_tls_key_file = FOLDER/key.pem"));
    }

    /** Listens on a port of loopback, demands TLS and a client's certificate of the authority, and keeps mail of away.test. */
    static PostfixInstance server(int port, TestPki.Issued shown, Path authority) throws Exception {
        return start(
                List.of("127.0.0.1:" + port + " inet n - n - - smtpd", "virtual unix - n n - - virtual"),
                shown,
                authority,
                List.of(
                        "mydestination =",
                        "virtual_mailbox_domains = away.test",
                        "virtual_mailbox_maps = static:b/",
                        "virtual_mailbox_base = FOLDER/data/mail",
                        "virtual_uid_maps = static:UID",
                        "virtual_gid_maps = static:GID",
                        "virtual_minimum_uid = 1",
                        "smtpd_relay_restrictions = reject_unauth_destination",
                        "smtpd_recipient_restrictions =",
                        "smtpd_peername_lookup = no",
                        "smtpd_client_connection_count_limit = 0",
                        "smtpd_tls_security_level = encrypt",
                        "smtpd_tls_req_ccert = yes",
                        "smtpd_tls_loglevel = 1",
                        "smtpd_tls_received_header = yes",
                        "smtpd_tls_CAfile = FOLDER/ca.pem",
                        "smtpd_tls_cert_file = FOLDER/certificate.pem",
                        "smtpd_tls_key_file = FOLDER/key.pem"));
    }

    private static PostfixInstance start(
            List<String> services, TestPki.Issued shown, Path authority, List<String> settings) throws Exception {
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
            Files.createDirectories(data.resolve("mail"));
            instance.run("chown", "-R", "postfix:postfix", data.toString());
            Files.copy(shown.key(), folder.resolve("key.pem"));
            Files.copy(shown.certificate(), folder.resolve("certificate.pem"));
            Files.copy(authority, folder.resolve("ca.pem"));
            List<String> master = new ArrayList<>(SERVICES);
            master.addAll(services);
            Files.write(configuration.resolve("master.cf"), master);
            List<String> all = new ArrayList<>(List.of(
                    "compatibility_level = 3.6",
                    "queue_directory = " + folder.resolve("queue"),
                    "data_directory = " + data,
                    "command_directory = /usr/sbin",
                    "daemon_directory = /usr/lib/postfix/sbin",
                    "maillog_file = " + folder.resolve("log"),
                    "maillog_file_prefixes = /tmp",
                    "myhostname = postfix.test",
                    "local_transport = error:none",
                    "alias_maps =",
                    "inet_interfaces = loopback-only",
                    "inet_protocols = ipv4",
                    "smtp_host_lookup = native"));
            Integer user = (Integer) Files.getAttribute(data, "unix:uid");
            Integer group = (Integer) Files.getAttribute(data, "unix:gid");
            settings.forEach(line -> all.add(line.replace("FOLDER", folder.toString())
                    .replace("UID", user.toString())
                    .replace("GID", group.toString())));
            Files.write(configuration.resolve("main.cf"), all);
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

    /** What arrived for away.test, whoever the recipient. */
    List<String> arrived() throws IOException {
        List<String> texts = new ArrayList<>();
        Path box = folder.resolve("data/mail/b/new");
        if (Files.isDirectory(box)) {
            try (var files = Files.list(box)) {
                for (Path file : files.sorted().toList()) {
                    texts.add(Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        return texts;
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
