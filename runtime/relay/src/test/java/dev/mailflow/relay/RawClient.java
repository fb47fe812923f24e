package dev.mailflow.relay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Sends exactly the octets it is told to. */
public final class RawClient implements AutoCloseable {
    private final Socket raw;
    private Socket socket;
    private BufferedReader reader;

    public RawClient(int port) throws IOException {
        raw = new Socket("127.0.0.1", port);
        socket = raw;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    /** Greeted and past EHLO. */
    public static RawClient greeted(int port) throws IOException {
        RawClient client = new RawClient(port);
        client.reply();
        client.ask("EHLO client.test");
        return client;
    }

    public void raw(String octets) throws IOException {
        raw(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void raw(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
        socket.getOutputStream().flush();
    }

    /** Shown by the server. */
    public X509Certificate shown() throws IOException {
        return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
    }

    /** Ends the connection, and under TLS without TLS's own end. */
    public void cut() throws IOException {
        raw.close();
    }

    /** Says that nothing more comes, and goes on listening. */
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** The last line of a reply; {@code closed} at the end. */
    public String reply() throws IOException {
        String line;
        do {
            line = reader.readLine();
        } while (line != null && line.length() > 3 && line.charAt(3) == '-');
        return line == null ? "closed" : line;
    }

    /** All that still comes, until the end. */
    public String rest() throws IOException {
        StringBuilder all = new StringBuilder();
        try {
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                all.append((char) c);
            }
        } catch (java.net.SocketException reset) {
            return all.toString();
        }
        return all.toString();
    }

    /** A reply, if one is there already; else nothing. */
    public String replyIfAny() throws IOException {
        return reader.ready() ? reply() : "";
    }

    public String ask(String command) throws IOException {
        raw(command + "\r\n");
        return reply();
    }

    /** MAIL, RCPT, DATA and a message; the reply to the first that is refused, or to the message. */
    public String send(String from, String to, String message) throws IOException {
        for (String command : new String[] {"MAIL FROM:<" + from + ">", "RCPT TO:<" + to + ">", "DATA"}) {
            String reply = ask(command);
            if (reply.charAt(0) > '3') {
                return reply;
            }
        }
        raw(message + "\r\n.\r\n");
        return reply();
    }

    public RawClient startTls(TestPki.Issued shown) throws Exception {
        return startTls(context(shown), "TLSv1.3");
    }

    public RawClient startTls() throws Exception {
        return startTls(context(null), "TLSv1.3");
    }

    private RawClient startTls(SSLContext context, String protocol) throws Exception {
        String reply = ask("STARTTLS");
        if (!reply.startsWith("220")) {
            throw new IOException(reply);
        }
        SSLSocketFactory factory = context.getSocketFactory();
        SSLSocket secured = (SSLSocket) factory.createSocket(socket, "127.0.0.1", socket.getPort(), true);
        secured.setEnabledProtocols(new String[] {protocol});
        secured.startHandshake();
        socket = secured;
        reader = new BufferedReader(new InputStreamReader(secured.getInputStream(), StandardCharsets.ISO_8859_1));
        return this;
    }

    public static SSLContext context(TestPki.@org.jspecify.annotations.Nullable Issued shown) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (shown != null) {
            String pem = Files.readString(shown.key()).replaceAll("-----[A-Z ]+-----|\\s", "");
            PrivateKey key = KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
            try (var in = Files.newInputStream(shown.certificate())) {
                Certificate certificate =
                        CertificateFactory.getInstance("X.509").generateCertificate(in);
                store.setKeyEntry("own", key, new char[0], new Certificate[] {certificate});
            }
        }
        keys.init(store, new char[0]);
        TrustManager all = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        context.init(keys.getKeyManagers(), new TrustManager[] {all}, null);
        return context;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
