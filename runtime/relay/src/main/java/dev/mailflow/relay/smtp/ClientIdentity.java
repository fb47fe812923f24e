package dev.mailflow.relay.smtp;

import dev.mailflow.relay.config.RelayConfiguration.Kind;
import dev.mailflow.relay.config.RelayConfiguration.Listener;
import dev.mailflow.relay.config.RelayConfiguration.ListenerTls;
import dev.mailflow.relay.log.MailLog;
import dev.mailflow.relay.tls.PeerTls;
import dev.mailflow.runtime.IpAddress;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a session has learnt of its client for sure: by the handshake of TLS, and by AUTH. */
final class ClientIdentity {
    private final Reception reception;
    private final Listener listener;
    private final SessionLink link;
    private final IpAddress address;
    private PeerTls tls = PeerTls.NONE;
    private @Nullable String user;

    ClientIdentity(Reception reception, Listener listener, SessionLink link, IpAddress address) {
        this.reception = reception;
        this.listener = listener;
        this.link = link;
        this.address = address;
    }

    boolean offersTls() {
        return listener.tls() == ListenerTls.STARTTLS && reception.tls().canServe() && !isProtected();
    }

    boolean isProtected() {
        return tls.version().isProtected();
    }

    /** Only for submission. */
    boolean knowsUsers() {
        return listener.kind() == Kind.SUBMISSION && reception.users().isPresent();
    }

    /** Never in plain text. */
    boolean offersAuth() {
        return knowsUsers() && isProtected();
    }

    /** Whether somebody has authenticated. */
    boolean isKnown() {
        return user != null;
    }

    /** The handshake; what was known before is forgotten (RFC 3207 4.2). */
    void secure() throws IOException {
        try {
            tls = link.secure(reception.tls());
        } catch (IOException e) {
            reception.metrics().handshake("", "failed");
            MailLog.event("tls-failed")
                    .with("client", address)
                    .with("reason", String.valueOf(e.getMessage()))
                    .write();
            throw e;
        }
        reception
                .metrics()
                .handshake(
                        tls.version().text(),
                        tls.isVerified() ? "verified" : tls.hasCertificate() ? "unverified" : "none");
        user = null;
    }

    Authentication.Outcome authenticate(String argument) throws IOException {
        Authentication.Outcome outcome =
                new Authentication(link, reception.users().orElseThrow(), reception.logins(), address).run(argument);
        user = outcome.user().orElse(null);
        reception.metrics().authentication(outcome.result());
        if (user == null) {
            MailLog.event("auth-refused")
                    .with("client", address)
                    .withClaim("user", outcome.claimed())
                    .with("result", outcome.result())
                    .with("reply", outcome.reply())
                    .write();
        }
        return outcome;
    }

    /** Whoever wonders why a device cannot send looks into the log. */
    SmtpReply mayNotSubmit() {
        SmtpReply reply = SmtpReply.of(530, "5.7.0", offersTls() ? "STARTTLS first" : "authentication required");
        MailLog.event("auth-refused")
                .with("client", address)
                .with("result", "missing")
                .with("reply", reply)
                .write();
        return reply;
    }

    Peer peer(String helo, boolean isExtended) {
        boolean submitting = listener.kind() == Kind.SUBMISSION
                && reception.configuration().submission().networks().stream()
                        .anyMatch(network -> network.contains(address));
        return new Peer(address, helo, isExtended, tls, user, submitting, offersTls());
    }
}
