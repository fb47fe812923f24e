package dev.mailflow.relay.smtp;

import dev.mailflow.relay.mail.PathParser;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What is said and heard with EHLO (RFC 5321 4.1.1.1). */
final class ServerHello {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,255}");

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

    /**
     * RFC 5321 4.1.3, but generous with names, which prove nothing either way and are no reason to lose mail: underscores, hyphens
     * and dots are met anywhere in them.
     */
    static boolean isHost(String name) {
        if (name.startsWith("[") && name.endsWith("]")) {
            return PathParser.addressOf(name.substring(1, name.length() - 1)).isPresent();
        }
        // RFC 6531 3.7.1: names in EHLO are A-labels.
        return NAME.matcher(name).matches();
    }
}
