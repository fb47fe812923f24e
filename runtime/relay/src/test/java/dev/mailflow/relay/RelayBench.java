package dev.mailflow.relay;

import dev.mailflow.relay.config.ConfigurationReader;
import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.runtime.RoutingPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a configuration, starts relays from it and looks into their mailboxes. */
public final class RelayBench implements AutoCloseable {
    private final Path folder;
    private final Map<String, String> keys = new LinkedHashMap<>();
    private final List<Relay> relays = new ArrayList<>();

    public RelayBench(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        keys.put("format", "1");
        keys.put("site", "\"test\"");
        keys.put("routingClass", "\"TestPolicy\"");
        keys.put("hostName", "\"mx.relay.test\"");
        keys.put("listeners", "[{\"address\": \"127.0.0.1\", \"port\": 0}]");
        keys.put("queue", "{\"folder\": \"queue\", \"retry\": [\"200ms\"], \"freeSpace\": 0}");
        keys.put("local", "{\"maildir\": \"mail\"}");
        keys.put("dns", "{\"servers\": [\"127.0.0.1:9\"], \"timeout\": \"200ms\"}");
    }

    public RelayBench with(String key, String json) {
        keys.put(key, json);
        return this;
    }

    public RelayConfiguration configuration() throws IOException {
        Path file = folder.resolve("test.relay.json");
        Files.writeString(
                file,
                keys.entrySet().stream()
                        .map(entry -> "  \"" + entry.getKey() + "\": " + entry.getValue())
                        .collect(Collectors.joining(",\n", "{\n", "\n}\n")));
        ConfigurationReader.Result result = ConfigurationReader.read(file);
        return result.configuration()
                .orElseThrow(() -> new IllegalStateException(result.mistakes().toString()));
    }

    public Relay start(RoutingPolicy policy) throws IOException, CannotStart {
        Relay relay = Relay.start(configuration(), policy);
        relays.add(relay);
        return relay;
    }

    /** The one that was started last. */
    public Relay relay() {
        return relays.get(relays.size() - 1);
    }

    /** Messages of a mailbox, as texts. */
    public List<String> mailbox(String domain, String local) throws IOException {
        Path arrived = folder.resolve("mail").resolve(domain).resolve(local).resolve("new");
        if (!Files.isDirectory(arrived)) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        try (var files = Files.list(arrived)) {
            for (Path file : files.sorted().toList()) {
                texts.add(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1));
            }
        }
        return texts;
    }

    @Override
    public void close() {
        relays.forEach(Relay::close);
    }
}
