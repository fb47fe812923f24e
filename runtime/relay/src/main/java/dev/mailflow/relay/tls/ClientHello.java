package dev.mailflow.relay.tls;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The first record of a client, looked at before the handshake for the host that it asks for. JSSE ends the handshake with whoever
 * asks for one that is no host name by its lights; RFC 6066 3 lets a server go on, and so does every other mail server.
 */
record ClientHello(byte[] octets, Optional<String> serverName) {
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int RECORD_HEADER = 5;
    /** Octets of a record at most (RFC 8446 5.1). */
    private static final int LONGEST_RECORD = 1 << 14;

    private static final int VERSION_AND_RANDOM = 34;
    private static final int SERVER_NAME = 0;
    private static final int HOST_NAME = 0;
    private static final int LONGEST_NAME = 255;

    /**
     * Reads the record. What is no hello, or no whole one, is for the handshake to judge and names no host.
     *
     * @return all that was read
     */
    static ClientHello read(InputStream in) throws IOException {
        byte[] header = in.readNBytes(RECORD_HEADER);
        if (header.length < RECORD_HEADER) {
            throw new EOFException("the client closed before the handshake");
        }
        int length = Short.toUnsignedInt(ByteBuffer.wrap(header).getShort(3));
        if (header[0] != HANDSHAKE || length > LONGEST_RECORD) {
            return new ClientHello(header, Optional.empty());
        }
        byte[] octets = Arrays.copyOf(header, RECORD_HEADER + length);
        int count = in.readNBytes(octets, RECORD_HEADER, length);
        return new ClientHello(
                Arrays.copyOf(octets, RECORD_HEADER + count),
                serverName(ByteBuffer.wrap(octets, RECORD_HEADER, count).slice()));
    }

    /** RFC 8446 4.1.2, the same in TLS 1.2 but for the meaning of some fields. */
    private static Optional<String> serverName(ByteBuffer record) {
        try {
            if (record.get() != CLIENT_HELLO) {
                return Optional.empty();
            }
            ByteBuffer hello = take(record, Byte.toUnsignedInt(record.get()) << 16 | unsignedShort(record));
            take(hello, VERSION_AND_RANDOM);
            take(hello, Byte.toUnsignedInt(hello.get()));
            take(hello, unsignedShort(hello));
            take(hello, Byte.toUnsignedInt(hello.get()));
            ByteBuffer extensions = take(hello, unsignedShort(hello));
            while (extensions.hasRemaining()) {
                int type = unsignedShort(extensions);
                ByteBuffer extension = take(extensions, unsignedShort(extensions));
                if (type == SERVER_NAME) {
                    return hostName(take(extension, unsignedShort(extension)));
                }
            }
        } catch (BufferUnderflowException cut) {
            // The handshake will say so.
        }
        return Optional.empty();
    }

    /** RFC 6066 3. */
    private static Optional<String> hostName(ByteBuffer names) {
        while (names.hasRemaining()) {
            int type = names.get();
            ByteBuffer name = take(names, unsignedShort(names));
            if (type == HOST_NAME) {
                return name.remaining() > LONGEST_NAME
                        ? Optional.empty()
                        : Optional.of(StandardCharsets.ISO_8859_1
                                .decode(name)
                                .toString()
                                .toLowerCase(Locale.ROOT));
            }
        }
        return Optional.empty();
    }

    private static int unsignedShort(ByteBuffer from) {
        return Short.toUnsignedInt(from.getShort());
    }

    private static ByteBuffer take(ByteBuffer from, int length) {
        if (length > from.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer taken = from.slice().limit(length);
        from.position(from.position() + length);
        return taken;
    }
}
