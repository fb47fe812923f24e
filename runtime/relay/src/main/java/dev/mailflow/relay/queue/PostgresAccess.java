package dev.mailflow.relay.queue;

import dev.mailflow.relay.config.RelayConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/** How to reach the queue's PostgreSQL database. */
record PostgresAccess(String url, Optional<String> user, Optional<Path> passwordFile) {
    private static final String SECONDS = "10";

    static PostgresAccess of(RelayConfiguration.Postgres configuration) {
        return new PostgresAccess(configuration.url(), configuration.user(), configuration.passwordFile());
    }

    /** The password is read anew each time, for it may be changed while we run. */
    Connection connect() throws SQLException {
        Properties properties = new Properties();
        user.ifPresent(name -> properties.setProperty("user", name));
        if (passwordFile.isPresent()) {
            try {
                properties.setProperty(
                        "password", Files.readString(passwordFile.get()).strip());
            } catch (IOException e) {
                throw new SQLException("the password file " + passwordFile.get() + " cannot be read", e);
            }
        }
        // A machine that vanished must not hold us for the two hours that TCP takes.
        properties.setProperty("connectTimeout", SECONDS);
        properties.setProperty("loginTimeout", SECONDS);
        properties.setProperty("socketTimeout", "60");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("reWriteBatchedInserts", "true");
        properties.setProperty("ApplicationName", "mailflow");
        Connection connection = DriverManager.getConnection(url, properties);
        connection.setAutoCommit(false);
        return connection;
    }
}
