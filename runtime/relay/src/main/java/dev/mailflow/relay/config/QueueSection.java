package dev.mailflow.relay.config;

import dev.mailflow.relay.config.RelayConfiguration.Queue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code queue} and what is below it. */
final class QueueSection {
    private QueueSection() {}

    static Optional<Queue> read(Section section) {
        Optional<Path> folder = ConfigurationReader.required(section, "folder", section.path("folder"));
        Queue or = Queue.in(folder.orElse(Path.of(".")));
        List<Duration> retry = new ArrayList<>();
        List<Section.Item> waits = section.items("retry");
        waits.forEach(item -> section.duration(item).ifPresent(retry::add));
        if (section.has("retry") && waits.isEmpty()) {
            section.report("retry", "at least one wait is needed");
        }
        int deliveries = section.number("deliveries", 1, 100_000, or.deliveries());
        int most = Math.min(or.deliveriesPerDestination(), Queue.mostPerDestination(deliveries));
        Duration connectTimeout = section.duration("connectTimeout", or.connectTimeout());
        Duration attemptTimeout =
                section.duration("attemptTimeout", or.attempt().timeout());
        if (attemptTimeout.compareTo(connectTimeout) < 0) {
            section.report(
                    section.has("attemptTimeout") ? "attemptTimeout" : "connectTimeout",
                    "an attempt must last as long as one connection may take; keep `attemptTimeout` at or above `connectTimeout`");
        }
        Queue queue = new Queue(
                or.folder(),
                retry.isEmpty() ? or.retry() : retry,
                section.duration("expiry", or.expiry()),
                deliveries,
                section.number("deliveriesPerDestination", 1, 10_000, most),
                section.number("deliveriesByMx", 1, 100_000, Queue.mostByMx(deliveries)),
                new RelayConfiguration.Attempt(
                        section.number(
                                "addressesPerAttempt", 1, 1000, or.attempt().addresses()),
                        section.number(
                                "sessionsPerAttempt", 1, 1000, or.attempt().sessions()),
                        attemptTimeout),
                connectTimeout,
                section.size("freeSpace", 0, or.freeSpace()),
                section.has("postgresql") ? postgresql(section.section("postgresql")) : Optional.empty(),
                section.duration("delayNotice", or.delayNotice()));
        section.end();
        return folder.map(ignored -> queue);
    }

    private static Optional<RelayConfiguration.Postgres> postgresql(Section section) {
        Optional<String> url = ConfigurationReader.required(
                section,
                "url",
                section.read(
                        "url",
                        "a JDBC URL such as `jdbc:postgresql://db.example/mailflow`",
                        text -> text.startsWith("jdbc:postgresql:") ? Optional.of(text) : Optional.empty()));
        Optional<String> user = section.has("user") ? section.string("user") : Optional.empty();
        Optional<Path> password = ConfigurationReader.file(section, "passwordFile");
        Duration lease = section.duration("lease", Duration.ofSeconds(30));
        long most = section.size("maximumSize", 1 << 20, Long.MAX_VALUE);
        section.end();
        return url.map(there -> new RelayConfiguration.Postgres(there, user, password, lease, most));
    }
}
