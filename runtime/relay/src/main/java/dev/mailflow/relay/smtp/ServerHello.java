package dev.mailflow.relay.smtp;

import dev.mailflow.relay.mail.DomainMapping;
import dev.mailflow.relay.mail.PathParser;
import java.util.ArrayList;
import java.util.List;

/** What is said and heard with EHLO (RFC 5321 4.1.1.1). */
final class ServerHello {
    private ServerHello() {}

    /** The host's name and what it offers to everyone; more may be added. */
    static List<String> lines(String host, long messageSize) {
        return new ArrayList<>(List.of(
                host,
                "PIPELINING",
                "SIZE " + messageSize,
                "8BITMIME",
                "ENHANCEDSTATUSCODES",
                "SMTPUTF8",
                "DSN",
                "CHUNKING"));
    }

    /** RFC 5321 4.1.3, but generous with names: underscores and single labels are met and prove nothing either way. */
    static boolean isHost(String name) {
        if (name.chars().anyMatch(c -> c > '~')) {
            // RFC 6531 3.7.1: names in EHLO are A-labels.
            return false;
        }
        if (name.startsWith("[") && name.endsWith("]")) {
            return PathParser.addressOf(name.substring(1, name.length() - 1)).isPresent();
        }
        return DomainMapping.toAscii(name.replace('_', '-')).isPresent();
    }
}
