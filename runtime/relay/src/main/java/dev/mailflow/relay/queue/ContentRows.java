package dev.mailflow.relay.queue;

import dev.mailflow.relay.mail.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A content that a database keeps in several rows. */
final class ContentRows {
    private ContentRows() {}

    /** @param file where a content goes that is too large for memory */
    static Content read(ResultSet rows, long size, Path file) throws SQLException {
        if (size <= SqliteQueue.IN_DATABASE) {
            return new Content.InMemory(rows.next() ? rows.getBytes(1) : new byte[0]);
        }
        if (Files.exists(file) && file.toFile().length() == size) {
            return new Content.InFile(file, size);
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                while (rows.next()) {
                    out.write(rows.getBytes(1));
                }
            }
            Files.move(part, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Content.InFile(file, size);
    }
}
