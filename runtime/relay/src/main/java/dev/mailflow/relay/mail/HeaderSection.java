package dev.mailflow.relay.mail;

import dev.mailflow.runtime.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a relay must know of a message's header section (RFC 5322 2.2).
 *
 * @param received how many Received fields it has (RFC 5321 6.3)
 * @param headers the fields asked for, unfolded and trimmed
 * @param length octets up to and with the empty line, or up to where it was cut
 * @param isComplete whether its end was seen
 * @param waivesTls whether it says {@code TLS-Required: No} (RFC 8689 5)
 */
public record HeaderSection(int received, List<Header> headers, int length, boolean isComplete, boolean waivesTls) {
    public HeaderSection {
        headers = List.copyOf(headers);
    }

    /**
     * Reads the header section that begins at {@code start}. A line that is no field ends it, as a body begins there for
     * most readers.
     *
     * @param wanted field names in lower case
     */
    public static HeaderSection read(byte[] octets, int start, Set<String> wanted) {
        int received = 0;
        List<Header> headers = new ArrayList<>();
        boolean waivesTls = false;
        int at = start;
        while (at < octets.length) {
            int end = endOfField(octets, at);
            int colon = colon(octets, at, end);
            if (colon < 0) {
                int line = isEmptyLine(octets, at) ? at + 2 : at;
                return new HeaderSection(received, headers, line - start, true, waivesTls);
            }
            String name = new String(octets, at, colon - at, StandardCharsets.ISO_8859_1)
                    .trim()
                    .toLowerCase(Locale.ROOT);
            if (name.equals("received")) {
                received++;
            }
            if (name.equals("tls-required")) {
                waivesTls |= body(octets, colon, end).equalsIgnoreCase("no");
            }
            if (wanted.contains(name)) {
                headers.add(new Header(name, body(octets, colon, end)));
            }
            at = end;
        }
        return new HeaderSection(received, headers, octets.length - start, false, waivesTls);
    }

    private static String body(byte[] octets, int colon, int end) {
        return new String(octets, colon + 1, end - colon - 1, StandardCharsets.UTF_8)
                .replace("\r\n", "")
                .strip();
    }

    private static boolean isEmptyLine(byte[] octets, int at) {
        return at + 1 < octets.length && octets[at] == '\r' && octets[at + 1] == '\n';
    }

    /** After the CRLF that no white space follows (RFC 5322 2.2.3). */
    private static int endOfField(byte[] octets, int start) {
        for (int i = start; i < octets.length; i++) {
            if (octets[i] == '\n' && (i + 1 == octets.length || octets[i + 1] != ' ' && octets[i + 1] != '\t')) {
                return i + 1;
            }
        }
        return octets.length;
    }

    private static int colon(byte[] octets, int start, int end) {
        for (int i = start; i < end; i++) {
            int octet = octets[i];
            if (octet == ':') {
                return i > start ? i : -1;
            }
            // Obsolete syntax allows white space before the colon (RFC 5322 4.5).
            if (octet < ' ' && octet != '\t' || octet == 0x7F || (octet == ' ' || octet == '\t') && i == start) {
                return -1;
            }
        }
        return -1;
    }
}
