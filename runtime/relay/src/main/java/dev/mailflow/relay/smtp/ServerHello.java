package dev.mailflow.relay.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What is said and heard with EHLO (RFC 5321 4.1.1.1). */
final class ServerHello {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]{1,255}");

    /** An address as libraries write it, without the tag of RFC 5321 4.1.3 or with a zone of the client's own. */
    private static final Pattern ADDRESS =
            Pattern.compile("\\[(?i:IPv6:)?[0-9A-Fa-f:.]{2,45}(?:%[A-Za-z0-9._-]{1,32})?\\]");

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
     * and dots are met anywhere in them, and addresses in other forms than the grammar's.
     */
    static boolean isHost(String name) {
        // RFC 6531 3.7.1: names in EHLO are A-labels.
        return NAME.matcher(name).matches() || ADDRESS.matcher(name).matches();
    }
}
