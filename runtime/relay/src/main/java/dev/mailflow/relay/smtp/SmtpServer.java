package dev.mailflow.relay.smtp;

import dev.mailflow.relay.config.Hosts;
import dev.mailflow.relay.config.RelayConfiguration.Listener;
import dev.mailflow.relay.time.Deadlines;
import dev.mailflow.runtime.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens, counts and hands connections to sessions. */
public final class SmtpServer {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpServer.class);
    private static final int BACKLOG = 1024;
    private static final String TOO_MANY = "421 4.3.2 too many sessions on this server; try again later";

    private final Reception reception;
    private final ExecutorService workers;
    private final Deadlines<SmtpSession> deadlines = new Deadlines<>();
    private final List<ServerSocket> sockets = new ArrayList<>();
    private final AtomicInteger sessions = new AtomicInteger();
    private final Map<IpAddress, Integer> perClient = new ConcurrentHashMap<>();
    private volatile long lastTurnedAway = System.nanoTime() - TimeUnit.DAYS.toNanos(1);
    private volatile boolean closing;

    private SmtpServer(Reception reception, ExecutorService workers) {
        this.reception = reception;
        this.workers = workers;
    }

    /**
     * Binds every listener of the configuration.
     *
     * @throws IOException naming the listener that cannot be bound; then none is left open
     */
    public static SmtpServer start(Reception reception, ExecutorService workers) throws IOException {
        SmtpServer server = new SmtpServer(reception, workers);
        try {
            for (Listener listener : reception.configuration().listeners()) {
                server.bind(listener);
            }
        } catch (IOException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private void bind(Listener listener) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getByName(listener.address().toString()), listener.port());
        try {
            socket.bind(address, BACKLOG);
        } catch (IOException e) {
            socket.close();
            throw new IOException("cannot listen on " + Hosts.text(address) + ": " + e.getMessage(), e);
        }
        sockets.add(socket);
        Thread thread = new Thread(() -> accept(socket, listener), "mailflow-accept-" + socket.getLocalPort());
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether it is on its way down. */
    public boolean isClosing() {
        return closing;
    }

    /** Sessions at this moment. */
    public int sessions() {
        return sessions.get();
    }

    /** The ports bound, in the order of the listeners. */
    public List<Integer> ports() {
        return sockets.stream().map(ServerSocket::getLocalPort).toList();
    }

    /** The addresses bound, in the order of the listeners. */
    public List<InetSocketAddress> addresses() {
        return sockets.stream()
                .map(socket -> new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort()))
                .toList();
    }

    private void accept(ServerSocket socket, Listener listener) {
        while (!closing) {
            try {
                admit(socket.accept(), listener);
            } catch (IOException | RuntimeException e) {
                if (!closing) {
                    LOG.warn("event=accept-error reason=\"{}\"", e.toString());
                    pause();
                }
            }
        }
    }

    /** Out of file descriptors, accept fails at once and again. */
    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void admit(Socket socket, Listener listener) throws IOException {
        socket.setTcpNoDelay(true);
        IpAddress client = IpAddress.of(socket.getInetAddress().getAddress());
        var limits = reception.configuration().limits();
        reception.metrics().connection(listener.kind().name().toLowerCase(Locale.ROOT));
        if (sessions.incrementAndGet() > limits.sessions()) {
            sessions.decrementAndGet();
            turnAway(socket, TOO_MANY, "sessions");
            return;
        }
        if (perClient.merge(ClientNetwork.of(client), 1, Integer::sum) > limits.sessionsPerClient()) {
            leave(client);
            turnAway(
                    socket,
                    "421 4.7.0 too many sessions from your address; end some, or try again later",
                    "client-sessions");
            return;
        }
        try {
            SmtpSession session =
                    new SmtpSession(reception, listener, new SessionLink(socket), client, this::isCrowded);
            workers.execute(() -> run(session, client));
        } catch (IOException | RejectedExecutionException e) {
            leave(client);
            turnAway(socket, TOO_MANY, "sessions");
        }
    }

    private void run(SmtpSession session, IpAddress client) {
        deadlines.watch(session);
        try {
            session.run();
        } catch (RuntimeException e) {
            LOG.error("event=session-error client={}", client, e);
        } finally {
            deadlines.forget(session);
            leave(client);
        }
    }

    private void leave(IpAddress client) {
        perClient.computeIfPresent(ClientNetwork.of(client), (ignored, count) -> count > 1 ? count - 1 : null);
        sessions.decrementAndGet();
    }

    private boolean isCrowded() {
        return sessions.get() >= reception.configuration().limits().sessions() / 2
                && System.nanoTime() - lastTurnedAway < TimeUnit.SECONDS.toNanos(10);
    }

    private void turnAway(Socket socket, String reply, String why) {
        reception.metrics().turnedAway(why);
        if (why.equals("sessions")) {
            lastTurnedAway = System.nanoTime();
        }
        try (socket) {
            // Fits any socket buffer, so the accepting thread does not wait here.
            socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            LOG.debug("event=turn-away reason=\"{}\"", e.toString());
        }
    }

    /** Takes no new connections and ends the idle ones; messages under way may finish, for a while. */
    public void close() {
        closing = true;
        for (ServerSocket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("event=close reason=\"{}\"", e.toString());
            }
        }
        deadlines.watched().forEach(SmtpSession::drain);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!deadlines.watched().isEmpty() && System.nanoTime() < until) {
            pause();
        }
        deadlines.watched().forEach(SmtpSession::kill);
        deadlines.close();
    }
}
