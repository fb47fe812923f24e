package dev.mailflow.relay.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This relay's place among those that share a database: a number that it must keep alive, and the end of those that did
 * not. All times are the database's, so clocks that differ do no harm. One thread.
 */
final class PostgresLeases implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresLeases.class);

    /** The owner of work that is free. */
    static final long NOBODY = 0;

    private static final String FREE = "work IN (SELECT work FROM part WHERE changed = 1 AND owner = 0 AND state <>"
            + " 'HELD' ORDER BY work LIMIT 1000 FOR UPDATE SKIP LOCKED)";

    private final PostgresAccess access;
    private final Path numberFile;
    private final String name;
    private final Duration lease;
    private @Nullable Connection connection;
    private volatile long number = NOBODY;
    private volatile boolean connected;
    /** When the last sign of life was begun that the database took. */
    private volatile Moment alive = Moment.now();

    /** Since when we have reached the database without a gap. */
    private long connectedSince;

    private long swept = System.nanoTime();

    PostgresLeases(PostgresAccess access, Path folder, Duration lease) {
        this.access = access;
        this.numberFile = folder.resolve("relay.number");
        this.name = java.lang.management.ManagementFactory.getRuntimeMXBean().getName();
        this.lease = lease;
    }

    /** Ours; a new one after the old one was taken from us. */
    long number() {
        return number;
    }

    /** Whether nobody can have taken our work yet: by our own clocks, which began to count before the database's. */
    boolean isAlive() {
        return alive.isWithin(lease);
    }

    /** By two clocks, for one of them stands still while a machine does. */
    private record Moment(long nanos, long millis) {
        static Moment now() {
            return new Moment(System.nanoTime(), System.currentTimeMillis());
        }

        boolean isWithin(Duration time) {
            return System.nanoTime() - nanos < time.toNanos() && System.currentTimeMillis() - millis < time.toMillis();
        }
    }

    boolean isConnected() {
        return connected;
    }

    /**
     * What one look at the database found.
     *
     * @param number who we are
     * @param changes of work that we hold
     * @param claimed work that was free, and is ours by an administrator's word
     */
    record Beat(boolean isLost, long number, List<SqliteStore.Changed> changes, List<SqliteStore.Changed> claimed) {}

    /** Registers; what the last process of this folder held is free at once, for the folder's lock says that it is gone. */
    void register() throws SQLException, IOException {
        Connection now = open();
        try (Statement statement = now.createStatement()) {
            if (Files.exists(numberFile)) {
                long old = Long.parseLong(Files.readString(numberFile).strip());
                statement.executeUpdate("UPDATE part SET owner = 0 WHERE owner = " + old);
                statement.executeUpdate("DELETE FROM relay WHERE number = " + old);
            }
            enrol(now, statement);
        }
    }

    private void enrol(Connection now, Statement statement) throws SQLException, IOException {
        Moment begun = Moment.now();
        long next;
        try (ResultSet row = statement.executeQuery("SELECT nextval('relay_number')")) {
            row.next();
            next = row.getLong(1);
        }
        try (PreparedStatement insert = now.prepareStatement("INSERT INTO relay (number, name, alive_until) VALUES (?,"
                + " ?, clock_timestamp() + ? * interval '1 millisecond')")) {
            insert.setLong(1, next);
            insert.setString(2, name);
            insert.setLong(3, lease.toMillis());
            insert.executeUpdate();
        }
        // Named in the folder first: a number that is never used does no harm, one that nobody frees does.
        Files.writeString(numberFile, Long.toString(next));
        now.commit();
        number = next;
        alive = begun;
    }

    private Connection open() throws SQLException {
        Connection now = connection;
        if (now == null) {
            now = access.connect();
            connection = now;
            connectedSince = System.nanoTime();
        }
        connected = true;
        return now;
    }

    /** Renews our number, ends those that were not renewed in time and looks for words of administrators. */
    Beat beat() throws SQLException, IOException {
        try {
            Connection now = open();
            Moment begun = Moment.now();
            try (Statement statement = now.createStatement()) {
                int renewed = statement.executeUpdate("UPDATE relay SET alive_until = clock_timestamp() + "
                        + lease.toMillis() + " * interval '1 millisecond' WHERE number = " + number);
                if (renewed == 0) {
                    LOG.warn("event=lease-lost number={}", number);
                    enrol(now, statement);
                    return new Beat(true, number, List.of(), List.of());
                }
                now.commit();
                alive = begun;
                // After a failure of the database everyone must have had the time to come back before us.
                if (System.nanoTime() - connectedSince > lease.toNanos()) {
                    reap(statement);
                }
                List<SqliteStore.Changed> changes = changed(statement, "owner = " + number + " AND changed = 1");
                // Work that nobody holds may lie behind much of a destination that is left alone.
                List<SqliteStore.Changed> claimed = changed(statement, FREE);
                now.commit();
                return new Beat(false, number, changes, claimed);
            }
        } catch (SQLException e) {
            connected = false;
            Connection broken = connection;
            connection = null;
            if (broken != null) {
                try {
                    broken.close();
                } catch (SQLException already) {
                    e.addSuppressed(already);
                }
            }
            throw e;
        }
    }

    private void reap(Statement statement) throws SQLException {
        List<Long> dead = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(
                "DELETE FROM relay WHERE alive_until < clock_timestamp() RETURNING number, name")) {
            while (row.next()) {
                dead.add(row.getLong(1));
                LOG.warn("event=takeover number={} relay=\"{}\"", row.getLong(1), row.getString(2));
            }
        }
        for (long gone : dead) {
            int parts = statement.executeUpdate("UPDATE part SET owner = 0 WHERE owner = " + gone);
            LOG.warn("event=takeover number={} parts={}", gone, parts);
        }
        if (System.nanoTime() - swept < lease.toNanos()) {
            return;
        }
        swept = System.nanoTime();
        // Stored under a number that was taken away meanwhile.
        statement.executeUpdate(
                "UPDATE part SET owner = 0 WHERE owner <> 0 AND owner NOT IN (SELECT number FROM relay)");
        // Two relays that end the last two parts of a message at once each see the other's.
        statement.executeUpdate("DELETE FROM message WHERE number IN (SELECT number FROM message m WHERE NOT EXISTS"
                + " (SELECT 1 FROM part WHERE part.message = m.number) LIMIT 1000)");
    }

    private List<SqliteStore.Changed> changed(Statement statement, String which) throws SQLException {
        List<SqliteStore.Changed> all = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("UPDATE part SET changed = 0, owner = " + number + " WHERE " + which
                + " RETURNING work, destination, next, state")) {
            while (row.next()) {
                all.add(new SqliteStore.Changed(
                        row.getLong(1), row.getString(2), row.getLong(3), State.of(row.getString(4))));
            }
        }
        return all;
    }

    /** Octets of the whole database. */
    long size() throws SQLException {
        Connection now = open();
        try (Statement statement = now.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_database_size(current_database())")) {
            row.next();
            return row.getLong(1);
        } finally {
            now.commit();
        }
    }

    /** Leaves in order: everything ours is free. */
    @Override
    public void close() throws SQLException {
        Connection now = connection;
        connection = null;
        if (now == null) {
            return;
        }
        try (now;
                Statement statement = now.createStatement()) {
            statement.executeUpdate("UPDATE part SET owner = 0 WHERE owner = " + number);
            statement.executeUpdate("DELETE FROM relay WHERE number = " + number);
            now.commit();
        }
    }
}
