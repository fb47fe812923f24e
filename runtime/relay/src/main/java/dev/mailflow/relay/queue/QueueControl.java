package dev.mailflow.relay.queue;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.mail.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * An administrator's hand on a queue, beside the relay that may be running on it. Orders are written into the queue itself;
 * a running relay sees them within a second, a stopped one when it starts. What is just being delivered is delivered.
 */
public final class QueueControl implements AutoCloseable {
    /** Parts that are ordered in one transaction. */
    static final int SLICE = 2000;
    /** Between two of them, in milliseconds: for who has waited for the database meanwhile. */
    private static final long PAUSE = 20;

    private final Connection connection;
    private final Contents contents;
    private final Clock clock;

    private QueueControl(Connection connection, Contents contents, Clock clock) {
        this.connection = connection;
        this.contents = contents;
        this.clock = clock;
    }

    /** Where an engine keeps contents that are not in the message's row. */
    private interface Contents {
        void copy(Connection connection, long number, String id, OutputStream to) throws SQLException, IOException;
    }

    /** What can be asked of queued mail. */
    public enum Order {
        /** Deliver at once, also what was held. */
        RETRY(State.DUE),
        /** Give back to the sender, with a report. */
        BOUNCE(State.RETURNED),
        /** Keep until the next order. */
        HOLD(State.HELD),
        /** Decide anew by the policy in force; what is held is decided too, and stays held. */
        REROUTE(State.REROUTED);

        private final State state;

        Order(State state) {
            this.state = state;
        }

        /** As an expression. */
        private String next() {
            String next = "'" + state.text() + "'";
            // Whoever held it has yet to let go of it.
            return this == REROUTE
                    ? "CASE WHEN state IN ('HELD', 'REROUTED_HELD') THEN 'REROUTED_HELD' ELSE " + next + " END"
                    : next;
        }
    }

    /** @throws IOException if there is no such queue, or it cannot be read */
    public static QueueControl open(RelayConfiguration.Queue configuration, Clock clock) throws IOException {
        try {
            if (configuration.postgresql().isPresent()) {
                PostgresAccess access =
                        PostgresAccess.of(configuration.postgresql().get());
                PostgresTables.make(access);
                return new QueueControl(access.connect(), QueueControl::fromRows, clock);
            }
            Path database = SqliteQueue.database(configuration.folder());
            if (!Files.exists(database)) {
                throw new IOException("there is no queue in " + configuration.folder());
            }
            Path bodies = configuration.folder().resolve("bodies");
            // Opening the store brings tables of an older version up to date.
            new SqliteStore(database, bodies).close();
            Connection connection = SqliteStore.connect(database);
            connection.setAutoCommit(false);
            return new QueueControl(connection, (ignored, number, id, to) -> Files.copy(bodies.resolve(id), to), clock);
        } catch (SQLException e) {
            throw new IOException("the queue cannot be opened: " + e.getMessage(), e);
        }
    }

    /** What is queued, oldest first. */
    public List<MailQueue.Entry> list() throws IOException {
        try {
            return PartRows.list(connection);
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            end();
        }
    }

    /** The parts of one message; none if there is no such message. */
    public List<MailQueue.Entry> find(String id) throws IOException {
        try {
            return PartRows.find(connection, id);
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            end();
        }
    }

    /** Copies a message's octets; false if there is no such message. */
    public boolean copy(String id, OutputStream to) throws IOException {
        try (PreparedStatement find = connection.prepareStatement("SELECT number, content FROM message WHERE id = ?")) {
            find.setString(1, id);
            try (ResultSet row = find.executeQuery()) {
                if (!row.next()) {
                    return false;
                }
                Optional<byte[]> octets = Optional.ofNullable(row.getBytes(2));
                if (octets.isPresent()) {
                    try (InputStream in = new Content.InMemory(octets.get()).open()) {
                        in.transferTo(to);
                    }
                } else {
                    contents.copy(connection, row.getLong(1), id, to);
                }
                return true;
            }
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            end();
        }
    }

    private static void fromRows(Connection connection, long number, String id, OutputStream to)
            throws SQLException, IOException {
        try (PreparedStatement find =
                connection.prepareStatement("SELECT octets FROM content WHERE message = ? ORDER BY piece")) {
            find.setLong(1, number);
            find.setFetchSize(1);
            try (ResultSet row = find.executeQuery()) {
                while (row.next()) {
                    to.write(row.getBytes(1));
                }
            }
        }
    }

    /** Orders for one message; gives how many of its parts there are. */
    public int order(String id, Order order) throws IOException {
        return change(order, works(" WHERE message = (SELECT number FROM message WHERE id = ?)", Optional.of(id)));
    }

    /**
     * Orders for everything that is queued now; gives how many parts there are. It is done in slices, for a running relay stores
     * nothing while its database is being written.
     */
    public int orderAll(Order order) throws IOException {
        return change(order, works("", Optional.empty()));
    }

    private List<Long> works(String which, Optional<String> id) throws IOException {
        try (PreparedStatement find = connection.prepareStatement("SELECT work FROM part" + which)) {
            if (id.isPresent()) {
                find.setString(1, id.get());
            }
            List<Long> works = new ArrayList<>();
            try (ResultSet row = find.executeQuery()) {
                while (row.next()) {
                    works.add(row.getLong(1));
                }
            }
            return works;
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            end();
        }
    }

    private int change(Order order, List<Long> works) throws IOException {
        String time = order == Order.HOLD ? "" : ", next = " + clock.millis();
        int parts = 0;
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE part SET state = " + order.next() + ", changed = 1" + time + " WHERE work = ?")) {
            for (int from = 0; from < works.size(); from += SLICE) {
                if (from > 0) {
                    TimeUnit.MILLISECONDS.sleep(PAUSE);
                }
                for (long work : works.subList(from, Math.min(works.size(), from + SLICE))) {
                    update.setLong(1, work);
                    update.addBatch();
                }
                parts += IntStream.of(update.executeBatch()).sum();
                connection.commit();
            }
            return parts;
        } catch (SQLException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted; " + parts + " parts were ordered", e);
        } finally {
            end();
        }
    }

    private static IOException failure(SQLException e) {
        return new IOException("the queue cannot be used: " + e.getMessage(), e);
    }

    private void end() throws IOException {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(e);
        }
    }
}
