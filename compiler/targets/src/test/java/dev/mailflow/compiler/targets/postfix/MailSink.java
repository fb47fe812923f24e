package dev.mailflow.compiler.targets.postfix;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A next hop on loopback that takes all mail and tells how each recipient came. Stops with the test. */
final class MailSink implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final ServerSocket server;
    private final Optional<SSLContext> tls;
    private final List<String> taken = new ArrayList<>();

    /** @param tls what STARTTLS shows; empty: it is not offered */
    MailSink(Optional<SSLContext> tls) throws IOException {
        this.tls = tls;
        this.server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::accept, "mail-sink");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** Recipients with {@code tls} or {@code clear} behind each. */
    List<String> taken() {
        synchronized (taken) {
            return List.copyOf(taken);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                // One that is silent keeps no other waiting.
                Thread thread = new Thread(() -> converse(socket), "mail-sink-client");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                // The end.
            }
        }
    }

    private void converse(Socket connection) {
        try (Socket socket = connection) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            serve(socket, "clear");
        } catch (IOException e) {
            // A client that went away.
        }
    }

    private void serve(Socket socket, String how) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        OutputStream out = socket.getOutputStream();
        if (how.equals("clear")) {
            say(out, "220 sink.invalid ESMTP");
        }
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            switch (line.toUpperCase(Locale.ROOT).replaceFirst("[ :].*", "")) {
                case "EHLO" ->
                    say(out, tls.isPresent() && how.equals("clear") ? "250-sink\r\n250 STARTTLS" : "250 sink");
                case "STARTTLS" -> {
                    say(out, "220 go on");
                    SSLSocket secured = (SSLSocket) tls.orElseThrow()
                            .getSocketFactory()
                            .createSocket(socket, "sink.invalid", socket.getPort(), true);
                    secured.setUseClientMode(false);
                    secured.startHandshake();
                    serve(secured, "tls");
                    return;
                }
                case "RCPT" -> {
                    synchronized (taken) {
                        taken.add(line.replaceFirst(".*<(.*)>.*", "$1") + " " + how);
                    }
                    say(out, "250 ok");
                }
                case "DATA" -> {
                    say(out, "354 go on");
                    for (String text = in.readLine(); text != null && !text.equals("."); text = in.readLine()) {}
                    say(out, "250 ok");
                }
                case "QUIT" -> {
                    say(out, "221 bye");
                    return;
                }
                default -> say(out, "250 ok");
            }
        }
    }

    private static void say(OutputStream out, String reply) throws IOException {
        out.write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
