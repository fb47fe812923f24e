package dev.mailflow.relay.smtp;

import dev.mailflow.relay.tls.PeerTls;
import dev.mailflow.runtime.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a session.
 *
 * @param helo what it calls itself; worth nothing but a trace
 * @param isExtended greeted with EHLO
 * @param user who authenticated
 * @param isSubmitting counts as submitting at this site
 * @param canStartTls whether STARTTLS would be obeyed now
 */
record Peer(
        IpAddress address,
        String helo,
        boolean isExtended,
        PeerTls tls,
        @Nullable String user,
        boolean isSubmitting,
        boolean canStartTls) {
    /** As the Received field's {@code with} names it (RFC 3848, RFC 6531 4.3). */
    String protocol(boolean isUtf8) {
        String extended = isUtf8 ? "UTF8SMTP" : "ESMTP";
        return isExtended ? extended + (tls.version().isProtected() ? "S" : "") + (user == null ? "" : "A") : "SMTP";
    }
}
