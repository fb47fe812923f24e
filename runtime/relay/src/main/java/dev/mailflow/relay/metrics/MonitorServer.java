package dev.mailflow.relay.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mailflow.relay.config.Hosts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Answers {@code /healthz} and {@code /metrics} over HTTP, for a probe and for Prometheus. */
public final class MonitorServer implements AutoCloseable {
    private static final int BACKLOG = 16;

    private final HttpServer server;
    private final ExecutorService worker;

    private MonitorServer(HttpServer server, ExecutorService worker) {
        this.server = server;
        this.worker = worker;
    }

    /**
     * Starts it.
     *
     * @param troubles why the relay cannot do its work now; empty if all is well
     * @throws IOException naming the address, if it cannot be listened on
     */
    public static MonitorServer start(
            InetSocketAddress address, Supplier<String> metrics, Supplier<List<String>> troubles) throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(address, BACKLOG);
        } catch (IOException e) {
            throw new IOException("monitor: cannot listen on " + Hosts.text(address) + ": " + e.getMessage(), e);
        }
        ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "mailflow-monitor");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(worker);
        server.createContext("/", exchange -> answer(exchange, 404, "text/plain", "there are /healthz and /metrics\n"));
        server.createContext("/healthz", exchange -> {
            List<String> found = troubles.get();
            answer(
                    exchange,
                    found.isEmpty() ? 200 : 503,
                    "text/plain",
                    (found.isEmpty() ? "ok" : String.join("\n", found)) + "\n");
        });
        server.createContext("/metrics", exchange -> answer(exchange, 200, "text/plain; version=0.0.4", metrics.get()));
        server.start();
        return new MonitorServer(server, worker);
    }

    private static void answer(HttpExchange exchange, int code, String type, String text) throws IOException {
        try (exchange) {
            boolean reads = exchange.getRequestMethod().equals("GET")
                    || exchange.getRequestMethod().equals("HEAD");
            byte[] octets = (reads ? text : "only GET\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(code, -1);
                return;
            }
            exchange.sendResponseHeaders(reads ? code : 405, octets.length);
            exchange.getResponseBody().write(octets);
        }
    }

    /** The port that is listened on. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        worker.shutdownNow();
    }
}
