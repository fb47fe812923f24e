package dev.mailflow.relay.client;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.dns.Dns;
import dev.mailflow.relay.local.MaildirStore;
import dev.mailflow.relay.metrics.RelayMetrics;
import dev.mailflow.relay.published.PolicyFile;
import dev.mailflow.relay.published.StsPolicies;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.relay.queue.Lease;
import dev.mailflow.relay.time.Deadlines;
import dev.mailflow.relay.tls.TlsEngine;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Makes what takes mail to a destination: over SMTP by the destination's own words about TLS, or to this site's mailboxes. */
final class Carriers implements AutoCloseable {
    private final Connector connector;
    private final NextHops hops;
    private final PublishedDemands published;
    private final TlsTally tally;
    private final Optional<MaildirStore> maildir;
    private final RelayConfiguration.Local local;
    private final Predicate<Lease> holds;
    private final RelayConfiguration.Attempt attempt;

    /**
     * @param own what this relay listens on
     * @param holds see {@link dev.mailflow.relay.queue.MailQueue#holds}
     */
    Carriers(
            RelayConfiguration configuration,
            List<InetSocketAddress> own,
            Predicate<Lease> holds,
            TlsEngine tls,
            RelayMetrics metrics,
            Deadlines<Dialogue> deadlines,
            Clock clock) {
        String hostName = configuration.hostName().text();
        this.holds = holds;
        this.attempt = configuration.queue().attempt();
        this.connector = new Connector(hostName, tls, configuration.queue().connectTimeout(), deadlines, holds);
        Dns dns = Dns.of(configuration.dns());
        this.hops = new NextHops(hostName, own, dns, configuration.hosts());
        this.published = new PublishedDemands(
                dns,
                new StsPolicies(
                        dns,
                        new PolicyFile(dns, tls, configuration.hosts()),
                        Optional.of(configuration.queue().folder().resolve("mta-sts")),
                        clock));
        this.tally = new TlsTally(metrics, clock);
        this.local = configuration.local();
        this.maildir = local.maildir().map(MaildirStore::new);
    }

    /** Delivers to one destination, one message after the other, and keeps its connection between them. For one thread. */
    interface Carrier extends AutoCloseable {
        RemoteDelivery.Attempt deliver(Lease lease);

        @Override
        void close();
    }

    /** @param reached what to do whenever somebody there could be talked to, however long a message takes then */
    Carrier to(Destination destination, Runnable reached) {
        return destination instanceof Destination.Remote remote
                ? new RemoteDelivery(connector, hops, published, remote, attempt, tally, reached)
                : new LocalDelivery(connector, hops, maildir, local, holds, reached);
    }

    /** Writes down the counts of a day that is over. */
    void turnPage() {
        tally.turnPage();
    }

    @Override
    public void close() {
        tally.close();
    }
}
