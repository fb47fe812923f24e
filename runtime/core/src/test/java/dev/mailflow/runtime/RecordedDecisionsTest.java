package dev.mailflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rules of random policies and what the compiler's interpreter says of messages at their boundaries, written down by the test of
 * that name in {@code compiler/targets}: this module stands alone and is held to the contract all the same, read from text and
 * from octets.
 */
class RecordedDecisionsTest {
    private static final class Recorded extends TableRouting {
        Recorded(int number) {
            super(Recorded.class, "recorded/" + number + ".rules");
        }
    }

    private final TransactionBuffer buffer = new TransactionBuffer();

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
                28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39
            })
    void decidesAsTheInterpreterDid(int number) throws IOException {
        RoutingPolicy policy = new Recorded(number);
        List<String> cases = lines("recorded/" + number + ".cases");
        assertThat(cases).hasSize(60);
        for (String line : cases) {
            String[] fields = line.split("\t", -1);
            assertThat(fields).hasSize(10);
            assertThat(described(policy.decide(transaction(fields)))).as(line).isEqualTo(fields[9]);
            // A second time from the store of decisions made.
            assertThat(described(policy.decide(fromOctets(fields)))).as(line).isEqualTo(fields[9]);
        }
    }

    private static String described(Decision d) {
        return d.outcome() + " " + d.by() + " " + d.reason() + " " + d.reply() + " " + d.via() + " " + d.destination()
                + " " + d.route();
    }

    private static Transaction transaction(String[] fields) {
        Transaction.Builder builder = Transaction.builder()
                .from(fields[4].isEmpty() ? null : mailbox(fields[4]))
                .to(mailbox(fields[5]))
                .size(Long.parseLong(fields[6]))
                .hops(Integer.parseInt(fields[7]))
                .headers(headers(fields[8]));
        if (fields[0].equals("submitted")) {
            return builder.submitted().build();
        }
        return builder.client(fields[0])
                .tls(TlsVersion.valueOf(fields[1]))
                .certificateNames(names(fields[2]))
                .user(fields[3].isEmpty() ? null : fields[3])
                .build();
    }

    private Transaction fromOctets(String[] fields) {
        if (fields[0].equals("submitted")) {
            buffer.submitted();
        } else {
            IpAddress client = IpAddress.of(fields[0]);
            byte[] octets = new byte[16];
            for (int i = 0; i < 8; i++) {
                octets[i] = (byte) (client.high() >>> 56 - 8 * i);
                octets[8 + i] = (byte) (client.low() >>> 56 - 8 * i);
            }
            buffer.connection(
                    client.isV4() ? Arrays.copyOfRange(octets, 12, 16) : octets, TlsVersion.valueOf(fields[1]));
            for (String name : names(fields[2])) {
                byte[] text = (" " + name.toUpperCase(java.util.Locale.ROOT)).getBytes(StandardCharsets.US_ASCII);
                buffer.certificateName(text, 1, text.length);
            }
            buffer.user(fields[3].isEmpty() ? null : fields[3]);
        }
        byte[] sender = path(fields[4]);
        byte[] recipient = path(fields[5]);
        return buffer.sender(sender, 1, sender.length)
                .recipient(recipient, 1, recipient.length)
                .size(Long.parseLong(fields[6]))
                .hops(Integer.parseInt(fields[7]))
                .headers(headers(fields[8]))
                .transaction();
    }

    /** An octet that does not belong to it, then the address as it would be said. */
    private static byte[] path(String address) {
        int at = address.lastIndexOf('@');
        String local = at < 0 ? "" : address.substring(0, at);
        boolean plain = local.chars().allMatch(c -> Character.isLetterOrDigit(c) || ".-_".indexOf(c) >= 0);
        String said =
                plain ? address : '"' + local.replace("\\", "\\\\").replace("\"", "\\\"") + '"' + address.substring(at);
        return ("<" + said).getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> names(String field) {
        return field.isEmpty() ? List.of() : List.of(field.split(" "));
    }

    private static List<Header> headers(String field) {
        List<Header> headers = new ArrayList<>();
        for (String header : field.isEmpty() ? new String[0] : field.split("\\|")) {
            int equals = header.indexOf('=');
            headers.add(new Header(header.substring(0, equals), header.substring(equals + 1)));
        }
        return headers;
    }

    private static Mailbox mailbox(String text) {
        int at = text.lastIndexOf('@');
        return new Mailbox(text.substring(0, at), DomainName.of(text.substring(at + 1)));
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(RecordedDecisionsTest.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
