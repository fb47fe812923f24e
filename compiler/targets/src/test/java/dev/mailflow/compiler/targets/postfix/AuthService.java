package dev.mailflow.compiler.targets.postfix;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/**
 * Tells Postfix who a user is, in the protocol of Dovecot's authentication service (Dovecot's auth-protocol, version 1.1) that
 * {@code smtpd_sasl_type = dovecot} speaks (SASL_README): PLAIN, and whoever says the password is let in. Stops with the test.
 */
final class AuthService implements AutoCloseable {
    static final String PASSWORD = "secret";

    private static final String GREETING = "VERSION\t1\t1\nMECH\tPLAIN\tplaintext\nSPID\t1\nCUID\t1\n"
            + "COOKIE\t00000000000000000000000000000000\nDONE\n";

    private final ServerSocketChannel server;

    AuthService(Path socket) throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        // smtpd(8) has given its rights up.
        LivePostfix.run("chmod", "666", socket.toString());
        start(this::accept);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "authentication service");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel client = server.accept();
                start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void serve(SocketChannel client) {
        try (client;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(client), StandardCharsets.UTF_8))) {
            write(client, GREETING);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] fields = line.split("\t");
                if (fields[0].equals("AUTH")) {
                    write(client, answer(fields[1], line.replaceFirst(".*\tresp=", "")));
                }
            }
        } catch (IOException e) {
            // Postfix has gone; so does this.
        }
    }

    /** RFC 4616: an identity to act for, the user and the password, NUL between them. */
    private static String answer(String id, String response) {
        String[] parts = new String(Base64.getDecoder().decode(response), StandardCharsets.UTF_8).split("\0");
        return parts.length == 3 && parts[2].equals(PASSWORD)
                ? "OK\t" + id + "\tuser=" + parts[1] + "\n"
                : "FAIL\t" + id + "\n";
    }

    private static void write(SocketChannel client, String text) throws IOException {
        ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (octets.hasRemaining()) {
            client.write(octets);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
