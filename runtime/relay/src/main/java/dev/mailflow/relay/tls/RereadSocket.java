package dev.mailflow.relay.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * A connected socket whose first octets were read already and are read again. JSSE would take such octets itself
 * ({@code createSocket} with what was consumed), but then closes the socket at the end of what the client sends, before it can be
 * answered. Only what JSSE asks of a socket below its own is passed on.
 */
final class RereadSocket extends Socket {
    private final Socket below;
    private final InputStream in;

    /** @param first read from it before all else */
    RereadSocket(Socket below, byte[] first) throws IOException {
        this.below = below;
        this.in = new Reread(first, below.getInputStream());
    }

    /** Without a lock, which a virtual thread would hold while it waits. */
    private static final class Reread extends InputStream {
        private static final byte[] NONE = {};

        private final InputStream rest;
        /** Let go of when it is read: up to 16 KiB, for as long as the session lasts. */
        private byte[] first;

        private int at;

        Reread(byte[] first, InputStream rest) {
            this.first = first;
            this.rest = rest;
        }

        @Override
        public int read() throws IOException {
            if (at == first.length) {
                return rest.read();
            }
            int octet = first[at++] & 0xFF;
            forgetWhatIsRead();
            return octet;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (at == first.length) {
                return rest.read(to, offset, length);
            }
            int count = Math.min(length, first.length - at);
            System.arraycopy(first, at, to, offset, count);
            at += count;
            forgetWhatIsRead();
            return count;
        }

        private void forgetWhatIsRead() {
            if (at == first.length) {
                first = NONE;
                at = 0;
            }
        }

        @Override
        public int available() throws IOException {
            return first.length - at + rest.available();
        }

        @Override
        public void close() throws IOException {
            rest.close();
        }
    }

    @Override
    public InputStream getInputStream() {
        return in;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return below.getOutputStream();
    }

    @Override
    public boolean isConnected() {
        return below.isConnected();
    }

    @Override
    public boolean isBound() {
        return below.isBound();
    }

    @Override
    public boolean isClosed() {
        return below.isClosed();
    }

    @Override
    public boolean isInputShutdown() {
        return below.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return below.isOutputShutdown();
    }

    @Override
    public void shutdownInput() throws IOException {
        below.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        below.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        below.close();
    }

    @Override
    public @Nullable InetAddress getInetAddress() {
        return below.getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return below.getLocalAddress();
    }

    @Override
    public int getPort() {
        return below.getPort();
    }

    @Override
    public int getLocalPort() {
        return below.getLocalPort();
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        return below.getRemoteSocketAddress();
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        return below.getLocalSocketAddress();
    }

    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        below.setSoTimeout(timeout);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return below.getSoTimeout();
    }

    @Override
    public void setSoLinger(boolean on, int linger) throws SocketException {
        below.setSoLinger(on, linger);
    }

    @Override
    public int getSoLinger() throws SocketException {
        return below.getSoLinger();
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        below.setTcpNoDelay(on);
    }

    @Override
    public boolean getTcpNoDelay() throws SocketException {
        return below.getTcpNoDelay();
    }
}
