package dev.mailflow.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.examples.embedded.routing.GatewayRouting;
import dev.mailflow.runtime.Decision;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PolicedServerTest {
    private final List<PolicedServer.Taken> taken = Collections.synchronizedList(new ArrayList<>());
    private final PolicedServer server = new PolicedServer(0, new GatewayRouting(), taken::add);

    @AfterEach
    void stop() {
        server.close();
    }

    /** A client that says one line at a time. */
    private final class Client implements AutoCloseable {
        private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        private final BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        private final OutputStream out = socket.getOutputStream();

        Client() throws IOException {
            socket.setSoTimeout(30_000);
            reply();
            say("EHLO client.example");
        }

        String say(String line) throws IOException {
            out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return reply();
        }

        private String reply() throws IOException {
            String line = in.readLine();
            while (line != null && line.length() > 3 && line.charAt(3) == '-') {
                line = in.readLine();
            }
            return String.valueOf(line);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void mailForUsIsTaken() throws Exception {
        try (Client client = new Client()) {
            assertThat(client.say("MAIL FROM:<sun@example.net>")).startsWith("250");
            assertThat(client.say("RCPT TO:<Bob@Contoso.com>")).startsWith("250");
            assertThat(client.say("DATA")).startsWith("354");
            assertThat(client.say("Subject: hello\r\n\r\nhello\r\n.")).startsWith("250");
        }
        assertThat(taken).hasSize(1);
        Decision decision = taken.get(0).decisions().get(0);
        assertThat(decision.outcome()).isEqualTo(Decision.Outcome.DELIVER);
        assertThat(taken.get(0).recipients()).containsExactly("Bob@Contoso.com");
    }

    @Test
    void everyRecipientIsDecidedForItself() throws Exception {
        try (Client client = new Client()) {
            client.say("MAIL FROM:<sun@example.net>");
            assertThat(client.say("RCPT TO:<sun@elsewhere.example>")).startsWith("550 5.7.64");
            assertThat(client.say("RCPT TO:<bob@contoso.com>")).startsWith("250");
        }
    }

    @Test
    void theBankIsRefusedFromOutsideOfItsNetwork() throws Exception {
        try (Client client = new Client()) {
            client.say("MAIL FROM:<clerk@contosobank.com>");
            assertThat(client.say("RCPT TO:<bob@contoso.com>")).startsWith("550 5.7.51");
        }
    }

    @Test
    void onlyThePrinterRelays() throws Exception {
        try (Client client = new Client()) {
            client.say("MAIL FROM:<printer@contoso.com>");
            assertThat(client.say("RCPT TO:<sun@elsewhere.example>")).startsWith("250");
        }
        try (Client client = new Client()) {
            client.say("MAIL FROM:<bob@contoso.com>");
            assertThat(client.say("RCPT TO:<ann@contoso.com>")).startsWith("550 5.7.68");
        }
    }

    @Test
    void sizeIsDecidedWhenItIsKnown() throws Exception {
        try (Client client = new Client()) {
            client.say("MAIL FROM:<printer@contoso.com>");
            client.say("RCPT TO:<bob@contoso.com>");
            client.say("DATA");
            String line = "x".repeat(998) + "\r\n";
            assertThat(client.say("Subject: scan\r\n\r\n" + line.repeat(21 << 10) + "."))
                    .startsWith("552 5.3.4");
        }
        assertThat(taken).isEmpty();
    }
}
