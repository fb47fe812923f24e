package dev.mailflow.compiler.targets.postfix;

import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.TlsVersion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.net.ssl.SSLSocket;

/** An SMTP client that says from which address it comes (XCLIENT, XCLIENT_README). */
final class Client implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private Socket socket;
    private BufferedReader in;
    private OutputStream out;

    Client(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        attach();
        reply();
    }

    private void attach() throws IOException {
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        out = socket.getOutputStream();
    }

    /** As the connection of the message, as far as SMTP can show it. */
    void introduce(Message.Connection connection, TestCertificates certificates)
            throws IOException, GeneralSecurityException {
        say("EHLO client.invalid");
        if (connection.tls().isPresent()) {
            expect("220", say("STARTTLS"));
            SSLSocket secured = (SSLSocket) certificates
                    .context(connection.certificateNames())
                    .getSocketFactory()
                    .createSocket(socket, "localhost", socket.getPort(), true);
            secured.setEnabledProtocols(
                    new String[] {connection.tls().get() == TlsVersion.TLS_1_3 ? "TLSv1.3" : "TLSv1.2"});
            secured.startHandshake();
            socket = secured;
            attach();
            say("EHLO client.invalid");
        }
        IpAddress address = connection.client();
        expect("220", say("XCLIENT ADDR=" + (address.isV4() ? "" : "IPV6:") + address + " NAME=[UNAVAILABLE]"));
        say("EHLO client.invalid");
        if (connection.user().isPresent()) {
            String plain = "\0" + connection.user().get() + "\0" + AuthService.PASSWORD;
            expect(
                    "235",
                    say("AUTH PLAIN " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8))));
        }
    }

    String say(String command) throws IOException {
        out.write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        return reply();
    }

    /** The last line of a reply. */
    private String reply() throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        return line == null ? "" : line;
    }

    private static void expect(String code, String reply) {
        if (!reply.startsWith(code)) {
            throw new AssertionError("wanted " + code + ": " + reply);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
