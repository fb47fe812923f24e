package dev.mailflow.relay.mail;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates of header fields (RFC 5322 3.3). */
public final class Rfc5322Date {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, d MMM uuuu HH:mm:ss '+0000'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Rfc5322Date() {}

    /** In UTC, whose offset tells nothing about where this host is. */
    public static String format(Instant instant) {
        return FORMAT.format(instant);
    }
}
