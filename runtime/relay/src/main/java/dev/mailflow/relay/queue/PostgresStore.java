package dev.mailflow.relay.queue;

import dev.mailflow.relay.mail.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tables and statements of the queue's PostgreSQL database; one connection, for one thread at a time. What belongs to
 * a relay carries its number in {@code owner}; a statement of a relay that lost its lease finds nothing to change.
 */
final class PostgresStore implements QueueStore {
    /** Octets of a row of content. */
    private static final int CHUNK = 1 << 20;

    /** States that need no destination. */
    private static final String UNBOUND = "'RETURNED', 'REROUTED', 'REROUTED_HELD'";

    private final PostgresAccess access;
    private final Path scratch;
    private Session session;

    /** A connection with its statements; made anew when it breaks. */
    private static final class Session {
        private final Connection connection;
        private final PreparedStatement insertMessage;
        private final PreparedStatement insertContent;
        private final PreparedStatement insertPart;
        private final PreparedStatement updatePart;
        private final PreparedStatement deleteParts;
        private final PreparedStatement deleteMessages;
        private final PreparedStatement loadPart;
        private boolean isBatched;

        Session(Connection connection) throws SQLException {
            this.connection = connection;
            insertMessage = connection.prepareStatement("INSERT INTO message (number, id, sender, form, notice,"
                    + " received, size, origin, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
            insertContent = connection.prepareStatement("INSERT INTO content VALUES (?, ?, ?)");
            insertPart = connection.prepareStatement("INSERT INTO part (work, message, destination, via, recipients,"
                    + " attempts, next, last, owner, state) VALUES (?, ?, ?, ?, ?, 0, ?, '', ?, ?)");
            updatePart = connection.prepareStatement("UPDATE part SET recipients = ?, attempts = attempts + ?,"
                    + " next = CASE WHEN state IN (" + UNBOUND + ") AND NOT ? THEN next ELSE ? END,"
                    + " last = ?, delayed = ?, owner = 0,"
                    + " state = " + PartRows.STATE_AFTER + " WHERE work = ? AND owner = ?");
            deleteParts = connection.prepareStatement("DELETE FROM part USING unnest(?::bigint[], ?::bigint[])"
                    + " AS ended(work, owner) WHERE part.work = ended.work AND part.owner = ended.owner"
                    + " RETURNING part.work, part.message");
            deleteMessages = connection.prepareStatement("DELETE FROM message WHERE number = ANY (?) AND NOT EXISTS"
                    + " (SELECT 1 FROM part WHERE part.message = message.number) RETURNING number, content IS NULL");
            loadPart = connection.prepareStatement("SELECT " + PartRows.COLUMNS + ", content, message.number FROM part"
                    + " JOIN message ON message.number = part.message WHERE work = ?");
        }
    }

    /** @param scratch folder for large contents that were read back */
    PostgresStore(PostgresAccess access, Path scratch) throws SQLException {
        this.access = access;
        this.scratch = scratch;
        this.session = new Session(access.connect());
    }

    /** @param owner who holds the parts from the beginning */
    void insert(QueuedMessage message, long number, List<Long> works, long due, long owner) throws SQLException {
        Session now = session;
        now.isBatched = true;
        now.insertMessage.setLong(1, number);
        PartRows.bind(now.insertMessage, 2, message);
        now.insertMessage.setBytes(9, message.content() instanceof Content.InMemory memory ? memory.octets() : null);
        now.insertMessage.addBatch();
        if (message.content() instanceof Content.InFile) {
            insertContent(now, number, message.content());
        }
        for (int i = 0; i < works.size(); i++) {
            QueuedMessage.Part part = message.parts().get(i);
            now.insertPart.setLong(1, works.get(i));
            now.insertPart.setLong(2, number);
            now.insertPart.setString(3, DestinationText.write(part.destination()));
            now.insertPart.setString(4, part.via());
            now.insertPart.setString(5, PartRows.lines(part.recipients()));
            now.insertPart.setLong(6, due);
            now.insertPart.setLong(7, owner);
            now.insertPart.setString(8, message.state().text());
            now.insertPart.addBatch();
        }
    }

    /** Row after row, so that no message is whole in memory. */
    private static void insertContent(Session now, long number, Content content) throws SQLException {
        try (InputStream in = content.open()) {
            byte[] piece;
            for (int i = 0; (piece = in.readNBytes(CHUNK)).length > 0; i++) {
                now.insertContent.setLong(1, number);
                now.insertContent.setInt(2, i);
                now.insertContent.setBytes(3, piece);
                now.insertContent.executeUpdate();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends what was collected; one round trip for each kind of statement. */
    private void flush() throws SQLException {
        Session now = session;
        if (now.isBatched) {
            now.isBatched = false;
            now.insertMessage.executeBatch();
            now.insertPart.executeBatch();
        }
        if (!removals.isEmpty()) {
            remove(now, List.copyOf(removals));
            removals.clear();
        }
    }

    /** Undoes an insertion of which nobody knows whether it took place. */
    void withdraw(long number) throws SQLException {
        try (Statement statement = session.connection.createStatement()) {
            statement.addBatch("DELETE FROM part WHERE message = " + number);
            statement.addBatch("DELETE FROM content WHERE message = " + number);
            statement.addBatch("DELETE FROM message WHERE number = " + number);
            statement.executeBatch();
        }
    }

    /**
     * An end of a lease.
     *
     * @param state that it was taken in
     * @param reports inserted only if the lease was still held
     */
    record Ending(long work, State state, Settlement settlement, long owner, List<Report> reports) {}

    /** A report with its numbers. */
    record Report(QueuedMessage message, long number, List<Long> works, long owner) {}

    private final List<Ending> removals = new ArrayList<>();
    private final Set<Long> lost = new HashSet<>();
    private boolean isCommitted;

    /**
     * Ends a lease; {@link #wasLost} says after the commit whether it was still held.
     *
     * @param at when it is tried again
     * @param due when reports are
     */
    void settle(Ending ending, Instant at, long due) throws SQLException {
        if (isCommitted) {
            isCommitted = false;
            lost.clear();
        }
        if (ending.settlement.retry().isEmpty() && ending.reports.isEmpty()) {
            removals.add(ending);
            return;
        }
        if (ending.settlement.retry().isEmpty()) {
            remove(session, List.of(ending));
        } else if (!retry(session, ending, at)) {
            lost.add(ending.work);
        }
        if (!lost.contains(ending.work)) {
            for (Report report : ending.reports) {
                insert(report.message, report.number, report.works, due, report.owner);
            }
        }
    }

    boolean wasLost(long work) {
        return lost.contains(work);
    }

    private static boolean retry(Session now, Ending ending, Instant at) throws SQLException {
        now.updatePart.setString(1, PartRows.lines(ending.settlement.retry()));
        boolean isAnew = ending.state.isAnew();
        // That is no attempt.
        now.updatePart.setInt(2, isAnew ? 0 : 1);
        // The word to give it back counts at once, but not again when that itself must wait.
        now.updatePart.setBoolean(3, !ending.state.needsDestination());
        now.updatePart.setLong(4, at.toEpochMilli());
        now.updatePart.setString(5, ending.settlement.reason());
        now.updatePart.setInt(6, ending.settlement.isDelayReported() ? 1 : 0);
        now.updatePart.setBoolean(7, isAnew);
        now.updatePart.setLong(8, ending.work);
        now.updatePart.setLong(9, ending.owner);
        return now.updatePart.executeUpdate() == 1;
    }

    private void remove(Session now, List<Ending> endings) throws SQLException {
        Set<Long> gone = new HashSet<>();
        endings.forEach(ending -> gone.add(ending.work));
        lost.addAll(gone);
        Set<Long> messages = new HashSet<>();
        now.deleteParts.setArray(1, numbers(now, endings.stream().map(ending -> ending.work)));
        now.deleteParts.setArray(2, numbers(now, endings.stream().map(Ending::owner)));
        try (ResultSet row = now.deleteParts.executeQuery()) {
            while (row.next()) {
                lost.remove(row.getLong(1));
                messages.add(row.getLong(2));
            }
        }
        now.deleteMessages.setArray(1, numbers(now, messages.stream()));
        List<Long> large = new ArrayList<>();
        try (ResultSet row = now.deleteMessages.executeQuery()) {
            while (row.next()) {
                if (row.getBoolean(2)) {
                    large.add(row.getLong(1));
                }
            }
        }
        if (!large.isEmpty()) {
            try (PreparedStatement delete =
                    now.connection.prepareStatement("DELETE FROM content WHERE message = ANY (?)")) {
                delete.setArray(1, numbers(now, large.stream()));
                delete.executeUpdate();
            }
        }
    }

    private static java.sql.Array numbers(Session now, Stream<Long> numbers) throws SQLException {
        return now.connection.createArrayOf("bigint", numbers.toArray());
    }

    @Override
    public void commit() throws SQLException {
        flush();
        session.connection.commit();
        isCommitted = true;
    }

    @Override
    public void rollback() throws SQLException {
        Session old = session;
        old.isBatched = false;
        removals.clear();
        lost.clear();
        try {
            old.insertMessage.clearBatch();
            old.insertPart.clearBatch();
            old.connection.rollback();
        } catch (SQLException e) {
            try {
                old.connection.close();
            } catch (SQLException already) {
                e.addSuppressed(already);
            }
            session = new Session(access.connect());
        }
    }

    /** Never for good: the database says itself what it has. */
    @Override
    public boolean isFatal(SQLException failure) {
        return false;
    }

    /** Leases due work that nobody holds, the longest due first. */
    List<Schedule.Item> claim(int most, Set<String> excluded, long now, long owner) throws SQLException {
        List<Schedule.Item> items;
        try (PreparedStatement claim =
                session.connection.prepareStatement("WITH due AS (SELECT work FROM part WHERE owner = 0 AND state"
                        + " <> 'HELD' AND next <= ? AND (destination <> ALL (?) OR state IN (" + UNBOUND + "))"
                        + " ORDER BY next, work LIMIT ?"
                        + " FOR UPDATE SKIP LOCKED) UPDATE part SET owner = ? FROM due WHERE part.work = due.work"
                        + " RETURNING part.destination, part.work, part.next")) {
            claim.setLong(1, now);
            claim.setArray(2, session.connection.createArrayOf("text", excluded.toArray()));
            claim.setInt(3, most);
            claim.setLong(4, owner);
            // RETURNING keeps no order.
            items = items(claim);
            items.sort(Schedule.BY_TIME);
        }
        session.connection.commit();
        return items;
    }

    /** All that a relay holds but what waits for an administrator's word. */
    List<Schedule.Item> owned(long owner) throws SQLException {
        try (PreparedStatement find = session.connection.prepareStatement(
                "SELECT destination, work, next FROM part WHERE owner = ? AND state <> 'HELD'")) {
            find.setLong(1, owner);
            return items(find);
        } finally {
            session.connection.commit();
        }
    }

    private static List<Schedule.Item> items(PreparedStatement query) throws SQLException {
        List<Schedule.Item> items = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                items.add(new Schedule.Item(row.getString(1), row.getLong(2), row.getLong(3)));
            }
        }
        return items;
    }

    @Override
    public Optional<Lease> load(long work) throws SQLException {
        Session now = session;
        now.loadPart.setLong(1, work);
        try (ResultSet row = now.loadPart.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            byte[] octets = row.getBytes(PartRows.COUNT + 1);
            Content content = octets != null
                    ? new Content.InMemory(octets)
                    : content(row.getLong(PartRows.COUNT + 2), row.getString(PartRows.ID), row.getLong(PartRows.SIZE));
            return Optional.of(PartRows.lease(row, content));
        }
    }

    private Content content(long number, String id, long size) throws SQLException {
        try (PreparedStatement find =
                session.connection.prepareStatement("SELECT octets FROM content WHERE message = ? ORDER BY piece")) {
            find.setLong(1, number);
            find.setFetchSize(1);
            try (ResultSet row = find.executeQuery()) {
                return ContentRows.read(row, size, scratch.resolve(id + ".back"));
            }
        }
    }

    /** Gives back to everyone what was claimed and not delivered. */
    void disown(long work, long owner) throws SQLException {
        try (Statement statement = session.connection.createStatement()) {
            statement.executeUpdate("UPDATE part SET owner = 0 WHERE owner = " + owner + " AND work = " + work);
        }
    }

    @Override
    public List<MailQueue.Entry> list() throws SQLException {
        try {
            return PartRows.list(session.connection);
        } finally {
            session.connection.commit();
        }
    }

    @Override
    public MailQueue.Depth depth() throws SQLException {
        try {
            return PartRows.depth(session.connection);
        } finally {
            session.connection.commit();
        }
    }

    @Override
    public void close() throws SQLException {
        session.connection.close();
    }
}
