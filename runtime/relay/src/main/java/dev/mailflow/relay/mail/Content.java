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

    /** @throws IOException if it cannot be read, or is no longer what it was: half a message is not to be taken for one */
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
            long there = Files.size(file);
            if (there != size) {
                throw new IOException(file + " has " + there + " octets of " + size);
            }
            return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        }
    }
}
