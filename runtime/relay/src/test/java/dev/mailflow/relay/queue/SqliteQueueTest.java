package dev.mailflow.relay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract, and what is particular to one folder on one machine. */
final class SqliteQueueTest extends MailQueueContractTest {
    @TempDir
    Path folder;

    @Override
    MailQueue open(Clock clock) throws IOException {
        return SqliteQueue.open(folder, 0, clock);
    }

    /** Closing settles nothing that was only leased, so for the database it is the same. */
    @Override
    void crash(MailQueue opened) throws IOException {
        opened.close();
    }

    @Test
    void isForOneRelayAtATime() {
        assertThatThrownBy(() -> SqliteQueue.open(folder, 0, Clock.systemUTC()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use");
    }

    @Test
    void removesFilesThatNoMessageNames() throws Exception {
        Path orphan = Files.createDirectories(folder.resolve("b/bodies")).resolve("X.part");
        Files.writeString(orphan, "cut off by a crash");
        SqliteQueue.open(folder.resolve("b"), 0, Clock.systemUTC()).close();
        assertThat(orphan).doesNotExist();
    }

    @Test
    void hasNoRoomWhenTheDiskIsFull() throws Exception {
        try (MailQueue full = SqliteQueue.open(folder.resolve("full"), Long.MAX_VALUE, Clock.systemUTC())) {
            assertThat(full.hasRoom()).isFalse();
        }
    }
}
