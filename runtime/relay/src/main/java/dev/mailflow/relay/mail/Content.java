package dev.mailflow.relay.mail;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A message's octets: header section and body, every line ended by CRLF, without dot-stuffing. */
public sealed interface Content {
    /** In octets. */
    long size();

    InputStream open() throws IOException;

    /** Small enough for memory. The array is never changed after it is handed over. */
    @SuppressWarnings("ArrayRecordComponent")
    record InMemory(byte[] octets) implements Content {
        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(octets);
        }
    }

    /** On disk. */
    record InFile(Path file, long size) implements Content {
        @Override
        public InputStream open() throws IOException {
            return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        }
    }
}
