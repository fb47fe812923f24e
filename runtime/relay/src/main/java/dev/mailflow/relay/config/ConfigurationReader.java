package dev.mailflow.relay.config;

import dev.mailflow.relay.config.RelayConfiguration.KeyFiles;
import dev.mailflow.relay.config.RelayConfiguration.Kind;
import dev.mailflow.relay.config.RelayConfiguration.Limits;
import dev.mailflow.relay.config.RelayConfiguration.Listener;
import dev.mailflow.relay.config.RelayConfiguration.ListenerTls;
import dev.mailflow.relay.config.RelayConfiguration.PresentedNames;
import dev.mailflow.relay.config.RelayConfiguration.Queue;
import dev.mailflow.relay.config.RelayConfiguration.TlsRefusal;
import dev.mailflow.relay.mail.DomainMapping;
import dev.mailflow.runtime.DomainName;
import dev.mailflow.runtime.IpAddress;
import dev.mailflow.runtime.Network;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads an emitted configuration and the overlay into a {@link RelayConfiguration}, or into every mistake they hold. */
public final class ConfigurationReader {
    private static final int FORMAT = 1;
    private static final Set<String> OF_THE_POLICY = Set.of(
            "site",
            "routingClass",
            "hopLimit",
            "nextHops",
            "presentedNames",
            "tlsRefusal",
            "tlsRequiredBy",
            "authRequiredBy",
            "sizesAllowed");

    private final List<ConfigurationMistake> mistakes = new ArrayList<>();

    private ConfigurationReader() {}

    /** @param configuration empty if there are mistakes */
    public record Result(Optional<RelayConfiguration> configuration, List<ConfigurationMistake> mistakes) {
        public Result {
            mistakes = List.copyOf(mistakes);
        }
    }

    /** Reads one file that states everything. */
    public static Result read(Path emitted) {
        return new ConfigurationReader().readFiles(emitted, Optional.empty());
    }

    /** Reads the emitted file with the overlay laid over it. */
    public static Result read(Path emitted, Path overlay) {
        return new ConfigurationReader().readFiles(emitted, Optional.of(overlay));
    }

    /**
     * Reads an overlay alone, for those who need only keys, trust and DNS of it; what the policy states is made up.
     *
     * @param hostName unless the overlay restates it
     */
    public static Result readAlone(DomainName hostName, Optional<Path> overlay) {
        ConfigurationReader reader = new ConfigurationReader();
        String below = "{\"format\": 1, \"site\": \"-\", \"routingClass\": \"-\", \"hostName\": \"" + hostName.text()
                + "\", \"queue\": {\"folder\": \".\"}}";
        Optional<Json.Obj> base =
                JsonFile.parse(Path.of("defaults"), below.getBytes(StandardCharsets.UTF_8), reader.mistakes);
        return reader.merged(base, overlay);
    }

    private Result readFiles(Path emitted, Optional<Path> overlay) {
        return merged(parse(emitted), overlay);
    }

    private Result merged(Optional<Json.Obj> below, Optional<Path> overlay) {
        Optional<Json.Obj> above = overlay.flatMap(this::parse);
        above.ifPresent(this::checkOverlay);
        if (below.isEmpty() || overlay.isPresent() && above.isEmpty()) {
            return new Result(Optional.empty(), inOrder());
        }
        Json.Obj merged = above.isPresent() ? below.get().overlaidBy(above.get()) : below.get();
        Optional<RelayConfiguration> configuration = configuration(new Section("", merged, mistakes));
        return new Result(mistakes.isEmpty() ? configuration : Optional.empty(), inOrder());
    }

    private List<ConfigurationMistake> inOrder() {
        return mistakes.stream()
                .sorted(Comparator.comparing(ConfigurationMistake::file)
                        .thenComparingInt(ConfigurationMistake::line)
                        .thenComparingInt(ConfigurationMistake::column))
                .toList();
    }

    private Optional<Json.Obj> parse(Path file) {
        try {
            return JsonFile.parse(file, Files.readAllBytes(file), mistakes);
        } catch (NoSuchFileException e) {
            mistakes.add(new ConfigurationMistake(file.toString(), 0, 0, "", "there is no such file"));
        } catch (IOException e) {
            mistakes.add(new ConfigurationMistake(file.toString(), 0, 0, "", "cannot be read: " + e.getMessage()));
        }
        return Optional.empty();
    }

    private void checkOverlay(Json.Obj overlay) {
        Section section = new Section("", overlay, mistakes);
        overlay.members().keySet().stream()
                .filter(OF_THE_POLICY::contains)
                .forEach(key -> section.report(key, "decided by the policy, so it may not be stated here"));
    }

    private Optional<RelayConfiguration> configuration(Section root) {
        if (!root.has("format")) {
            root.missing("format");
        } else if (root.number("format", 0, Integer.MAX_VALUE, FORMAT) != FORMAT) {
            root.report(
                    "format",
                    "this relay reads format " + FORMAT + "; emit the file with the compiler of this version");
        }
        Optional<String> site = required(root, "site", root.string("site"));
        Optional<String> routingClass = required(root, "routingClass", root.string("routingClass"));
        Optional<DomainName> hostName =
                required(root, "hostName", root.read("hostName", "a domain", DomainMapping::toAscii));
        Optional<Integer> hopLimit =
                root.has("hopLimit") ? Optional.of(root.number("hopLimit", 0, 10_000, 100)) : Optional.empty();
        var nextHops = root.list("nextHops", "a host", text -> Hosts.hop(text, 25));
        PresentedNames presented = PresentedSection.read(root.section("presentedNames"));
        TlsRefusal tlsRefusal = root.word("tlsRefusal", TlsRefusal.class, TlsRefusal.RCPT);
        List<String> tlsRequiredBy = root.list("tlsRequiredBy", "a connector's name", Optional::of);
        List<String> authRequiredBy = root.list("authRequiredBy", "a connector's name", Optional::of);
        Map<String, Long> sizesAllowed = root.sizes("sizesAllowed");
        List<Listener> listeners = root.has("listeners")
                ? root.sections("listeners").stream().map(this::listener).toList()
                : List.of(new Listener(IpAddress.ofV4(0), 25, Kind.SMTP, ListenerTls.STARTTLS));
        if (listeners.isEmpty()) {
            root.report("listeners", "at least one is needed");
        }
        RelayConfiguration.Tls tls = tls(root.section("tls"));
        List<KeyFiles> certificates = new ArrayList<>();
        root.sections("certificates").forEach(section -> {
            keyFiles(section, section.has("key") || section.has("certificate")).ifPresent(certificates::add);
            section.end();
        });
        Limits limits = limits(root.section("limits"));
        RelayConfiguration.Local local = local(root.section("local"));
        Optional<Queue> queue = QueueSection.read(root.section("queue"));
        RelayConfiguration.Dns dns = dns(root.section("dns"));
        Map<String, InetSocketAddress> hosts = hosts(root);
        RelayConfiguration.Submission submission = submission(root.section("submission"));
        Optional<InetSocketAddress> monitor = monitor(root.section("monitor"));
        root.end();
        if (site.isEmpty() || routingClass.isEmpty() || hostName.isEmpty() || queue.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new RelayConfiguration(
                site.get(),
                routingClass.get(),
                hostName.get(),
                hopLimit,
                nextHops,
                presented,
                tlsRefusal,
                tlsRequiredBy,
                authRequiredBy,
                sizesAllowed,
                listeners,
                tls,
                certificates,
                limits,
                local,
                queue.get(),
                dns,
                hosts,
                submission,
                monitor));
    }

    /** What it shows is for this machine; a port that others reach would tell them who writes to whom. */
    private static Optional<InetSocketAddress> monitor(Section section) {
        IpAddress address = section.read(
                        "address",
                        "a loopback address",
                        text -> Hosts.address(text)
                                .filter(each -> Hosts.inet(each).isLoopbackAddress()))
                .orElse(IpAddress.of("127.0.0.1"));
        int port = section.number("port", 0, 65535, 0);
        section.end();
        return section.has("port") ? Optional.of(new InetSocketAddress(Hosts.inet(address), port)) : Optional.empty();
    }

    static <T> Optional<T> required(Section section, String key, Optional<T> value) {
        if (!section.has(key)) {
            section.missing(key);
        }
        return value;
    }

    private Listener listener(Section section) {
        IpAddress address =
                section.read("address", "an IP address", Hosts::address).orElse(IpAddress.ofV4(0));
        if (!section.has("port")) {
            section.missing("port");
        }
        int port = section.number("port", 0, 65535, 25);
        Kind kind = section.word("kind", Kind.class, Kind.SMTP);
        ListenerTls tls = section.word("tls", ListenerTls.class, ListenerTls.STARTTLS);
        section.end();
        return new Listener(address, port, kind, tls);
    }

    private RelayConfiguration.Tls tls(Section section) {
        Optional<KeyFiles> keys = keyFiles(section, section.has("key") || section.has("certificate"));
        List<Path> trust = new ArrayList<>();
        boolean system = !section.has("trust");
        for (Section.Item item : section.items("trust")) {
            if (item.value() instanceof Json.Text text && text.value().equals("system")) {
                system = true;
            } else {
                section.path(item).map(path -> readable(section, item, path)).ifPresent(trust::add);
            }
        }
        List<Path> revoked = new ArrayList<>();
        section.items("revoked")
                .forEach(item -> section.path(item)
                        .map(path -> readable(section, item, path))
                        .ifPresent(revoked::add));
        section.end();
        return new RelayConfiguration.Tls(keys, trust, system, revoked);
    }

    private Optional<KeyFiles> keyFiles(Section section, boolean isStated) {
        Optional<Path> key = file(section, "key");
        Optional<Path> certificate = file(section, "certificate");
        if (isStated && !section.has("key")) {
            section.missing("key");
        }
        if (isStated && !section.has("certificate")) {
            section.missing("certificate");
        }
        return key.isPresent() && certificate.isPresent()
                ? Optional.of(new KeyFiles(key.get(), certificate.get()))
                : Optional.empty();
    }

    static Optional<Path> file(Section section, String key) {
        return section.path(key).map(path -> {
            if (!Files.isReadable(path)) {
                section.report(key, "there is no readable file `" + path + "`");
            }
            return path;
        });
    }

    private static Path readable(Section section, Section.Item item, Path path) {
        if (!Files.isReadable(path)) {
            section.report(item.value().place(), item.path(), "there is no readable file `" + path + "`");
        }
        return path;
    }

    private static Limits limits(Section section) {
        Limits or = Limits.DEFAULT;
        Limits limits = new Limits(
                // RFC 5321 4.5.3.1.7.
                section.size("messageSize", 64 << 10, or.messageSize()),
                section.number("recipients", 100, 1_000_000, or.recipients()),
                section.number("sessions", 1, 1_000_000, or.sessions()),
                section.number("sessionsPerClient", 1, 1_000_000, or.sessionsPerClient()),
                section.number("errors", 1, 1_000_000, or.errors()),
                section.number("failedLogins", 1, 1_000_000, or.failedLogins()),
                section.duration("commandTimeout", or.commandTimeout()),
                section.duration("dataTimeout", or.dataTimeout()),
                section.duration("messageTimeout", or.messageTimeout()),
                section.duration("sessionTimeout", or.sessionTimeout()),
                section.duration("handshakeTimeout", or.handshakeTimeout()),
                (int) Math.min(1 << 24, section.size("headerSize", 1 << 14, or.headerSize())),
                section.duration("greetingDelay", or.greetingDelay()));
        section.end();
        return limits;
    }

    private static RelayConfiguration.Local local(Section section) {
        RelayConfiguration.Local local = new RelayConfiguration.Local(
                section.path("maildir"),
                section.read(
                        "lmtp",
                        "a host with a port",
                        text -> text.contains(":") ? Hosts.hop(text, 24) : Optional.empty()),
                section.word("lmtpTls", RelayConfiguration.LmtpTls.class, RelayConfiguration.LmtpTls.MAY));
        if (section.has("maildir") && section.has("lmtp")) {
            section.report("lmtp", "mail is delivered by `maildir` or by `lmtp`; keep one");
        }
        section.end();
        return local;
    }

    /** What {@link #readQueue} read. */
    public record QueueResult(Optional<Queue> queue, List<ConfigurationMistake> mistakes) {
        public QueueResult {
            mistakes = List.copyOf(mistakes);
        }
    }

    /** Reads from an overlay where its queue is, and nothing else. */
    public static QueueResult readQueue(Path overlay) {
        ConfigurationReader reader = new ConfigurationReader();
        Optional<Queue> read = reader.parse(overlay).flatMap(json -> {
            Section root = new Section("", json, reader.mistakes);
            if (!root.has("queue")) {
                root.missing("queue");
                return Optional.empty();
            }
            return QueueSection.read(root.section("queue"));
        });
        return new QueueResult(reader.mistakes.isEmpty() ? read : Optional.empty(), reader.inOrder());
    }

    private static RelayConfiguration.Dns dns(Section section) {
        RelayConfiguration.Dns dns = new RelayConfiguration.Dns(
                section.list("servers", "an address, perhaps with a port", text -> Hosts.socket(text, 53)),
                section.duration("timeout", Duration.ofSeconds(5)));
        section.end();
        return dns;
    }

    private static Map<String, InetSocketAddress> hosts(Section root) {
        Map<String, InetSocketAddress> all = new LinkedHashMap<>();
        for (Section.Entry entry : root.entries("hosts")) {
            Optional<InetSocketAddress> target =
                    root.read(entry.item(), "an address with a port", text -> Hosts.socket(text, 0));
            Optional<String> name = Hosts.name(entry.name());
            if (name.isEmpty()) {
                root.report(entry.place(), entry.item().path(), "`" + entry.name() + "` is not a host name");
            }
            if (name.isPresent() && target.isPresent() && all.put(name.get(), target.get()) != null) {
                root.report(entry.place(), entry.item().path(), "stated twice but for case; keep one");
            }
        }
        return all;
    }

    private RelayConfiguration.Submission submission(Section section) {
        RelayConfiguration.Submission submission = new RelayConfiguration.Submission(
                file(section, "users"), section.list("networks", "a network such as `10.0.0.0/8`", text -> {
                    try {
                        return Optional.of(Network.of(text));
                    } catch (IllegalArgumentException e) {
                        return Optional.empty();
                    }
                }));
        section.end();
        return submission;
    }
}
