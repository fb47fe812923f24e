package dev.mailflow.relay;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A DNS server on loopback that knows the records it is given. */
public final class FakeDns implements AutoCloseable {
    private final DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
    private final List<Record> records = new CopyOnWriteArrayList<>();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final Set<String> insecure = ConcurrentHashMap.newKeySet();
    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicInteger losing = new AtomicInteger();
    private volatile boolean validates;
    private volatile boolean fails;
    private volatile boolean truncates;
    private final AtomicInteger resets = new AtomicInteger();
    private @Nullable ServerSocket byTcp;

    /** @param lines master file lines: {@code a.test. 60 IN MX 10 b.test.} */
    public FakeDns(String... lines) throws IOException {
        add(lines);
        Thread thread = new Thread(this::serve, "fake-dns");
        thread.setDaemon(true);
        thread.start();
    }

    /** Says of every answer that it was validated, but of those about the names given. */
    public FakeDns validating(String... exceptions) {
        validates = true;
        insecure.addAll(List.of(exceptions));
        return this;
    }

    /** Fails for these names, or for one of their types ({@code a.test. AAAA}), as a resolver does for what does not validate. */
    public FakeDns failing(String... names) {
        failing.addAll(List.of(names));
        return this;
    }

    /** Says of every answer that it has more by TCP, which it does not speak. */
    public FakeDns truncating() {
        truncates = true;
        return this;
    }

    /** Says of every answer that it has more by TCP, and takes each call only to reset it. */
    public FakeDns resetting() throws IOException {
        truncates = true;
        ServerSocket server = new ServerSocket(port(), 50, socket.getLocalAddress());
        byTcp = server;
        Thread thread = new Thread(() -> reset(server), "fake-dns-tcp");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void reset(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket call = server.accept()) {
                resets.incrementAndGet();
                call.getInputStream().read();
                // What is closed with octets unread, or without lingering, is reset.
                call.setSoLinger(true, 0);
            } catch (IOException e) {
                // The next one, or the end.
            }
        }
    }

    /** Calls by TCP that it reset. */
    public int resets() {
        return resets.get();
    }

    /** Does not answer the next so many questions, as if they were lost on the way. */
    public FakeDns losing(int next) {
        losing.set(next);
        return this;
    }

    /** Fails for every name from now on. */
    public void failAll() {
        fails = true;
    }

    /** Does not fail any more. */
    public void recover() {
        fails = false;
        failing.clear();
    }

    /** Questions that it was asked. */
    public int questions() {
        return questions.get();
    }

    public void remove(String name) {
        records.removeIf(record -> record.getName().toString().equals(name));
    }

    public void add(String... lines) throws IOException {
        for (String line : lines) {
            try (org.xbill.DNS.Master master = new org.xbill.DNS.Master(
                    new java.io.ByteArrayInputStream(line.getBytes(java.nio.charset.StandardCharsets.US_ASCII)))) {
                records.add(java.util.Objects.requireNonNull(master.nextRecord()));
            }
        }
    }

    public int port() {
        return socket.getLocalPort();
    }

    private void serve() {
        byte[] buffer = new byte[4096];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                questions.incrementAndGet();
                if (losing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    continue;
                }
                Message query = new Message(java.util.Arrays.copyOf(packet.getData(), packet.getLength()));
                byte[] answer = answer(query).toWire();
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                if (socket.isClosed()) {
                    return;
                }
            }
        }
    }

    private Message answer(Message query) {
        Record question = query.getQuestion();
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.addRecord(question, Section.QUESTION);
        if (truncates) {
            answer.getHeader().setFlag(Flags.TC);
        }
        boolean known = false;
        String name = question.getName().toString();
        if (validates && !insecure.contains(name)) {
            answer.getHeader().setFlag(Flags.AD);
        }
        for (Record record : records) {
            if (record.getName().equals(question.getName()) && record.getDClass() == DClass.IN) {
                known = true;
                if (record.getType() == question.getType() || record.getType() == Type.CNAME) {
                    answer.addRecord(record, Section.ANSWER);
                }
            }
        }
        if (fails
                || failing.contains(name)
                || failing.contains(name + " " + Type.string(question.getType()))
                || name.startsWith("broken")) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
        } else if (!known) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        return answer;
    }

    @Override
    public void close() {
        socket.close();
        ServerSocket server = byTcp;
        try {
            if (server != null) {
                server.close();
            }
        } catch (IOException e) {
            // Closed nevertheless.
        }
    }
}
