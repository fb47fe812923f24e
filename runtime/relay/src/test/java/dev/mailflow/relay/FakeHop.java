package dev.mailflow.relay;

import dev.mailflow.relay.tls.TlsEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A next hop that answers by script: a reply of ours to each command, the empty one for closing. */
public final class FakeHop implements AutoCloseable {
    private final CorkedServer server;
    private final Optional<TlsEngine> tls;
    private final Script script;
    /** What the peer answers. */
    @FunctionalInterface
    public interface Script {
        /** Null for the usual reply. */
        @org.jspecify.annotations.Nullable
        String reply(int connection, String command);
    }

    /** A hop that greets nobody until then. */
    public static Script silentUntil(CountDownLatch gate) {
        return (number, command) -> {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return null;
        };
    }

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /** @param script number of the connection from 1 and command (or {@code greeting}, or {@code .} for a message's end) to the reply; null for the usual */
    public FakeHop(Script script) throws IOException {
        this(0, script);
    }

    public FakeHop(int port, Script script) throws IOException {
        this(port, Optional.empty(), script);
    }

    /** @param tls for STARTTLS, which it then offers; each line of a reply is then a record of its own, and all arrive together */
    public FakeHop(Optional<TlsEngine> tls, Script script) throws IOException {
        this(0, tls, script);
    }

    private FakeHop(int port, Optional<TlsEngine> tls, Script script) throws IOException {
        this.server = new CorkedServer(port);
        this.tls = tls;
        this.script = script;
        Thread thread = new Thread(this::accept, "fake-hop");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Commands and the lines of messages, of all connections. */
    public List<String> heard() {
        return heard;
    }

    public int connections() {
        return connections.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                CorkedServer.Corked socket = server.accept();
                sockets.add(socket);
                int number = connections.incrementAndGet();
                Thread thread = new Thread(() -> serve(socket, number), "fake-hop-" + number);
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private void serve(CorkedServer.Corked socket, int number) {
        try (socket) {
            BufferedReader in = reader(socket);
            Line out = new Line(socket, socket.getOutputStream());
            if (!answer(out, number, "greeting", "220 fake")) {
                return;
            }
            String line;
            boolean inMessage = false;
            while ((line = in.readLine()) != null) {
                heard.add(line);
                if (inMessage) {
                    if (line.equals(".")) {
                        inMessage = false;
                        if (!answer(out, number, ".", "250 2.0.0 taken")) {
                            return;
                        }
                    }
                    continue;
                }
                if (tls.isPresent() && line.equals("STARTTLS")) {
                    answer(out, number, line, "220 go");
                    Socket secured = tls.get().accept(socket);
                    in = reader(secured);
                    out = new Line(socket, secured.getOutputStream());
                    continue;
                }
                String usual = line.startsWith("EHLO")
                        ? "250-fake\r\n250-PIPELINING\r\n" + (tls.isPresent() ? "250-STARTTLS\r\n" : "")
                                + "250 8BITMIME"
                        : line.equals("LHLO mx.relay.test")
                                ? "250-fake\r\n250 PIPELINING"
                                : line.equals("DATA") ? "354 go" : line.equals("QUIT") ? "221 bye" : "250 ok";
                if (!line.startsWith("BDAT ") && !answer(out, number, line, usual)) {
                    return;
                }
                String scripted = script.reply(number, line);
                if (line.startsWith("BDAT ")) {
                    if (scripted == null || !scripted.startsWith("502")) {
                        chunk(in, Integer.parseInt(line.split(" ")[1]));
                    }
                    if (!answer(out, number, line, "250 2.0.0 taken")) {
                        return;
                    }
                    continue;
                }
                inMessage = line.equals("DATA") && (scripted == null || scripted.startsWith("354"));
            }
        } catch (IOException e) {
            heard.add("lost: " + e.getMessage());
        }
    }

    /** A message of ASCII in one chunk. */
    private void chunk(BufferedReader in, int octets) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < octets; i++) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("closed within a chunk");
            }
            text.append((char) c);
        }
        heard.addAll(text.toString().lines().toList());
    }

    /** @param to over the socket, perhaps enciphered */
    private record Line(CorkedServer.Corked socket, OutputStream to) {
        void write(String reply) throws IOException {
            socket.cork();
            for (String line : reply.split("(?<=\n)")) {
                to.write(line.getBytes(StandardCharsets.ISO_8859_1));
                to.flush();
            }
            socket.getOutputStream().write(socket.uncork());
        }
    }

    private boolean answer(Line out, int number, String command, String usual) throws IOException {
        String scripted = script.reply(number, command);
        String reply = scripted == null ? usual : scripted;
        if (reply.isEmpty()) {
            return false;
        }
        out.write(reply + "\r\n");
        return true;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
