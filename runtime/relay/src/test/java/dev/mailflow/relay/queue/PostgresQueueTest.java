package dev.mailflow.relay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailflow.relay.PostgresServer;
import dev.mailflow.relay.config.RelayConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract over a real PostgreSQL, and what is particular to several relays on one database. */
final class PostgresQueueTest extends RerouteOrdersContractTest {
    /** No relay here is to lose it because the machine is busy. */
    private static final Duration LEASE = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private Optional<RelayConfiguration.Postgres> database = Optional.empty();

    @BeforeAll
    static void needPostgres() {
        PostgresServer.need();
    }

    private RelayConfiguration.Postgres database() {
        if (database.isEmpty()) {
            try {
                database = Optional.of(new RelayConfiguration.Postgres(
                        PostgresServer.shared().newDatabase(),
                        Optional.empty(),
                        Optional.empty(),
                        LEASE,
                        Long.MAX_VALUE));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        return database.get();
    }

    @Override
    RelayConfiguration.Queue configuration() {
        RelayConfiguration.Queue or = RelayConfiguration.Queue.in(folder);
        return new RelayConfiguration.Queue(
                folder,
                or.retry(),
                or.expiry(),
                or.deliveries(),
                or.deliveriesPerDestination(),
                or.deliveriesByMx(),
                or.attempt(),
                or.connectTimeout(),
                0,
                Optional.of(database()),
                or.delayNotice());
    }

    @Override
    void crash(MailQueue opened) throws IOException {
        ((PostgresQueue) opened).abandon();
    }

    @Override
    Connection behindItsBack() throws SQLException {
        return DriverManager.getConnection(database().url());
    }

    /** What nobody holds and is to be held is left where it is. */
    @Override
    String unnoted() {
        return "changed = 1 AND (owner <> 0 OR state <> 'HELD')";
    }

    private MailQueue other(Clock clock) throws IOException {
        return PostgresQueue.open(database(), folder.resolve("other"), 0, clock);
    }

    @Test
    void takesOverTablesOfAnEarlierVersion() throws Exception {
        QueuedMessage message = store(10, part(BY_MX, BOB));
        queue.close();
        behindItsBack("ALTER TABLE message DROP COLUMN origin");
        queue = open(clock);
        assertThat(lease()).singleElement().satisfies(lease -> {
            assertThat(lease.id()).isEqualTo(message.id());
            assertThat(lease.origin()).isEqualTo(Origin.UNKNOWN);
        });
    }

    @Test
    void othersTakeOverFromARelayThatDied() throws Exception {
        QueuedMessage message = store(100, part(AWAY, BOB));
        store(3_000_000, part(AWAY, BOB));
        assertThat(lease()).hasSize(2);
        try (MailQueue second = other(clock)) {
            assertThat(second.lease(10, Set.of(), Duration.ofMillis(100))).isEmpty();
            ((PostgresQueue) queue).abandon();
            Set<String> taken = new HashSet<>();
            patiently().until(() -> {
                for (Lease lease : second.lease(10, Set.of(), Duration.ofMillis(100))) {
                    taken.add(lease.id());
                    assertThat(lease.content().open().readAllBytes())
                            .hasSize((int) lease.content().size());
                    second.settle(lease, Settlement.done());
                }
                return taken.size() == 2;
            });
            assertThat(taken).contains(message.id());
            patiently().until(() -> second.list().isEmpty());
        }
        queue = open(clock);
    }

    @Test
    void takesUpWhatItClaimedWithoutBeingTold() throws Exception {
        store(100, part(AWAY, BOB));
        store(100, part(AWAY, BOB));
        crash(queue);
        queue = open(clock);
        String number = Files.readString(folder.resolve("relay.number"));
        // As if the connection had broken right after the commit of a claim.
        behindItsBack("UPDATE part SET owner = " + number + " WHERE work = (SELECT min(work) FROM part)");
        behindItsBack("ALTER TABLE message RENAME TO hidden");
        try {
            assertThatThrownBy(this::lease).isInstanceOf(IOException.class);
        } finally {
            behindItsBack("ALTER TABLE hidden RENAME TO message");
        }
        clock.advance(Duration.ofMinutes(2));
        List<Lease> leases = new ArrayList<>(lease());
        leases.addAll(lease());
        assertThat(leases).hasSize(2).extracting(Lease::work).doesNotHaveDuplicates();
        for (Lease lease : leases) {
            queue.settle(lease, Settlement.done());
        }
        patiently().until(() -> queue.list().isEmpty());
    }

    /** Without asking anybody, and before others can have taken anything. */
    @Test
    void holdsNothingWhenItHasStoodStill() throws Exception {
        store(100, part(AWAY, BOB));
        Lease lease = lease().get(0);
        assertThat(queue.holds(lease)).isTrue();
        ((PostgresQueue) queue).pauseSignsOfLife();
        patiently().until(() -> !queue.holds(lease));
    }

    @Test
    void holdsNothingOfWhatIsSettled() throws Exception {
        store(100, part(AWAY, BOB));
        Lease lease = lease().get(0);
        assertThat(queue.holds(lease)).isTrue();
        queue.settle(lease, Settlement.done());
        patiently().until(() -> !queue.holds(lease));
    }

    /** The database has the content; what lay here for the first delivery would stay until a restart. */
    @Test
    void keepsNoFileOfWhatWaitsForAWord() throws Exception {
        QueuedMessage message = store(3_000_000, part(AWAY, BOB), part(BY_MX, EVE));
        Lease leased = queue.lease(1, Set.of(DestinationText.write(AWAY)), Duration.ofMillis(20))
                .get(0);
        assertThat(scratch()).isNotEmpty();
        try (QueueControl control = QueueControl.open(configuration(), clock)) {
            assertThat(control.order(message.id(), QueueControl.Order.HOLD)).isEqualTo(2);
            awaitOrders(control);
            assertThat(scratch()).isNotEmpty();
            queue.release(leased);
            patiently().until(() -> scratch().isEmpty());
            assertThat(lease()).isEmpty();
        }
    }

    /** One relay's workers are taken, and another's are free. */
    @Test
    void whatIsHandedBackIsAnothers() throws Exception {
        QueuedMessage message = store(100, part(AWAY, BOB));
        Lease leased = lease().get(0);
        queue.handBack(leased);
        assertThat(queue.holds(leased)).isFalse();
        try (MailQueue other = other(clock)) {
            List<Lease> taken = patiently()
                    .until(() -> other.lease(1, Set.of(), Duration.ofMillis(20)), leases -> !leases.isEmpty());
            assertThat(taken.get(0).id()).isEqualTo(message.id());
        }
    }

    /** Until that is committed it is still ours in the database; whoever looks there for what it forgot finds it. */
    @Test
    void whatIsBeingHandedBackIsNotTakenUpAgain() throws Exception {
        QueuedMessage message = store(100, part(AWAY, BOB));
        Lease leased = lease().get(0);
        store(100, part(AWAY, BOB));
        Lease lost = lease().get(0);
        try (Connection slow = behindItsBack()) {
            slow.setAutoCommit(false);
            try (Statement statement = slow.createStatement()) {
                statement.executeUpdate("DELETE FROM part WHERE work = " + lost.work());
                slow.commit();
                statement.execute("SELECT 1 FROM part WHERE work = " + leased.work() + " FOR UPDATE");
                // What it settles is not there, which makes it doubt its memory.
                queue.settle(lost, Settlement.done());
                patiently().until(() -> !queue.holds(lost));
                queue.handBack(leased);
                patiently().until(() -> {
                    try (ResultSet waiting =
                            statement.executeQuery("SELECT count(*) FROM pg_locks WHERE NOT granted")) {
                        return waiting.next() && waiting.getInt(1) > 0;
                    }
                });
                assertThat(lease()).isEmpty();
            }
            slow.rollback();
        }
        Lease taken =
                patiently().until(this::lease, leases -> !leases.isEmpty()).get(0);
        assertThat(taken.id()).isEqualTo(message.id());
        assertThat(queue.holds(taken)).isTrue();
    }

    private List<Path> scratch() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("scratch"))) {
            return files.toList();
        }
    }

    @Test
    void whatALostRelaySaysIsVoid() throws Exception {
        QueuedMessage message = store(100, part(AWAY, BOB));
        Lease stale = lease().get(0);
        try (MailQueue second = other(clock)) {
            ((PostgresQueue) queue).pauseSignsOfLife();
            List<Lease> taken = patiently()
                    .until(() -> second.lease(10, Set.of(), Duration.ofMillis(100)), leases -> !leases.isEmpty());
            queue.settle(stale, Settlement.done());
            queue.close();
            assertThat(second.list())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.id()).isEqualTo(message.id()));
            second.settle(taken.get(0), Settlement.done());
            patiently().until(() -> second.list().isEmpty());
        }
        queue = open(clock);
    }

    @Test
    void sharesWorkWithoutGivingAnyTwice() throws Exception {
        queue.close();
        // Stored by one that leaves, so that all of it is free.
        try (MailQueue first = other(clock)) {
            queue = first;
            for (int i = 0; i < 200; i++) {
                store(50, part(AWAY, BOB));
            }
        }
        queue = open(clock);
        Set<Long> works = new HashSet<>();
        try (MailQueue second = other(clock)) {
            for (int i = 0; i < 100 && works.size() < 200; i++) {
                MailQueue one = i % 2 == 0 ? queue : second;
                for (Lease lease : one.lease(7, Set.of(), Duration.ofMillis(20))) {
                    assertThat(works.add(lease.work())).isTrue();
                    one.settle(lease, Settlement.done());
                }
            }
            assertThat(works).hasSize(200);
        }
    }

    @Test
    void refusesWhereItCannotConnect() {
        RelayConfiguration.Postgres nowhere = new RelayConfiguration.Postgres(
                "jdbc:postgresql://127.0.0.1:9/none", Optional.empty(), Optional.empty(), LEASE, Long.MAX_VALUE);
        assertThatThrownBy(() -> PostgresQueue.open(nowhere, folder.resolve("no"), 0, clock))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the queue's database cannot be used");
    }

    @Test
    void hasNoRoomInADatabaseOfFullSize() throws Exception {
        RelayConfiguration.Postgres small =
                new RelayConfiguration.Postgres(database().url(), Optional.empty(), Optional.empty(), LEASE, 1 << 20);
        try (MailQueue full = PostgresQueue.open(small, folder.resolve("full"), 0, clock)) {
            patiently().until(() -> !full.hasRoom());
        }
    }
}
