package dev.mailflow.relay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.mail.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract, and what is particular to one folder on one machine. */
final class SqliteQueueTest extends RerouteOrdersContractTest {
    @TempDir
    Path folder;

    @Override
    RelayConfiguration.Queue configuration() {
        return RelayConfiguration.Queue.in(folder);
    }

    @Override
    MailQueue open(Clock now) throws IOException {
        return SqliteQueue.open(folder, 0, now);
    }

    /** Closing settles nothing that was only leased, so for the database it is the same. */
    @Override
    void crash(MailQueue opened) throws IOException {
        opened.close();
    }

    @Override
    Connection behindItsBack() throws SQLException {
        return SqliteStore.connect(folder.resolve("queue.db"));
    }

    @Test
    void isForOneRelayAtATime() {
        assertThatThrownBy(() -> SqliteQueue.open(folder, 0, Clock.systemUTC()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in use");
    }

    @Test
    void takesOverAQueueOfTheFirstFormat() throws Exception {
        Path old = Files.createDirectories(folder.resolve("old"));
        Files.createDirectories(old.resolve("bodies"));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + old.resolve("queue.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE message (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sender TEXT"
                    + " NOT NULL, form TEXT NOT NULL, received INTEGER NOT NULL, size INTEGER NOT NULL, content BLOB)");
            statement.execute("CREATE TABLE part (work INTEGER PRIMARY KEY, message INTEGER NOT NULL REFERENCES"
                    + " message(number), destination TEXT NOT NULL, via TEXT NOT NULL, recipients TEXT NOT NULL,"
                    + " attempts INTEGER NOT NULL, next INTEGER NOT NULL, last TEXT NOT NULL)");
            statement.execute("INSERT INTO message VALUES (1, 'OLD', 'ann@sender.test', 'SEVEN_BIT', 0, 2, x'0d0a')");
            statement.execute("INSERT INTO part VALUES (2, 1, 'local', 'local', 'bob@local.test', 0, 0, '')");
            statement.execute("PRAGMA user_version = 1");
        }
        try (MailQueue opened = SqliteQueue.open(old, 0, clock)) {
            assertThat(opened.lease(1, Set.of(), Duration.ofMillis(20)))
                    .singleElement()
                    .satisfies(lease -> {
                        assertThat(lease.id()).isEqualTo("OLD");
                        assertThat(lease.origin()).isEqualTo(Origin.UNKNOWN);
                    });
        }
    }

    @Test
    void takesOverAQueueOfTheSecondFormat() throws Exception {
        QueuedMessage message = store(10, part(BY_MX, BOB));
        queue.close();
        behindItsBack("ALTER TABLE message DROP COLUMN origin");
        behindItsBack("PRAGMA user_version = 2");
        queue = open(clock);
        assertThat(lease()).singleElement().satisfies(lease -> {
            assertThat(lease.id()).isEqualTo(message.id());
            assertThat(lease.origin()).isEqualTo(Origin.UNKNOWN);
        });
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

    /** However much waits for a database that refuses it: whoever looks for orders also makes room on the disk. */
    /** As for a user with a quota, of which the disk's free space tells nothing. */
    @Test
    void aReserveThatCannotBeMadeHindersNothing() throws Exception {
        queue.close();
        Files.createDirectories(folder.resolve("queue.reserve").resolve("in its way"));
        queue = SqliteQueue.open(folder, 1 << 20, clock);
        QueuedMessage ordered = store(100, part(BY_MX, BOB));
        assertThat(lease()).hasSize(1).allSatisfy(queue::release);
        try (QueueControl control = QueueControl.open(configuration(), clock)) {
            control.order(ordered.id(), QueueControl.Order.BOUNCE);
        }
        assertThat(patiently().until(() -> queue.leaseReturned(10), returned -> !returned.isEmpty()))
                .extracting(Lease::id)
                .containsExactly(ordered.id());
        assertThat(queue.hasRoom()).isTrue();
    }

    @Test
    void ordersWaitForNoRoom() throws Exception {
        QueuedMessage ordered = store(100, part(BY_MX, BOB));
        store(100, part(AWAY, BOB));
        store(100, part(AWAY, BOB));
        List<Lease> leases = queue.lease(2, Set.of(DestinationText.write(BY_MX)), Duration.ofMillis(20));
        assertThat(leases).hasSize(2);
        behindItsBack("CREATE TRIGGER refusal BEFORE INSERT ON message BEGIN SELECT RAISE(ABORT, 'refused'); END");
        Thread settler = new Thread(() -> {
            try {
                for (Lease lease : leases) {
                    queue.settle(lease, new Settlement(List.of(), clock.instant(), "", List.of(report()), false));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        settler.start();
        try (QueueControl control = QueueControl.open(configuration(), clock)) {
            // The first takes all the room.
            patiently()
                    .until(() -> Stream.of(settler.getStackTrace())
                            .anyMatch(frame -> frame.getMethodName().equals("awaitUninterruptibly")));
            control.order(ordered.id(), QueueControl.Order.BOUNCE);
            assertThat(patiently().until(() -> queue.leaseReturned(10), returned -> !returned.isEmpty()))
                    .extracting(Lease::id)
                    .containsExactly(ordered.id());
        } finally {
            behindItsBack("DROP TRIGGER refusal");
            settler.join();
        }
    }

    private QueuedMessage report() {
        return new QueuedMessage(
                QueueIds.next(),
                Optional.empty(),
                QueuedMessage.Form.SEVEN_BIT,
                clock.instant(),
                new Content.InMemory(new byte[(int) GroupCommit.MOST_POSTED]),
                List.of(part(BY_MX, EVE)));
    }
}
