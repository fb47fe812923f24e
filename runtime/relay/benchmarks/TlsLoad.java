import java.io.BufferedReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * What smtp-source does, under STARTTLS, which smtp-source does not know. Stays and takes a line for each run, {@code PORT
 * SESSIONS MESSAGES OCTETS kept|each}, so that it is warm; answers with the milliseconds that it took. Every handshake is a
 * whole one: no session is ever resumed. {@code java TlsLoad.java}
 */
final class TlsLoad {
    private static final AtomicInteger HANDSHAKES = new AtomicInteger();

    private final SSLContext tls;
    private final int port;
    private final String body;

    private TlsLoad(SSLContext tls, int port, int octets) {
        this.tls = tls;
        this.port = port;
        this.body = "Subject: load\r\n\r\n" + ("x".repeat(70) + "\r\n").repeat(octets / 72) + ".\r\n";
    }

    public static void main(String[] arguments) throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, new TrustManager[] {new TrustsAll()}, null);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.trim().split(" ");
            int sessions = Integer.parseInt(words[1]);
            int messages = Integer.parseInt(words[2]);
            TlsLoad load = new TlsLoad(tls, Integer.parseInt(words[0]), Integer.parseInt(words[3]));
            long begin = System.nanoTime();
            load.run(sessions, messages, words[4].equals("each"));
            System.out.println((System.nanoTime() - begin) / 1_000_000);
        }
    }

    private void run(int sessions, int messages, boolean isEach) throws Exception {
        AtomicInteger left = new AtomicInteger(messages);
        ExecutorService threads = Executors.newFixedThreadPool(sessions);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            all.add(threads.submit(() -> {
                while (left.get() > 0) {
                    session(left, isEach);
                }
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        threads.shutdown();
    }

    private void session(AtomicInteger left, boolean isEach) throws IOException {
        try (Socket plain = new Socket("127.0.0.1", port)) {
            plain.setTcpNoDelay(true);
            Talk talk = new Talk(plain);
            talk.expect("220");
            talk.ask("EHLO load.test", "250");
            talk.ask("STARTTLS", "220");
            // Another name each time, so that JSSE finds no session to resume.
            String name = "h" + HANDSHAKES.incrementAndGet() + ".test";
            try (SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(plain, name, port, true)) {
                secured.startHandshake();
                talk = new Talk(secured);
                talk.ask("EHLO load.test", "250");
                while (left.getAndDecrement() > 0) {
                    talk.ask("MAIL FROM:<a@load.test>", "250");
                    talk.ask("RCPT TO:<b@away.test>", "250");
                    talk.ask("DATA", "354");
                    talk.ask(body.substring(0, body.length() - 2), "250");
                    if (isEach) {
                        break;
                    }
                }
                talk.ask("QUIT", "221");
            }
        }
    }

    private static final class Talk {
        private final BufferedReader in;
        private final OutputStream out;

        Talk(Socket socket) throws IOException {
            this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            this.out = new BufferedOutputStream(socket.getOutputStream(), 16_384);
        }

        void ask(String command, String code) throws IOException {
            out.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            expect(code);
        }

        void expect(String code) throws IOException {
            String line;
            do {
                line = in.readLine();
                if (line == null || !line.startsWith(code)) {
                    throw new IOException("expected " + code + ", heard " + line);
                }
            } while (line.length() > 3 && line.charAt(3) == '-');
        }
    }

    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
