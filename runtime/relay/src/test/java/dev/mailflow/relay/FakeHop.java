package dev.mailflow.relay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A next hop that answers by script: a reply of ours to each command, the empty one for closing. */
public final class FakeHop implements AutoCloseable {
    private final ServerSocket server;
    private final Script script;
    /** What the peer answers. */
    @FunctionalInterface
    public interface Script {
        /** Null for the usual reply. */
        @org.jspecify.annotations.Nullable
        String reply(int connection, String command);
    }

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /** @param script number of the connection from 1 and command (or {@code greeting}, or {@code .} for a message's end) to the reply; null for the usual */
    public FakeHop(Script script) throws IOException {
        this(0, script);
    }

    public FakeHop(int port, Script script) throws IOException {
        this.server = new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"));
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
                Socket socket = server.accept();
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

    private void serve(Socket socket, int number) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            OutputStream out = socket.getOutputStream();
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
                String usual = line.startsWith("EHLO")
                        ? "250-fake\r\n250-PIPELINING\r\n250 8BITMIME"
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

    private boolean answer(OutputStream out, int number, String command, String usual) throws IOException {
        String scripted = script.reply(number, command);
        String reply = scripted == null ? usual : scripted;
        if (reply.isEmpty()) {
            return false;
        }
        out.write((reply + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
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
