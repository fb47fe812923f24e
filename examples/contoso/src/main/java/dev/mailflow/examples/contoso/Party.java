package dev.mailflow.examples.contoso;

import dev.mailflow.examples.contoso.CertificateAuthority.Identity;
import dev.mailflow.relay.CannotStart;
import dev.mailflow.relay.Relay;
import dev.mailflow.relay.config.ConfigurationReader;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.HeaderTest;
import dev.mailflow.runtime.RoutingPolicy;
import dev.mailflow.runtime.Transaction;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A mail server of the story: a site under the compiled policy, or somebody outside who takes everything. */
final class Party implements AutoCloseable {
    private final Path folder;
    private final int port;
    private final int submissionPort;
    private final Relay relay;

    private Party(Path folder, int port, int submissionPort, Relay relay) {
        this.folder = folder;
        this.port = port;
        this.submissionPort = submissionPort;
        this.relay = relay;
    }

    /** Ports that nobody listens on now. */
    record Ports(int smtp, int submission) {
        /** Below the range that the system gives to connections: none of ours can take them meanwhile. */
        private static final int FIRST = 20_000;

        private static final int COUNT = 10_000;
        private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

        static Ports free() throws IOException {
            return new Ports(one(), one());
        }

        private static int one() throws IOException {
            for (int attempt = 0; attempt < COUNT; attempt++) {
                int port = FIRST + ThreadLocalRandom.current().nextInt(COUNT);
                if (!GIVEN.add(port)) {
                    continue;
                }
                try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                    return free.getLocalPort();
                } catch (BindException taken) {
                    // Somebody else's; the next one may do.
                    continue;
                }
            }
            throw new IOException("no free port from " + FIRST + " to " + (FIRST + COUNT - 1));
        }
    }

    /** The world that every server of the story lives in. */
    record World(Path folder, CertificateAuthority authority, int resolverPort, Map<String, Integer> hosts) {}

    /** A site of Contoso, as the compiler described it. */
    static Party site(String name, World world, Ports ports, Identity identity) throws IOException, CannotStart {
        Path folder = Files.createDirectories(world.folder().resolve(name));
        Path emitted = folder.resolve(name + ".relay.json");
        try (InputStream compiled = Party.class.getResourceAsStream("/" + name + ".relay.json")) {
            if (compiled == null) {
                throw new IOException("the policy is not compiled: no " + name + ".relay.json");
            }
            Files.copy(compiled, emitted);
        }
        Path overlay = overlay(folder, world, ports, identity);
        ConfigurationReader.Result read = ConfigurationReader.read(emitted, overlay);
        Relay relay = Relay.start(configuration(read), Party.class.getClassLoader());
        return new Party(folder, ports.smtp(), ports.submission(), relay);
    }

    /** Somebody else's server; it accepts whatever it is given. */
    static Party outside(String hostName, World world, Ports ports, Identity identity) throws IOException, CannotStart {
        Path folder = Files.createDirectories(world.folder().resolve(hostName));
        Path emitted = folder.resolve("outside.relay.json");
        Files.writeString(emitted, """
                { "format": 1, "site": "outside", "routingClass": "none", "hostName": "%s" }
                """.formatted(hostName), StandardCharsets.UTF_8);
        Path overlay = overlay(folder, world, ports, identity);
        ConfigurationReader.Result read = ConfigurationReader.read(emitted, overlay);
        return new Party(
                folder, ports.smtp(), ports.submission(), Relay.start(configuration(read), new TakesEverything()));
    }

    private static dev.mailflow.relay.config.RelayConfiguration configuration(ConfigurationReader.Result read)
            throws IOException {
        if (read.configuration().isEmpty()) {
            throw new IOException(read.mistakes().toString());
        }
        return read.configuration().get();
    }

    private static Path overlay(Path folder, World world, Ports ports, Identity identity) throws IOException {
        String hosts = world.hosts().entrySet().stream()
                .map(host -> "\"%s\": \"127.0.0.1:%d\"".formatted(host.getKey(), host.getValue()))
                .collect(Collectors.joining(", "));
        Path overlay = folder.resolve("overlay.json");
        Files.writeString(
                overlay,
                """
                {
                  "listeners": [
                    { "address": "127.0.0.1", "port": %d },
                    { "address": "127.0.0.1", "port": %d, "kind": "submission" }
                  ],
                  "tls": { "key": "%s", "certificate": "%s", "trust": ["%s"] },
                  "local": { "maildir": "mail" },
                  "queue": { "folder": "queue", "retry": ["30s"] },
                  "dns": { "servers": ["127.0.0.1:%d"] },
                  "hosts": { %s },
                  "submission": { "networks": ["127.0.0.1"] }
                }
                """.formatted(
                                ports.smtp(),
                                ports.submission(),
                                json(identity.keyFile()),
                                json(identity.certificateFile()),
                                json(world.authority().trust()),
                                world.resolverPort(),
                                hosts),
                StandardCharsets.UTF_8);
        return overlay;
    }

    private static String json(Path path) {
        return path.toAbsolutePath().toString().replace("\\", "\\\\");
    }

    int port() {
        return port;
    }

    int submissionPort() {
        return submissionPort;
    }

    /** Messages that lie in mailboxes here. */
    long delivered() {
        Path mail = folder.resolve("mail");
        if (!Files.isDirectory(mail)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(mail)) {
            return files.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Messages that wait. */
    int waiting() throws IOException {
        return relay.queued().size();
    }

    @Override
    public void close() {
        relay.close();
    }

    private static final class TakesEverything implements RoutingPolicy {
        @Override
        public String site() {
            return "outside";
        }

        @Override
        public Decision decide(Transaction transaction) {
            return Decision.deliver(dev.mailflow.runtime.Attribution.INTERNET);
        }

        @Override
        public List<HeaderTest> headerTests() {
            return List.of();
        }

        @Override
        public long[] sizeLimits() {
            return new long[0];
        }

        @Override
        public int hopLimit() {
            return 100;
        }
    }
}
