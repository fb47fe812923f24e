package dev.mailflow.relay.client;

import dev.mailflow.relay.socket.Sockets;
import dev.mailflow.relay.time.Timed;
import dev.mailflow.relay.tls.PeerTls;
import dev.mailflow.relay.tls.TlsEngine;
import dev.mailflow.runtime.CertificateName;
import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/** Commands out, replies in, over a socket that may turn to TLS. */
final class Dialogue implements Timed {
    private final Socket raw;
    private Socket socket;
    private BufferedOutputStream out;
    private AnswerReader answers;
    private volatile long deadline;
    private volatile boolean overdue;

    private Dialogue(Socket socket) throws IOException {
        this.raw = socket;
        this.socket = socket;
        this.out = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
        this.answers = new AnswerReader(socket.getInputStream());
        this.deadline = System.nanoTime() + Duration.ofMinutes(10).toNanos();
    }

    /** @throws dev.mailflow.relay.socket.OwnFailure if it is this machine that cannot call anybody */
    static Dialogue open(InetSocketAddress address, Duration timeout) throws IOException {
        Socket socket = Sockets.open();
        try {
            socket.connect(address, (int) timeout.toMillis());
            return new Dialogue(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Bounds everything until the next call, stalled writes included. By the thread that ends what is overdue, not by the
     * socket: with a timeout of its own each wait for a reply would cost three calls of the system instead of one.
     */
    void allow(Duration time) {
        deadline = System.nanoTime() + time.toNanos();
    }

    /** Gives time anew with each block that is read to be sent: a large message over a slow line is no stalled one. */
    InputStream paced(InputStream content, Duration block) {
        return new FilterInputStream(content) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                allow(block);
                return super.read(buffer, offset, length);
            }
        };
    }

    /** @throws IllegalArgumentException if the command would break its line, which no address of ours can do */
    void send(String command) throws IOException {
        for (int i = 0; i < command.length(); i++) {
            if (command.charAt(i) < ' ' || command.charAt(i) == 0x7F) {
                throw new IllegalArgumentException("control character in a command");
            }
        }
        out.write(command.getBytes(StandardCharsets.UTF_8));
        out.write('\r');
        out.write('\n');
    }

    SmtpAnswer answer() throws IOException {
        try {
            out.flush();
            return answers.read();
        } catch (IOException e) {
            throw overdue ? new IOException("timed out") : e;
        }
    }

    SmtpAnswer ask(String command) throws IOException {
        send(command);
        return answer();
    }

    /** Whether the other end has said more than it was asked for. */
    boolean hasSpoken() throws IOException {
        if (answers.hasMore()) {
            return true;
        }
        // Under TLS only what is deciphered already counts as available. What the line holds may be a reply, a part
        // of one, or no more than a session ticket: reading tells, and a record cut short is read on the next time.
        if (!(socket instanceof SSLSocket) || raw.getInputStream().available() == 0) {
            return false;
        }
        int usual = raw.getSoTimeout();
        raw.setSoTimeout(1);
        try {
            return answers.hears();
        } finally {
            raw.setSoTimeout(usual);
        }
    }

    OutputStream body() {
        return out;
    }

    /** @throws IOException also if octets came ahead of the handshake, for they were not sent by the other end of it */
    PeerTls secure(TlsEngine tls, String host, List<CertificateName> presented) throws IOException {
        if (answers.hasUnread()) {
            throw new IOException("octets before the handshake");
        }
        SSLSocket secured = tls.connect(socket, host, presented);
        socket = secured;
        out = new BufferedOutputStream(secured.getOutputStream(), 16 * 1024);
        answers = new AnswerReader(secured.getInputStream());
        return tls.peer(secured);
    }

    /** What the other end showed, leaf first; empty without TLS. */
    List<X509Certificate> chain() {
        List<X509Certificate> chain = new ArrayList<>();
        if (socket instanceof SSLSocket secured) {
            try {
                for (Certificate one : secured.getSession().getPeerCertificates()) {
                    if (one instanceof X509Certificate certificate) {
                        chain.add(certificate);
                    }
                }
            } catch (SSLPeerUnverifiedException none) {
                return List.of();
            }
        }
        return chain;
    }

    @Override
    public boolean isOverdue(long now) {
        return now - deadline > 0;
    }

    @Override
    public void abort() {
        overdue = true;
        try {
            raw.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            abort();
        }
    }
}
