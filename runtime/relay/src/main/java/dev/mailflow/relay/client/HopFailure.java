package dev.mailflow.relay.client;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A next hop that will not do: the next one is tried, and what is left is deferred. Not an error of ours. */
final class HopFailure extends Exception {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(HopFailure.class);

    private final Kind kind;
    private final String status;
    private final String reason;
    private final transient Optional<TlsResult> tls;

    /** What the caller may do about it. */
    enum Kind {
        /** Nothing but to go on to the next; nobody was heard, so that it may be our own network. */
        UNHEARD,
        /** Nothing but to go on to the next. */
        UNUSABLE,
        /** Nothing but to go on to the next; it is we who failed, which says nothing about the host. */
        OURS,
        /** STARTTLS went wrong: plain text may do, on a new connection, if the demand allows. */
        TLS
    }

    private HopFailure(Kind kind, String status, String reason, String diagnostic, Optional<TlsResult> tls) {
        super(diagnostic, null, false, false);
        this.kind = kind;
        this.status = status;
        this.reason = reason;
        this.tls = tls;
    }

    /** Because of its TLS. */
    HopFailure(Kind kind, String status, String reason, String diagnostic, TlsResult tls) {
        this(kind, status, reason, diagnostic, Optional.of(tls));
    }

    static HopFailure unusable(String status, String diagnostic) {
        return new HopFailure(Kind.UNUSABLE, status, "next hop unusable", diagnostic, Optional.empty());
    }

    /** Nothing came back when it was called, not even a refusal. */
    static HopFailure unheard(String diagnostic) {
        return new HopFailure(Kind.UNHEARD, "4.4.1", "next hop unusable", diagnostic, Optional.empty());
    }

    /** This machine lets us call nobody now. */
    static HopFailure withoutSocket(String diagnostic) {
        return new HopFailure(Kind.OURS, "4.3.0", "no socket to be had", diagnostic, Optional.empty());
    }

    /** A mistake of ours with this hop, which must keep neither the next hop nor the message's end from coming. */
    static HopFailure ofOurs(String remote, RuntimeException mistake) {
        LOG.error("event=delivery-error next={}", remote, mistake);
        return new HopFailure(
                Kind.OURS, "4.3.0", "internal error", remote + ": internal error: " + mistake, Optional.empty());
    }

    /** Empty if TLS was not the trouble. */
    Optional<TlsResult> tls() {
        return tls;
    }

    Kind kind() {
        return kind;
    }

    String status() {
        return status;
    }

    String reason() {
        return reason;
    }

    String diagnostic() {
        return String.valueOf(getMessage());
    }
}
