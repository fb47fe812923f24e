package dev.mailflow.relay.queue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The tables of the queue's PostgreSQL database. */
final class PostgresTables {
    /** Several relays may start at once; one makes the tables. */
    private static final long SCHEMA_LOCK = 0x6d61696c666c6f77L;

    private static final String SCHEMA = """
            CREATE SEQUENCE IF NOT EXISTS relay_number MAXVALUE 4194303 CYCLE;
            CREATE TABLE IF NOT EXISTS relay (
              number      bigint PRIMARY KEY,
              name        text NOT NULL,
              alive_until timestamptz NOT NULL);
            CREATE TABLE IF NOT EXISTS message (
              number   bigint PRIMARY KEY,
              id       text NOT NULL UNIQUE,
              sender   text NOT NULL,
              form     text NOT NULL,
              notice   text NOT NULL,
              received bigint NOT NULL,
              size     bigint NOT NULL,
              origin   text NOT NULL DEFAULT '',
              content  bytea);
            CREATE TABLE IF NOT EXISTS content (
              message bigint NOT NULL,
              piece   integer NOT NULL,
              octets  bytea NOT NULL,
              PRIMARY KEY (message, piece));
            ALTER TABLE message ALTER content SET STORAGE EXTERNAL;
            ALTER TABLE content ALTER octets SET STORAGE EXTERNAL;
            CREATE TABLE IF NOT EXISTS part (
              work        bigint PRIMARY KEY,
              message     bigint NOT NULL,
              destination text NOT NULL,
              via         text NOT NULL,
              recipients  text NOT NULL,
              attempts    integer NOT NULL,
              next        bigint NOT NULL,
              last        text NOT NULL,
              state       text NOT NULL DEFAULT '',
              changed     integer NOT NULL DEFAULT 0,
              delayed     integer NOT NULL DEFAULT 0,
              owner       bigint NOT NULL);
            CREATE INDEX IF NOT EXISTS part_message ON part(message);
            CREATE INDEX IF NOT EXISTS part_due ON part(next, work) WHERE owner = 0 AND state <> 'HELD';
            CREATE INDEX IF NOT EXISTS part_owner ON part(owner) WHERE owner <> 0;
            """;
    /** Since words of administrators are looked for in work that nobody holds. */
    private static final String CHANGED = "CREATE INDEX IF NOT EXISTS part_changed ON part(work) WHERE changed = 1";

    private static final String HAS_ORIGIN = "SELECT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid ="
            + " to_regclass('message') AND attname = 'origin' AND NOT attisdropped)";
    /** Since it is noted how a message came. */
    private static final String ORIGIN = "ALTER TABLE message ADD COLUMN origin text NOT NULL DEFAULT ''";

    private PostgresTables() {}

    /** Makes what is missing. */
    static void make(PostgresAccess access) throws SQLException {
        try (Connection connection = access.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(" + SCHEMA_LOCK + ")");
            if (!isThere(statement, "part")) {
                statement.execute(SCHEMA);
            }
            if (!isThere(statement, "part_changed")) {
                statement.execute(CHANGED);
            }
            if (!isTrue(statement, HAS_ORIGIN)) {
                statement.execute(ORIGIN);
            }
            connection.commit();
        }
    }

    private static boolean isThere(Statement statement, String name) throws SQLException {
        return isTrue(statement, "SELECT to_regclass('" + name + "') IS NOT NULL");
    }

    private static boolean isTrue(Statement statement, String question) throws SQLException {
        try (ResultSet row = statement.executeQuery(question)) {
            return row.next() && row.getBoolean(1);
        }
    }
}
