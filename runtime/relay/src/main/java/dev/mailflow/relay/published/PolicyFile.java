package dev.mailflow.relay.published;

import dev.mailflow.relay.dns.Dns;
import dev.mailflow.relay.dns.HostAddresses;
import dev.mailflow.relay.dns.MailHosts;
import dev.mailflow.relay.socket.OwnFailure;
import dev.mailflow.relay.socket.Sockets;
import dev.mailflow.relay.tls.TlsEngine;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Fetches policy files (RFC 8461 3.3): HTTPS with a certificate valid for {@code mta-sts.DOMAIN}, no redirect, a bound on
 * time and size. The names are asked of the relay's own DNS, which Java's clients for HTTP cannot be told.
 */
public final class PolicyFile {
    private static final int HTTPS = 443;
    private static final String TOO_SLOW = "the policy's server is too slow";
    private static final int LARGEST = 64 << 10;
    private static final int LARGEST_HEAD = 16 << 10;
    /** RFC 8461 3.3 suggests a minute; a message waits for it. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Dns dns;
    private final Map<String, InetSocketAddress> overrides;
    private final TlsEngine tls;
    private final Duration timeout;

    /**
     * @param tls whose roots the servers are verified by, those in force when one is asked
     * @param overrides where hosts are that shall not be looked up
     */
    public PolicyFile(Dns dns, TlsEngine tls, Map<String, InetSocketAddress> overrides) {
        this(dns, tls, overrides, LONGEST);
    }

    PolicyFile(Dns dns, TlsEngine tls, Map<String, InetSocketAddress> overrides, Duration timeout) {
        this.dns = dns;
        this.overrides = Map.copyOf(overrides);
        this.timeout = timeout;
        this.tls = tls;
    }

    /** What was fetched is no policy. */
    static final class NoPolicy extends IOException {
        private static final long serialVersionUID = 1;

        NoPolicy(String why) {
            super(why);
        }
    }

    /** What a fetch takes at most, questions to the DNS included. */
    Duration timeout() {
        return timeout;
    }

    /** @throws IOException if there is none to be had, with the reason */
    StsPolicy fetch(String domain) throws IOException {
        String host = "mta-sts." + domain;
        long end = System.nanoTime() + timeout.toNanos();
        IOException last = new IOException(host + " has no address");
        for (InetSocketAddress address : addresses(host, end)) {
            try {
                return fetch(host, address, end);
            } catch (OwnFailure e) {
                throw e;
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private List<InetSocketAddress> addresses(String host, long end) throws IOException {
        InetSocketAddress override = overrides.get(host);
        if (override != null) {
            return List.of(override);
        }
        HostAddresses found = within(end, () -> dns.hostAddresses(host));
        if (found.addresses().isEmpty() && found.status() == MailHosts.Status.UNASKED) {
            throw new OwnFailure("the DNS cannot be asked for " + host);
        }
        return found.addresses().stream()
                .map(address -> new InetSocketAddress(address, HTTPS))
                .toList();
    }

    /** In a thread of its own, for the DNS has its own time: what it says later is kept for the next who asks. */
    private static <T> T within(long end, Callable<T> question) throws IOException {
        FutureTask<T> asked = new FutureTask<>(question);
        Thread thread = new Thread(asked, "mailflow-sts-dns");
        thread.setDaemon(true);
        thread.start();
        try {
            return asked.get(left(end), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("the DNS is too slow", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private StsPolicy fetch(String host, InetSocketAddress address, long end) throws IOException {
        try (Socket plain = Sockets.open();
                Watchdog watchdog = new Watchdog(plain, left(end))) {
            plain.connect(address, left(end));
            plain.setSoTimeout(left(end));
            try (SSLSocket socket = (SSLSocket) tls.verifying().createSocket(plain, host, HTTPS, true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                parameters.setServerNames(List.of(new SNIHostName(host)));
                parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                socket.getOutputStream()
                        .write(("GET /.well-known/mta-sts.txt HTTP/1.1\r\nHost: " + host
                                        + "\r\nUser-Agent: mailflow\r\nAccept: text/plain\r\nConnection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
                return read(new BufferedInputStream(socket.getInputStream()), plain, end);
            } catch (IOException e) {
                throw watchdog.isOver() ? new IOException(TOO_SLOW, e) : e;
            }
        }
    }

    /**
     * Closes a socket when its time is over, for a timeout counts anew with each octet: a server that sends one of its handshake
     * now and then would hold us for hours.
     */
    private static final class Watchdog implements AutoCloseable {
        private final CompletableFuture<Void> fetched = new CompletableFuture<>();
        private final CompletableFuture<Void> watch;

        Watchdog(Socket socket, int millis) {
            this.watch = fetched.orTimeout(millis, TimeUnit.MILLISECONDS).exceptionally(over -> {
                try {
                    socket.close();
                } catch (IOException e) {
                    // Closed nevertheless.
                }
                return null;
            });
        }

        boolean isOver() {
            return fetched.isCompletedExceptionally();
        }

        @Override
        public void close() {
            fetched.complete(null);
        }
    }

    private static int left(long end) throws IOException {
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new IOException(TOO_SLOW);
        }
        return (int) millis;
    }

    private static StsPolicy read(InputStream in, Socket socket, long end) throws IOException {
        String status = line(in, socket, end);
        if (!status.matches("HTTP/1\\.[01] 200( .*)?")) {
            throw new IOException("the policy's server answers `" + status.replaceAll("[^ -~]", "?") + "`");
        }
        String type = "";
        boolean chunked = false;
        long length = Long.MAX_VALUE;
        String header;
        int size = 0;
        while (!(header = line(in, socket, end)).isEmpty()) {
            size += header.length();
            if (size > LARGEST_HEAD) {
                throw new IOException("the policy's server sends too long a head");
            }
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-type:")) {
                type = lower.substring(13).strip();
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.contains("chunked");
            } else if (lower.matches("content-length: *[0-9]{1,15}")) {
                length = Long.parseLong(lower.substring(15).strip());
            }
        }
        if (!type.matches("text/plain( *;.*)?")) {
            throw new NoPolicy("the policy is of type `" + type.replaceAll("[^ -~]", "?") + "`, not text/plain");
        }
        byte[] octets = chunked ? chunks(in, socket, end) : body(in, socket, end, length);
        return StsPolicy.parse(octets).orElseThrow(() -> new NoPolicy("the policy is malformed"));
    }

    private static byte[] body(InputStream in, Socket socket, long end, long length) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (out.size() < length) {
            int octet = next(in, socket, end);
            if (octet < 0) {
                break;
            }
            add(out, octet);
        }
        return out.toByteArray();
    }

    private static byte[] chunks(InputStream in, Socket socket, long end) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (true) {
            String head = line(in, socket, end).replaceAll(";.*", "").strip();
            if (!head.matches("[0-9a-fA-F]{1,6}")) {
                throw new IOException("the policy's server sends malformed chunks");
            }
            int length = Integer.parseInt(head, 16);
            if (length == 0) {
                return out.toByteArray();
            }
            for (int i = 0; i < length; i++) {
                int octet = next(in, socket, end);
                if (octet < 0) {
                    throw new IOException("the policy is cut off");
                }
                add(out, octet);
            }
            line(in, socket, end);
        }
    }

    private static void add(ByteArrayOutputStream out, int octet) throws IOException {
        if (out.size() == LARGEST) {
            throw new IOException("the policy is larger than 64 KiB");
        }
        out.write(octet);
    }

    private static String line(InputStream in, Socket socket, long end) throws IOException {
        StringBuilder line = new StringBuilder();
        int octet;
        while ((octet = next(in, socket, end)) != '\n') {
            if (octet < 0 || line.length() > LARGEST_HEAD) {
                throw new IOException("the policy's server sends no HTTP");
            }
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        return line.toString();
    }

    private static int next(InputStream in, Socket socket, long end) throws IOException {
        if (in.available() == 0) {
            // A server that sends an octet now and then must not hold us longer than one that sends none.
            socket.setSoTimeout(left(end));
        }
        return in.read();
    }
}
