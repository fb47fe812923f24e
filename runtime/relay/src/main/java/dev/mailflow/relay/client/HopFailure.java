package dev.mailflow.relay.client;

import dev.mailflow.relay.dns.MailHosts;
import dev.mailflow.runtime.NextHop;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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

    /** This machine cannot ask what it must know of the host. */
    static HopFailure unasked(String remote, String what) {
        return new HopFailure(
                Kind.OURS,
                "4.4.3",
                "DNS cannot be asked",
                remote + ": " + what + " cannot be asked for",
                Optional.empty());
    }

    /** A hop without an address, as far as the DNS says. */
    static HopFailure homeless(NextHop hop, MailHosts.Status status) {
        return switch (status) {
            case UNASKED -> unasked(hop.toString(), "its address");
            case TRY_AGAIN -> unusable("4.4.3", "DNS gives no answer for " + hop.host());
            default -> unusable("4.4.3", hop.host() + " has no address");
        };
    }

    /** One that was this relay when the DNS last said where it is. */
    static HopFailure perhapsOurs(NextHop hop, MailHosts.Status status) {
        String why = hop.host() + " was this host, and the DNS does not say whether it still is";
        return status == MailHosts.Status.UNASKED
                ? new HopFailure(Kind.OURS, "4.4.3", "DNS cannot be asked", why, Optional.empty())
                : unusable("4.4.3", why);
    }

    /** What all addresses of a host said, as one: whoever has to mend it must see each. It is ours only if all of them are. */
    static HopFailure of(List<HopFailure> each) {
        HopFailure one = each.stream()
                .filter(failure -> failure.kind != Kind.OURS)
                .reduce((first, later) -> later)
                .orElseGet(() -> each.get(each.size() - 1));
        String all = each.stream().map(HopFailure::diagnostic).collect(Collectors.joining("; "));
        return new HopFailure(one.kind, one.status, one.reason, all, one.tls);
    }

    /** In plain text, once the protected session had failed: that is what has to be mended, and what is counted. */
    HopFailure after(HopFailure protectedOne) {
        return new HopFailure(
                kind == Kind.UNHEARD ? Kind.UNUSABLE : kind,
                status,
                reason,
                protectedOne.diagnostic() + "; in plain text: " + diagnostic(),
                protectedOne.tls);
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
