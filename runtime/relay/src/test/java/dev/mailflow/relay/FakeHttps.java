package dev.mailflow.relay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** An HTTPS server on loopback that gives the same answer to everyone. */
public final class FakeHttps implements AutoCloseable {
    private final SSLServerSocket server;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile String answer;
    private volatile boolean slow;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    /** @param answer status line, headers, empty line, body */
    public FakeHttps(TestPki.Issued shown, String answer) throws Exception {
        this.answer = answer;
        this.server = (SSLServerSocket) RawClient.context(shown)
                .getServerSocketFactory()
                .createServerSocket(0, 20, InetAddress.getByName("127.0.0.1"));
        Thread thread = new Thread(this::serve, "fake-https");
        thread.setDaemon(true);
        thread.start();
    }

    /** The answer with a policy of these lines. */
    public static String policy(String... lines) {
        return "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + String.join("\r\n", lines)
                + "\r\n";
    }

    public void answer(String other) {
        answer = other;
    }

    /** From now on an octet at a time, with a pause before each. */
    public void slowDown() {
        slow = true;
    }

    /** From now on what is answered at the time of a request is sent when the gate is open. */
    public void holdBack(CountDownLatch until) {
        gate = until;
    }

    public int port() {
        return server.getLocalPort();
    }

    public int requests() {
        return requests.get();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (SSLSocket socket = (SSLSocket) server.accept()) {
                socket.setSoTimeout(5000);
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                String line = in.readLine();
                String said = answer;
                requests.incrementAndGet();
                while (line != null && !line.isEmpty()) {
                    line = in.readLine();
                }
                gate.await();
                if (slow) {
                    drip(socket, said);
                } else {
                    socket.getOutputStream().write(said.getBytes(StandardCharsets.UTF_8));
                    socket.getOutputStream().flush();
                }
            } catch (IOException e) {
                // The client did not like us; the next one may.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void drip(SSLSocket socket, String said) throws IOException {
        for (byte octet : said.getBytes(StandardCharsets.UTF_8)) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            socket.getOutputStream().write(octet);
            socket.getOutputStream().flush();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
