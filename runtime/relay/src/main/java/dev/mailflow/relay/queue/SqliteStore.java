package dev.mailflow.relay.queue;

import dev.mailflow.relay.mail.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The tables and statements of the queue's SQLite database; one connection, for one thread at a time. */
final class SqliteStore implements QueueStore {
    /** SQLite's result code for a read or write that failed, a failed sync among them. */
    private static final int IO_ERROR = 10;

    private static final int FULL = 13;

    /** Those of its kind that a full disk gives for the index of the log, which holds no promise. */
    private static final Set<SQLiteErrorCode> NO_ROOM_FOR_INDEX = EnumSet.of(
            SQLiteErrorCode.SQLITE_IOERR_SHMSIZE,
            SQLiteErrorCode.SQLITE_IOERR_SHMOPEN,
            SQLiteErrorCode.SQLITE_IOERR_SHMMAP);

    /** So many orders are taken note of at once, lest they hold up the mail. */
    static final int MOST_CHANGED = 10_000;

    private static final int FORMAT = 3;
    private static final String SCHEMA = """
            CREATE TABLE IF NOT EXISTS message (
              number   INTEGER PRIMARY KEY,
              id       TEXT NOT NULL UNIQUE,
              sender   TEXT NOT NULL,
              form     TEXT NOT NULL,
              notice   TEXT NOT NULL DEFAULT '',
              received INTEGER NOT NULL,
              size     INTEGER NOT NULL,
              origin   TEXT NOT NULL DEFAULT '',
              content  BLOB);
            CREATE TABLE IF NOT EXISTS part (
              work        INTEGER PRIMARY KEY,
              message     INTEGER NOT NULL REFERENCES message(number),
              destination TEXT NOT NULL,
              via         TEXT NOT NULL,
              recipients  TEXT NOT NULL,
              attempts    INTEGER NOT NULL,
              next        INTEGER NOT NULL,
              last        TEXT NOT NULL,
              state       TEXT NOT NULL DEFAULT '',
              changed     INTEGER NOT NULL DEFAULT 0,
              delayed     INTEGER NOT NULL DEFAULT 0);
            CREATE INDEX IF NOT EXISTS part_message ON part(message);
            CREATE INDEX IF NOT EXISTS part_changed ON part(work) WHERE changed = 1;
            """;
    /** From format 1, which had neither states nor what senders ask about reports. */
    private static final String SINCE_1 = """
            ALTER TABLE message ADD COLUMN notice TEXT NOT NULL DEFAULT '';
            ALTER TABLE part ADD COLUMN state TEXT NOT NULL DEFAULT '';
            ALTER TABLE part ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE part ADD COLUMN delayed INTEGER NOT NULL DEFAULT 0;
            """;

    /** From format 2, which did not note how a message came. */
    private static final String SINCE_2 = "ALTER TABLE message ADD COLUMN origin TEXT NOT NULL DEFAULT '';\n";

    private final Path bodies;
    private final Connection connection;
    private final PreparedStatement insertMessage;
    private final PreparedStatement insertPart;
    private final PreparedStatement updatePart;
    private final PreparedStatement deletePart;
    private final PreparedStatement deleteMessage;
    private final PreparedStatement loadPart;
    private final PreparedStatement changedParts;

    SqliteStore(Path database, Path bodies) throws SQLException {
        this.bodies = bodies;
        this.connection = connect(database);
        try (Statement statement = connection.createStatement()) {
            int format = format(statement);
            if (format > FORMAT) {
                throw new SQLException("made by a later version of mailflow (format " + format + ")");
            }
            if (format < FORMAT) {
                statement.execute("BEGIN IMMEDIATE");
                // Another process may have been quicker.
                migrate(statement, format(statement));
                statement.execute("COMMIT");
            }
        }
        connection.setAutoCommit(false);
        insertMessage = connection.prepareStatement("INSERT INTO message (number, id, sender, form, notice, received,"
                + " size, origin, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        insertPart =
                connection.prepareStatement("INSERT INTO part (work, message, destination, via, recipients, attempts,"
                        + " next, last, state) VALUES (?, ?, ?, ?, ?, 0, ?, '', ?)");
        updatePart = connection.prepareStatement("UPDATE part SET recipients = ?, attempts = attempts + ?,"
                + " next = CASE state WHEN 'RETURNED' THEN next ELSE ? END, last = ?,"
                + " delayed = ?, state = " + PartRows.STATE_AFTER + " WHERE work = ? RETURNING state");
        deletePart = connection.prepareStatement("DELETE FROM part WHERE work = ? RETURNING message");
        deleteMessage = connection.prepareStatement("DELETE FROM message WHERE number = ? AND NOT EXISTS (SELECT 1 FROM"
                + " part WHERE part.message = message.number) RETURNING id, content IS NULL");
        loadPart = connection.prepareStatement("SELECT " + PartRows.COLUMNS + ", content FROM part JOIN message ON"
                + " message.number = part.message WHERE work = ?");
        changedParts = connection.prepareStatement(
                "SELECT work, destination, next, state FROM part WHERE changed = 1 ORDER BY work LIMIT "
                        + MOST_CHANGED);
        connection.commit();
    }

    static Connection connect(Path database) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            // A commit returns only when it is on the disk: the 250 that follows is a promise (RFC 5321 6.1).
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA wal_autocheckpoint = 8000");
            statement.execute("PRAGMA cache_size = -32768");
            statement.execute("PRAGMA busy_timeout = 10000");
        }
        return connection;
    }

    /** What becomes of the room of a log that was written back. */
    enum Log {
        /** Everybody's. */
        CUT("TRUNCATE"),
        /** The next log's, so that nobody else on the disk can have it. */
        KEPT("RESTART");

        private final String mode;

        Log(String mode) {
            this.mode = mode;
        }
    }

    /** Moves what the log holds into the database, so that the log's room can be used again, as far as nobody reads it. */
    static void makeRoom(Path database, Log log) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(" + log.mode + ")");
        }
    }

    /** Octets within the database that can be used again. */
    long reusable() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT freelist_count * page_size FROM pragma_freelist_count, pragma_page_size")) {
            return row.next() ? row.getLong(1) : 0;
        } finally {
            connection.commit();
        }
    }

    private static int format(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    private static void migrate(Statement statement, int format) throws SQLException {
        String all = (format == 1 ? SINCE_1 : "") + (format == 1 || format == 2 ? SINCE_2 : "") + SCHEMA;
        for (String part : all.split(";")) {
            if (!part.isBlank()) {
                statement.execute(part);
            }
        }
        statement.execute("PRAGMA user_version = " + FORMAT);
    }

    /** @param works a number for each part of the message */
    void insert(QueuedMessage message, long number, List<Long> works, long due) throws SQLException {
        insertMessage.setLong(1, number);
        PartRows.bind(insertMessage, 2, message);
        insertMessage.setBytes(9, message.content() instanceof Content.InMemory memory ? memory.octets() : null);
        insertMessage.executeUpdate();
        for (int i = 0; i < works.size(); i++) {
            QueuedMessage.Part part = message.parts().get(i);
            insertPart.setLong(1, works.get(i));
            insertPart.setLong(2, number);
            insertPart.setString(3, DestinationText.write(part.destination()));
            insertPart.setString(4, part.via());
            insertPart.setString(5, PartRows.lines(part.recipients()));
            insertPart.setLong(6, due);
            insertPart.setString(7, message.state().text());
            insertPart.executeUpdate();
        }
    }

    private Optional<Path> ended = Optional.empty();

    /** The file that the last settlement left without a message, to be deleted after the commit. */
    Optional<Path> ended() {
        return ended;
    }

    private State stateAfter = State.DUE;

    /** What the last retry's work is to wait for. */
    State stateAfter() {
        return stateAfter;
    }

    /**
     * Ends a lease: a retry, or the removal of the work and of its message with the last of it.
     *
     * @param taken the state that it was taken in; to be decided anew is no attempt, and is over now
     * @param at when it is tried again
     */
    void settle(long work, State taken, Settlement settlement, Instant at) throws SQLException {
        ended = Optional.empty();
        if (settlement.retry().isEmpty()) {
            remove(work);
            return;
        }
        updatePart.setString(1, PartRows.lines(settlement.retry()));
        updatePart.setInt(2, taken.isAnew() ? 0 : 1);
        updatePart.setLong(3, at.toEpochMilli());
        updatePart.setString(4, settlement.reason());
        updatePart.setInt(5, settlement.isDelayReported() ? 1 : 0);
        updatePart.setBoolean(6, taken.isAnew());
        updatePart.setLong(7, work);
        try (ResultSet row = updatePart.executeQuery()) {
            stateAfter = row.next() ? State.of(row.getString(1)) : State.DUE;
        }
    }

    private void remove(long work) throws SQLException {
        deletePart.setLong(1, work);
        long message;
        try (ResultSet row = deletePart.executeQuery()) {
            if (!row.next()) {
                return;
            }
            message = row.getLong(1);
        }
        deleteMessage.setLong(1, message);
        try (ResultSet row = deleteMessage.executeQuery()) {
            if (row.next() && row.getBoolean(2)) {
                ended = Optional.of(bodies.resolve(row.getString(1)));
            }
        }
    }

    @Override
    public void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void rollback() throws SQLException {
        try {
            connection.rollback();
        } catch (SQLException e) {
            // On a full disk SQLite rolls back by itself, of which the driver knows nothing.
            try (Statement statement = connection.createStatement()) {
                statement.execute("BEGIN");
            }
        }
    }

    @Override
    public boolean isFull(SQLException failure) {
        return hasNoRoom(failure);
    }

    static boolean hasNoRoom(SQLException failure) {
        return (failure.getErrorCode() & 0xFF) == FULL || hasNoRoomForIndex(failure);
    }

    /** After a failed sync nobody knows what is on the disk: no further promise is made on this file. */
    @Override
    public boolean isFatal(SQLException failure) {
        return (failure.getErrorCode() & 0xFF) == IO_ERROR
                && !hasNoRoomForIndex(failure)
                && !(failure instanceof SQLiteException sqlite
                        && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_NOMEM);
    }

    private static boolean hasNoRoomForIndex(SQLException failure) {
        return failure instanceof SQLiteException sqlite && NO_ROOM_FOR_INDEX.contains(sqlite.getResultCode());
    }

    @Override
    public Optional<Lease> load(long work) throws SQLException {
        loadPart.setLong(1, work);
        try (ResultSet row = loadPart.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            byte[] octets = row.getBytes(PartRows.COUNT + 1);
            Content content = octets == null
                    ? new Content.InFile(bodies.resolve(row.getString(PartRows.ID)), row.getLong(PartRows.SIZE))
                    : new Content.InMemory(octets);
            return Optional.of(PartRows.lease(row, content));
        } finally {
            connection.commit();
        }
    }

    /** Fills the schedule; gives the greatest number in use. */
    long recover(DueWork due) throws SQLException, IOException {
        long greatest = 0;
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT work, message, destination, next, state FROM part")) {
                while (row.next()) {
                    due.recover(row.getString(3), row.getLong(1), row.getLong(4), State.of(row.getString(5)));
                    greatest = Math.max(greatest, Math.max(row.getLong(1), row.getLong(2)));
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT max(number) FROM message")) {
                greatest = Math.max(greatest, row.next() ? row.getLong(1) : 0);
            }
            try (var files = Files.list(bodies)) {
                for (Path file : files.toList()) {
                    removeOrphan(file);
                }
            }
        }
        connection.commit();
        return greatest;
    }

    /** A file that no message names was left by a crash before its commit, or after its message's end. */
    private void removeOrphan(Path file) throws SQLException, IOException {
        try (PreparedStatement find = connection.prepareStatement("SELECT 1 FROM message WHERE id = ?")) {
            find.setString(1, file.getFileName().toString());
            try (ResultSet row = find.executeQuery()) {
                if (!row.next()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Work that somebody else gave another state or time. */
    record Changed(long work, String key, long next, State state) {}

    List<Changed> changed() throws SQLException {
        List<Changed> all = new ArrayList<>();
        try (ResultSet row = changedParts.executeQuery()) {
            while (row.next()) {
                all.add(new Changed(row.getLong(1), row.getString(2), row.getLong(3), State.of(row.getString(4))));
            }
        } finally {
            connection.commit();
        }
        return all;
    }

    void noted(List<Changed> changes) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE part SET changed = 0 WHERE work = ? AND next = ? AND state = ?")) {
            for (Changed change : changes) {
                update.setLong(1, change.work);
                update.setLong(2, change.next);
                update.setString(3, change.state.text());
                update.executeUpdate();
            }
        }
    }

    @Override
    public List<MailQueue.Entry> list() throws SQLException {
        try {
            return PartRows.list(connection);
        } finally {
            connection.commit();
        }
    }

    @Override
    public MailQueue.Depth depth() throws SQLException {
        try {
            return PartRows.depth(connection);
        } finally {
            connection.commit();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
