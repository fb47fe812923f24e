package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of its own for a test: initialised in a new folder, on a free loopback port, run by an unprivileged user
 * and stopped by its process id. Debian's package {@code postgresql} is needed.
 */
public final class PostgresServer implements AutoCloseable {
    private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
    private static final String USER = "postgres";
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final Object LOCK = new Object();
    private static @Nullable PostgresServer shared;

    private final Path binaries;
    private final Path folder;
    private final int port;
    private @Nullable Process process;

    private PostgresServer(Path binaries, Path folder, int port) {
        this.binaries = binaries;
        this.folder = folder;
        this.port = port;
    }

    /** Skips the test where PostgreSQL is missing, or fails it with {@code -Dmailflow.tools.required=true}. */
    public static void need() {
        if (binaries().isEmpty() && Boolean.getBoolean("mailflow.tools.required")) {
            fail("PostgreSQL is not installed");
        }
        assumeTrue(binaries().isPresent(), "PostgreSQL is not installed");
    }

    private static Optional<Path> binaries() {
        if (!Files.isDirectory(PACKAGES)) {
            return Optional.empty();
        }
        try (var versions = Files.list(PACKAGES)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** One for all tests of this process; it ends with the process. */
    public static PostgresServer shared() throws Exception {
        synchronized (LOCK) {
            PostgresServer running = shared;
            if (running == null) {
                running = start();
                Runtime.getRuntime().addShutdownHook(new Thread(running::close));
                shared = running;
            }
            return running;
        }
    }

    /** Initialises and starts one. */
    public static PostgresServer start() throws Exception {
        Path binaries = binaries().orElseThrow(() -> new IllegalStateException("PostgreSQL is not installed"));
        Path folder = Files.createTempDirectory("mailflow-postgres");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        PostgresServer server = new PostgresServer(binaries, folder, port);
        if (isRoot()) {
            run(List.of("chown", USER, folder.toString()));
        }
        run(server.unprivileged(
                binaries.resolve("initdb").toString(),
                "-D",
                folder.resolve("data").toString(),
                "-U",
                "mailflow",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-locale"));
        server.launch();
        return server;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private List<String> unprivileged(String... command) {
        List<String> words = new ArrayList<>();
        if (isRoot()) {
            // It replaces itself by the command, so that the process is the server's.
            words.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
        }
        words.addAll(List.of(command));
        return words;
    }

    private static void run(List<String> command) throws Exception {
        Path log = Files.createTempFile("mailflow", ".log");
        Process process = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + ": " + Files.readString(log));
        }
        Files.delete(log);
    }

    private void launch() throws Exception {
        process = new ProcessBuilder(unprivileged(
                        binaries.resolve("postgres").toString(),
                        "-D",
                        folder.resolve("data").toString(),
                        "-k",
                        folder.toString(),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-p",
                        Integer.toString(port),
                        "-c",
                        "shared_buffers=64MB"))
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        for (int i = 0; i < 600; i++) {
            try {
                DriverManager.getConnection(url("postgres")).close();
                return;
            } catch (SQLException notYet) {
                Thread.sleep(100);
            }
        }
        throw new IllegalStateException("PostgreSQL does not start");
    }

    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=mailflow";
    }

    /** The address of a new, empty database. */
    public String newDatabase() throws SQLException {
        String name = "test" + DATABASES.incrementAndGet();
        try (var connection = DriverManager.getConnection(url("postgres"));
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return url(name);
    }

    private Process running() {
        return Objects.requireNonNull(process);
    }

    /** Kills it as a failing machine would, and starts it again. */
    public void restart() throws Exception {
        running().destroyForcibly().waitFor();
        Thread.sleep(500);
        launch();
    }

    @Override
    public void close() {
        try {
            // At once and without a last checkpoint: the folder is thrown away.
            Process running = running();
            new ProcessBuilder("kill", "-QUIT", Long.toString(running.pid()))
                    .start()
                    .waitFor();
            if (!running.waitFor(10, TimeUnit.SECONDS)) {
                running.destroyForcibly();
            }
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
