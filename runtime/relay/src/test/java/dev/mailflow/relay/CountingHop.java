package dev.mailflow.relay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/** A next hop that counts by subject what it takes, and takes nothing for a while if it is told so. */
final class CountingHop implements AutoCloseable {
    private final Map<String, Integer> arrivals = new ConcurrentHashMap<>();
    private final ServerSocket server = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
    private volatile String rcpt = "250 ok";
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile Predicate<String> isUnwanted = subject -> false;

    CountingHop() throws IOException {
        Thread thread = new Thread(this::accept, "counting-hop");
        thread.setDaemon(true);
        thread.start();
    }

    String hosts() {
        return "{\"hop.test\": \"127.0.0.1:" + server.getLocalPort() + "\"}";
    }

    /** Answers RCPT so from now on. */
    void answerRcpt(String reply) {
        rcpt = reply;
    }

    /** Lets everybody wait for the answer to RCPT until then. */
    void holdUntil(CountDownLatch opened) {
        gate = opened;
    }

    /** Refuses such subjects for good, at the end of the message. */
    void refuse(Predicate<String> unwanted) {
        isUnwanted = unwanted;
    }

    /** How often each subject arrived. */
    Map<String, Integer> arrivals() {
        return arrivals;
    }

    long doubled() {
        return arrivals.values().stream().filter(count -> count > 1).count();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread thread = new Thread(() -> serve(socket), "counting-hop");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            say(socket, "220 counting");
            String line;
            while ((line = in.readLine()) != null) {
                if (line.startsWith("RCPT")) {
                    gate.await();
                    say(socket, rcpt);
                } else if (line.equals("DATA") && rcpt.startsWith("250")) {
                    say(socket, "354 go");
                    String subject = message(in);
                    if (subject.isEmpty()) {
                        return;
                    }
                    boolean isTaken = !isUnwanted.test(subject);
                    if (isTaken) {
                        arrivals.merge(subject, 1, Integer::sum);
                    }
                    say(socket, isTaken ? "250 taken" : "554 5.7.1 not this");
                } else {
                    say(socket, line.equals("DATA") ? "503 nobody" : "250 ok");
                }
            }
        } catch (IOException e) {
            // The relay was killed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The subject of a message that came to its end; empty if it did not, or is damaged. */
    private static String message(BufferedReader in) throws IOException {
        String subject = "";
        String last = "";
        String line;
        while ((line = in.readLine()) != null) {
            if (line.equals(".")) {
                return last.equals("end of it") ? subject : "damaged " + subject;
            }
            if (line.startsWith("Subject: ")) {
                subject = line.substring(9);
            }
            last = line;
        }
        return "";
    }

    private static void say(Socket socket, String reply) throws IOException {
        socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
