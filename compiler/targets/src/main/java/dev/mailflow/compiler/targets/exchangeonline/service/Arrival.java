package dev.mailflow.compiler.targets.exchangeonline.service;

import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.MailAddress;
import java.util.List;
import java.util.Optional;

/**
 * A message at the door of the service, for one recipient.
 *
 * @param certificateNames names of the client's certificate if its whole chain was sent and verified, else none: the
 *     service fetches no intermediates
 * @param login who logged in
 * @param from MAIL FROM; empty for {@code <>}
 * @param known whether the directory knows the recipient
 */
public record Arrival(
        Door door,
        IpAddress client,
        Channel channel,
        List<String> certificateNames,
        Optional<String> login,
        Optional<MailAddress> from,
        MailAddress to,
        Directory known) {
    public Arrival {
        certificateNames = List.copyOf(certificateNames);
    }

    public enum Door {
        /** The host that the MX of a domain names. */
        MX,
        /** Where mailboxes log in to submit. */
        SUBMISSION
    }

    public enum Channel {
        PLAIN,
        TLS
    }

    public enum Directory {
        KNOWN,
        UNKNOWN
    }
}
