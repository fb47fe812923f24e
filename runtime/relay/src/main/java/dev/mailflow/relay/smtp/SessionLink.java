package dev.mailflow.relay.smtp;

import dev.mailflow.relay.tls.PeerTls;
import dev.mailflow.relay.tls.TlsEngine;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLSocket;

/** A session's connection: lines in, replies out, and the change to TLS between them. */
final class SessionLink {
    /** Octets of replies held back: a dozen, for ten thousand idle sessions hold their room too. */
    private static final int REPLIES = 1024;

    private final Socket raw;
    private Socket socket;
    private BufferedOutputStream out;
    private SmtpInput input;
    private Runnable waiting = () -> {};

    SessionLink(Socket raw) throws IOException {
        this.raw = raw;
        this.socket = raw;
        this.out = new BufferedOutputStream(raw.getOutputStream(), REPLIES);
        this.input = new SmtpInput(raw.getInputStream(), this::beforeWaiting);
    }

    /** @param action whenever the peer is waited for */
    void whenWaiting(Runnable action) {
        waiting = action;
    }

    private void beforeWaiting() throws IOException {
        waiting.run();
        out.flush();
    }

    SmtpInput input() {
        return input;
    }

    /** Held back until the peer is waited for, so that pipelined commands get their replies together (RFC 2920). */
    void send(SmtpReply reply) throws IOException {
        sendLine(reply.toString());
    }

    void sendLine(String line) throws IOException {
        out.write(line.getBytes(StandardCharsets.US_ASCII));
        out.write('\r');
        out.write('\n');
    }

    void flush() throws IOException {
        out.flush();
    }

    private void timeout(Duration duration) throws IOException {
        raw.setSoTimeout((int) Math.min(Integer.MAX_VALUE, duration.toMillis()));
    }

    /** Whether the client sends before it is greeted; it is given so long to show. */
    boolean hasEarly(Duration wait) throws IOException {
        if (wait.isZero() || input.hasReceived()) {
            return input.hasReceived();
        }
        timeout(wait);
        try {
            return input.await();
        } catch (SocketTimeoutException waited) {
            return false;
        } finally {
            timeout(Duration.ZERO);
        }
    }

    /** Everything read or sent so far is behind; nothing of it lives on in the protected session. */
    PeerTls secure(TlsEngine tls) throws IOException {
        SSLSocket secured = tls.accept(socket);
        socket = secured;
        out = new BufferedOutputStream(secured.getOutputStream(), REPLIES);
        input = new SmtpInput(secured.getInputStream(), this::beforeWaiting);
        return tls.peer(secured);
    }

    /** Makes the reader see the end; what is being written still goes out. */
    void stopReading() {
        try {
            raw.shutdownInput();
        } catch (IOException e) {
            abort();
        }
    }

    void abort() {
        try {
            raw.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    void close() {
        try {
            out.flush();
            socket.close();
        } catch (IOException e) {
            abort();
        }
    }
}
