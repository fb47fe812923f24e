package dev.mailflow.relay.queue;

import dev.mailflow.relay.config.RelayConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;

/** Opens the queue that a configuration names. */
public final class Queues {
    private Queues() {}

    /** @throws IOException if it cannot be used, with words for the administrator */
    public static MailQueue open(RelayConfiguration.Queue configuration, Clock clock) throws IOException {
        if (Files.exists(configuration.folder()) && !Files.isDirectory(configuration.folder())) {
            throw new IOException("queue.folder: " + configuration.folder() + " is a file, not a folder");
        }
        return configuration.postgresql().isPresent()
                ? PostgresQueue.open(
                        configuration.postgresql().get(), configuration.folder(), configuration.freeSpace(), clock)
                : SqliteQueue.open(configuration.folder(), configuration.freeSpace(), clock);
    }
}
