package dev.mailflow.relay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Accepts sockets that can hold back what is written, TLS records as well, and so decide what arrives together. */
public final class CorkedServer extends ServerSocket {
    public CorkedServer(int port) throws IOException {
        super(port, 50, InetAddress.getByName("127.0.0.1"));
    }

    @Override
    public Corked accept() throws IOException {
        Corked socket = new Corked();
        implAccept(socket);
        return socket;
    }

    /** One connection. */
    public static final class Corked extends Socket {
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private boolean isCorked;

        /** From now on nothing is sent. */
        public synchronized void cork() {
            isCorked = true;
        }

        /** What was written since, which is then for the caller to send. */
        public synchronized byte[] uncork() {
            isCorked = false;
            byte[] octets = held.toByteArray();
            held.reset();
            return octets;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            OutputStream line = super.getOutputStream();
            return new OutputStream() {
                @Override
                public void write(int octet) throws IOException {
                    write(new byte[] {(byte) octet}, 0, 1);
                }

                @Override
                public void write(byte[] octets, int offset, int length) throws IOException {
                    synchronized (Corked.this) {
                        if (isCorked) {
                            held.write(octets, offset, length);
                            return;
                        }
                    }
                    line.write(octets, offset, length);
                }
            };
        }
    }
}
