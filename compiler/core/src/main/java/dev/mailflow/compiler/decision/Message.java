package dev.mailflow.compiler.decision;

import dev.mailflow.compiler.type.IpAddress;
import dev.mailflow.compiler.type.MailAddress;
import dev.mailflow.compiler.type.TlsVersion;
import java.util.List;
import java.util.Optional;

/**
 * All that a decision is taken from: one message, one recipient, at the moment when everything is known.
 *
 * @param sender reverse-path; empty for {@code <>}
 * @param size octets
 * @param hops number of Received fields it came with
 * @param headers those it has; only the ones that a policy names matter
 */
public record Message(
        Origin origin, Optional<MailAddress> sender, MailAddress recipient, long size, int hops, List<Header> headers) {
    public Message {
        headers = List.copyOf(headers);
    }

    /** How it came to the site. */
    public sealed interface Origin {}

    /** Submitted at the site itself: {@code client mailbox}. */
    public record Submitted() implements Origin {}

    /**
     * @param tls absent: plain text
     * @param certificateNames DNS names of a certificate whose chain verified, lower case; empty otherwise
     * @param user who authenticated
     */
    public record Connection(
            IpAddress client, Optional<TlsVersion> tls, List<String> certificateNames, Optional<String> user)
            implements Origin {
        public Connection {
            certificateNames = List.copyOf(certificateNames);
        }
    }

    /**
     * @param name lower case
     * @param value unfolded and trimmed
     */
    public record Header(String name, String value) {}
}
