package dev.mailflow.relay.queue;

import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.mail.NotificationRequest;
import dev.mailflow.relay.queue.QueuedMessage.Form;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Rows of the tables {@code message} and {@code part}, which every engine has alike, as values. */
final class PartRows {
    static final String COLUMNS = "work, id, sender, form, notice, received, size, destination, via, recipients,"
            + " attempts, last, state, delayed, origin";
    static final int COUNT = 15;
    static final int ID = 2;
    static final int SIZE = 7;
    private static final String LISTED = "id, sender, recipients, destination, received, next, attempts, last, size,"
            + " state, via FROM part JOIN message ON message.number = part.message";

    /** Of what comes back: that it was decided anew, one parameter, ends the word to do so. Whoever held it has yet to let go. */
    static final String STATE_AFTER = "CASE WHEN NOT ? THEN state WHEN state = 'REROUTED' THEN ''"
            + " WHEN state = 'REROUTED_HELD' THEN 'HELD' ELSE state END";

    private PartRows() {}

    /** Binds id, sender, form, notice, received, size and origin, seven places. */
    static void bind(PreparedStatement statement, int from, QueuedMessage message) throws SQLException {
        statement.setString(from, message.id());
        statement.setString(
                from + 1, message.sender().map(EnvelopeAddress::toString).orElse(""));
        statement.setString(from + 2, message.form().name());
        statement.setString(from + 3, message.notifications().text());
        statement.setLong(from + 4, message.received().toEpochMilli());
        statement.setLong(from + 5, message.content().size());
        statement.setString(from + 6, message.origin().text());
    }

    /** Reads {@link #COLUMNS}. */
    static Lease lease(ResultSet row, Content content) throws SQLException {
        String sender = row.getString(3);
        String key = row.getString(8);
        return new Lease(
                row.getLong(1),
                row.getString(ID),
                sender.isEmpty() ? Optional.empty() : Optional.of(EnvelopeAddress.of(sender)),
                Form.valueOf(row.getString(4)),
                Instant.ofEpochMilli(row.getLong(6)),
                content,
                key,
                DestinationText.read(key),
                row.getString(9),
                addresses(row.getString(10)),
                row.getInt(11),
                row.getString(12),
                State.of(row.getString(13)),
                NotificationRequest.of(row.getString(5)),
                row.getInt(14) == 1,
                Origin.of(row.getString(15)));
    }

    /** The lease of work just stored. */
    static Lease fresh(long work, QueuedMessage message, QueuedMessage.Part part, String key) {
        return new Lease(
                work,
                message.id(),
                message.sender(),
                message.form(),
                message.received(),
                message.content(),
                key,
                part.destination(),
                part.via(),
                part.recipients(),
                0,
                "",
                message.state(),
                message.notifications(),
                false,
                message.origin());
    }

    static List<MailQueue.Entry> list(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + LISTED + " ORDER BY received, work")) {
            return entries(row);
        }
    }

    static List<MailQueue.Entry> find(Connection connection, String id) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT " + LISTED + " WHERE id = ? ORDER BY work")) {
            statement.setString(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return entries(row);
            }
        }
    }

    static MailQueue.Depth depth(Connection connection) throws SQLException {
        long fresh = 0;
        long deferred = 0;
        long held = 0;
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(
                    "SELECT state, attempts > 0, count(*) FROM part GROUP BY state, attempts > 0")) {
                while (row.next()) {
                    long count = row.getLong(3);
                    State state = State.of(row.getString(1));
                    if (state == State.HELD || state == State.REROUTED_HELD) {
                        held += count;
                    } else if (row.getBoolean(2)) {
                        deferred += count;
                    } else {
                        fresh += count;
                    }
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT min(received) FROM message")) {
                long oldest = row.next() ? row.getLong(1) : 0;
                return new MailQueue.Depth(
                        fresh,
                        deferred,
                        held,
                        oldest == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(oldest)));
            }
        }
    }

    private static List<MailQueue.Entry> entries(ResultSet row) throws SQLException {
        List<MailQueue.Entry> all = new ArrayList<>();
        while (row.next()) {
            all.add(new MailQueue.Entry(
                    row.getString(1),
                    row.getString(2),
                    addresses(row.getString(3)).stream()
                            .map(EnvelopeAddress::toString)
                            .toList(),
                    DestinationText.read(row.getString(4)).toString(),
                    row.getString(11),
                    Instant.ofEpochMilli(row.getLong(5)),
                    Instant.ofEpochMilli(row.getLong(6)),
                    row.getInt(7),
                    row.getString(8),
                    row.getLong(9),
                    State.of(row.getString(10))));
        }
        return all;
    }

    static String lines(List<EnvelopeAddress> addresses) {
        return addresses.size() == 1
                ? addresses.get(0).toString()
                : addresses.stream().map(EnvelopeAddress::toString).collect(Collectors.joining("\n"));
    }

    static List<EnvelopeAddress> addresses(String lines) {
        return lines.lines().map(EnvelopeAddress::of).toList();
    }
}
