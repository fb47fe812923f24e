package dev.mailflow.relay.smtp;

import java.io.IOException;
import java.util.Set;

/** Tells other protocols from SMTP: browsers that were lured here, TLS on a plain port, proxies that would vouch for others. */
final class ClientGuard {
    private static final Set<String> WRONG_PROTOCOL =
            Set.of("GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "CONNECT", "TRACE", "PRI", "PATCH", "PROXY");

    private static final int LONGEST_FIRST_LINE = 2048;

    private ClientGuard() {}

    /** By its first octet: SMTP's is printable, a TLS record's is not, nor that of the binary PROXY header. */
    static boolean isForeign(byte first) {
        return first < ' ' || first > '~';
    }

    /** By what it sends first; waits for a line. */
    static boolean isForeign(SmtpInput input) throws IOException {
        if (!input.await()) {
            return false;
        }
        if (isForeign(input.peek())) {
            return true;
        }
        String text = input.readLine(LONGEST_FIRST_LINE).text();
        int space = text.indexOf(' ');
        return isForeign(space < 0 ? text : text.substring(0, space));
    }

    static boolean isForeign(String verb) {
        return WRONG_PROTOCOL.contains(verb) || verb.startsWith("SSH-");
    }

    /** Tabs included: no command of SMTP has one, and readers disagree about what they are (RFC 5321 4.1.2). */
    static boolean hasControl(String text) {
        return text.chars().anyMatch(c -> c < ' ' || c == 0x7F);
    }
}
