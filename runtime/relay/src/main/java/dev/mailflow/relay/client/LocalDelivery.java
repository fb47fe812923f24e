package dev.mailflow.relay.client;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.config.RelayConfiguration.LmtpTls;
import dev.mailflow.relay.local.MaildirStore;
import dev.mailflow.relay.log.MailLog;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.published.Assurance;
import dev.mailflow.relay.queue.Lease;
import dev.mailflow.runtime.CertificateName;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsDemand.DestinationPolicy;
import dev.mailflow.runtime.TlsDemand.Level;
import dev.mailflow.runtime.TlsVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Final delivery at this site: Maildir, LMTP, or a deferral where neither is configured. */
final class LocalDelivery implements Carriers.Carrier {
    private final Connector connector;
    private final NextHops hops;
    private final Optional<MaildirStore> maildir;
    private final Optional<NextHop> lmtp;
    private final LmtpTls lmtpTls;
    private final Predicate<Lease> holds;
    private final Runnable reached;
    private @Nullable Connection open;

    /**
     * @param holds see {@link dev.mailflow.relay.queue.MailQueue#holds}
     * @param reached see {@link Carriers#to}
     */
    LocalDelivery(
            Connector connector,
            NextHops hops,
            Optional<MaildirStore> maildir,
            RelayConfiguration.Local local,
            Predicate<Lease> holds,
            Runnable reached) {
        this.reached = reached;
        this.holds = holds;
        this.connector = connector;
        this.hops = hops;
        this.maildir = maildir;
        this.lmtp = local.lmtp();
        this.lmtpTls = local.lmtpTls();
    }

    @Override
    public RemoteDelivery.Attempt deliver(Lease lease) {
        if (lmtp.isPresent()) {
            return overLmtp(lease, lmtp.get());
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (EnvelopeAddress recipient : lease.recipients()) {
            outcomes.add(
                    maildir.isPresent()
                            ? intoMaildir(lease, recipient, maildir.get())
                            : deferred(recipient, "4.3.5", "no local delivery is configured"));
        }
        return new RemoteDelivery.Attempt(outcomes, "", maildir.isEmpty());
    }

    private Outcome intoMaildir(Lease lease, EnvelopeAddress recipient, MaildirStore store) {
        if (!holds.test(lease)) {
            return deferred(recipient, "4.3.0", "the queue gave it to another, or failed");
        }
        try {
            store.deliver(lease.id(), lease.sender(), recipient, lease.content());
            return new Outcome(recipient, Outcome.Verdict.DELIVERED, "2.0.0", "in maildir", "delivered", "maildir");
        } catch (IOException e) {
            // The sender is told no more than that, whatever the file system says.
            MailLog.event("maildir-error")
                    .with("id", lease.id())
                    .with("to", recipient)
                    .with("reason", e.toString())
                    .writeError();
            return deferred(recipient, "4.2.0", "the mailbox cannot be written");
        }
    }

    private RemoteDelivery.Attempt overLmtp(Lease lease, NextHop hop) {
        try {
            Connection connection = open;
            boolean kept = connection != null;
            if (connection == null) {
                connection = connect(hop);
            }
            Connection.Result result = connection.send(lease, lease.recipients());
            if (kept
                    && !result.isFinal()
                    && result.outcomes().stream()
                            .allMatch(outcome -> outcome.reason().equals("connection lost"))) {
                close();
                connection = connect(hop);
                result = connection.send(lease, lease.recipients());
            }
            if (!connection.isReusable()) {
                close();
            }
            return new RemoteDelivery.Attempt(result.outcomes(), connection.tls(), false);
        } catch (HopFailure failure) {
            boolean isOurs = failure.kind() == HopFailure.Kind.OURS;
            return new RemoteDelivery.Attempt(
                    lease.recipients().stream()
                            .map(recipient -> deferred(recipient, failure.status(), failure.diagnostic()))
                            .toList(),
                    "",
                    !isOurs,
                    isOurs);
        }
    }

    private Connection connect(NextHop hop) throws HopFailure {
        NextHops.Addresses addresses = hops.addresses(hop);
        if (addresses.sockets().isEmpty()) {
            throw HopFailure.homeless(hop, addresses.status());
        }
        List<HopFailure> failures = new ArrayList<>();
        // RFC 5321 5.1: in order, until one answers.
        for (InetSocketAddress address : addresses.sockets()) {
            try {
                Connection connection = connector.open(new Connector.Goal(
                        Connection.Protocol.LMTP,
                        hop.host(),
                        address,
                        demand(hop),
                        new Assurance.None(),
                        Connector.Choice.CERTAIN));
                open = connection;
                reached.run();
                return connection;
            } catch (HopFailure failure) {
                failures.add(failure);
            }
        }
        throw HopFailure.of(failures);
    }

    private TlsDemand demand(NextHop hop) {
        return new TlsDemand(
                switch (lmtpTls) {
                    case OFF -> Level.NEVER;
                    case MAY -> Level.OPPORTUNISTIC;
                    case VERIFY -> Level.REQUIRED;
                },
                TlsVersion.NONE,
                lmtpTls == LmtpTls.VERIFY ? List.of(new CertificateName(hop.host())) : List.of(),
                List.of(),
                DestinationPolicy.OFF,
                DestinationPolicy.OFF);
    }

    private static Outcome deferred(EnvelopeAddress recipient, String status, String why) {
        return new Outcome(recipient, Outcome.Verdict.DEFERRED, status, why, why, "local");
    }

    @Override
    public void close() {
        Connection connection = open;
        open = null;
        if (connection != null) {
            connector.close(connection);
        }
    }
}
