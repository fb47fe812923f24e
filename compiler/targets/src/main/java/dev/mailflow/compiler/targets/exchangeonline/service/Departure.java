package dev.mailflow.compiler.targets.exchangeonline.service;

import dev.mailflow.compiler.type.MailAddress;
import java.util.Map;
import java.util.Optional;

/**
 * A message inside of the service, on its way to one recipient.
 *
 * @param headers by name in lower case, for rules
 * @param source where it came from, for centralized transport
 * @param location where the recipient's mailbox is, as the directory knows it
 */
public record Departure(
        Optional<MailAddress> from, MailAddress to, Map<String, String> headers, Source source, Location location) {
    public Departure {
        headers = Map.copyOf(headers);
    }

    public enum Source {
        /** A mailbox of the tenant. */
        MAILBOX,
        /** By an inbound connector of type OnPremises. */
        OWN_SERVER,
        /** From anywhere else. */
        OUTSIDE
    }

    public enum Location {
        CLOUD,
        ELSEWHERE
    }
}
