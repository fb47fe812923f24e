package dev.mailflow.relay.queue;

import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.queue.QueuedMessage.Form;
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
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The tables and statements of the queue's database; one connection, for one thread at a time. */
final class SqliteStore implements AutoCloseable {
    private static final String SCHEMA = """
            CREATE TABLE IF NOT EXISTS message (
              number   INTEGER PRIMARY KEY,
              id       TEXT NOT NULL UNIQUE,
              sender   TEXT NOT NULL,
              form     TEXT NOT NULL,
              received INTEGER NOT NULL,
              size     INTEGER NOT NULL,
              content  BLOB);
            CREATE TABLE IF NOT EXISTS part (
              work        INTEGER PRIMARY KEY,
              message     INTEGER NOT NULL REFERENCES message(number),
              destination TEXT NOT NULL,
              via         TEXT NOT NULL,
              recipients  TEXT NOT NULL,
              attempts    INTEGER NOT NULL,
              next        INTEGER NOT NULL,
              last        TEXT NOT NULL);
            CREATE INDEX IF NOT EXISTS part_message ON part(message);
            PRAGMA user_version = 1;
            """;

    private final Path bodies;
    private final Connection connection;
    private final PreparedStatement insertMessage;
    private final PreparedStatement insertPart;
    private final PreparedStatement updatePart;
    private final PreparedStatement deletePart;
    private final PreparedStatement messageOfPart;
    private final PreparedStatement deleteMessage;
    private final PreparedStatement loadPart;

    SqliteStore(Path database, Path bodies) throws SQLException {
        this.bodies = bodies;
        this.connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            // A commit returns only when it is on the disk: the 250 that follows is a promise (RFC 5321 6.1).
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("PRAGMA wal_autocheckpoint = 8000");
            statement.execute("PRAGMA cache_size = -32768");
            statement.execute("PRAGMA busy_timeout = 10000");
            for (String part : SCHEMA.split(";")) {
                if (!part.isBlank()) {
                    statement.execute(part);
                }
            }
        }
        connection.setAutoCommit(false);
        insertMessage = connection.prepareStatement(
                "INSERT INTO message (number, id, sender, form, received, size, content) VALUES (?, ?, ?, ?, ?, ?, ?)");
        insertPart =
                connection.prepareStatement("INSERT INTO part (work, message, destination, via, recipients, attempts,"
                        + " next, last) VALUES (?, ?, ?, ?, ?, 0, ?, '')");
        updatePart = connection.prepareStatement(
                "UPDATE part SET recipients = ?, attempts = attempts + 1, next = ?, last = ? WHERE work = ?");
        messageOfPart = connection.prepareStatement("SELECT message FROM part WHERE work = ?");
        deletePart = connection.prepareStatement("DELETE FROM part WHERE work = ?");
        deleteMessage = connection.prepareStatement("DELETE FROM message WHERE number = ? AND NOT EXISTS (SELECT 1 FROM"
                + " part WHERE part.message = message.number) RETURNING id, content IS NULL");
        loadPart = connection.prepareStatement("SELECT id, sender, form, received, size, destination, via, recipients,"
                + " attempts, last, content FROM part JOIN message ON message.number = part.message WHERE work = ?");
        connection.commit();
    }

    /** Not durable before {@link #commit}. */
    void insert(QueuedMessage message, long number, List<Long> works, long due) throws SQLException {
        insertMessage.setLong(1, number);
        insertMessage.setString(2, message.id());
        insertMessage.setString(
                3, message.sender().map(EnvelopeAddress::toString).orElse(""));
        insertMessage.setString(4, message.form().name());
        insertMessage.setLong(5, message.received().toEpochMilli());
        insertMessage.setLong(6, message.content().size());
        insertMessage.setBytes(7, message.content() instanceof Content.InMemory memory ? memory.octets() : null);
        insertMessage.executeUpdate();
        for (int i = 0; i < works.size(); i++) {
            QueuedMessage.Part part = message.parts().get(i);
            insertPart.setLong(1, works.get(i));
            insertPart.setLong(2, number);
            insertPart.setString(3, DestinationText.write(part.destination()));
            insertPart.setString(4, part.via());
            insertPart.setString(5, lines(part.recipients()));
            insertPart.setLong(6, due);
            insertPart.executeUpdate();
        }
    }

    void retry(long work, Settlement settlement) throws SQLException {
        updatePart.setString(1, lines(settlement.retry()));
        updatePart.setLong(2, settlement.at().toEpochMilli());
        updatePart.setString(3, settlement.reason());
        updatePart.setLong(4, work);
        updatePart.executeUpdate();
    }

    /** Removes work, and its message with the last of it; gives the file to delete after the commit, if there is one. */
    Optional<Path> remove(long work) throws SQLException {
        messageOfPart.setLong(1, work);
        long message;
        try (ResultSet row = messageOfPart.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            message = row.getLong(1);
        }
        deletePart.setLong(1, work);
        deletePart.executeUpdate();
        deleteMessage.setLong(1, message);
        try (ResultSet row = deleteMessage.executeQuery()) {
            return row.next() && row.getBoolean(2) ? Optional.of(bodies.resolve(row.getString(1))) : Optional.empty();
        }
    }

    void commit() throws SQLException {
        connection.commit();
    }

    void rollback() throws SQLException {
        connection.rollback();
    }

    Optional<Lease> load(long work) throws SQLException {
        loadPart.setLong(1, work);
        try (ResultSet row = loadPart.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            String id = row.getString(1);
            byte[] octets = row.getBytes(11);
            Content content = octets == null
                    ? new Content.InFile(bodies.resolve(id), row.getLong(5))
                    : new Content.InMemory(octets);
            String sender = row.getString(2);
            String key = row.getString(6);
            return Optional.of(new Lease(
                    work,
                    id,
                    sender.isEmpty() ? Optional.empty() : Optional.of(EnvelopeAddress.of(sender)),
                    Form.valueOf(row.getString(3)),
                    Instant.ofEpochMilli(row.getLong(4)),
                    content,
                    key,
                    DestinationText.read(key),
                    row.getString(7),
                    addresses(row.getString(8)),
                    row.getInt(9),
                    row.getString(10)));
        } finally {
            connection.commit();
        }
    }

    /** Fills the schedule; gives the greatest number in use. */
    long recover(Schedule schedule) throws SQLException, IOException {
        long greatest = 0;
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT work, message, destination, next FROM part")) {
                while (row.next()) {
                    schedule.add(row.getString(3), new Schedule.Item(row.getLong(1), row.getLong(4)));
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

    List<MailQueue.Entry> list() throws SQLException {
        List<MailQueue.Entry> all = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id, sender, recipients, destination, received, next,"
                        + " attempts, last, size FROM part JOIN message ON message.number = part.message"
                        + " ORDER BY received, work")) {
            while (row.next()) {
                all.add(new MailQueue.Entry(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3).lines().toList(),
                        DestinationText.read(row.getString(4)).toString(),
                        Instant.ofEpochMilli(row.getLong(5)),
                        Instant.ofEpochMilli(row.getLong(6)),
                        row.getInt(7),
                        row.getString(8),
                        row.getLong(9)));
            }
        } finally {
            connection.commit();
        }
        return all;
    }

    private static String lines(List<EnvelopeAddress> addresses) {
        return addresses.size() == 1
                ? addresses.get(0).toString()
                : addresses.stream().map(EnvelopeAddress::toString).collect(Collectors.joining("\n"));
    }

    private static List<EnvelopeAddress> addresses(String lines) {
        return lines.lines().map(EnvelopeAddress::of).toList();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
