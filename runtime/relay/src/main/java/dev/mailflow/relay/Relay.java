package dev.mailflow.relay;

import dev.mailflow.relay.client.Deliveries;
import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.queue.Bounces;
import dev.mailflow.relay.queue.MailQueue;
import dev.mailflow.relay.queue.Queues;
import dev.mailflow.relay.smtp.MessageIntake;
import dev.mailflow.relay.smtp.PolicyGate;
import dev.mailflow.relay.smtp.Reception;
import dev.mailflow.relay.smtp.SmtpServer;
import dev.mailflow.relay.smtp.Users;
import dev.mailflow.relay.tls.KeyStoreMistake;
import dev.mailflow.relay.tls.TlsEngine;
import dev.mailflow.runtime.CertificateName;
import dev.mailflow.runtime.RoutingPolicy;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running relay: listeners, queue and deliveries of one site under one policy. */
public final class Relay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    private final MailQueue queue;
    private final SmtpServer server;
    private final Deliveries deliveries;
    private final List<ExecutorService> workers;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Relay(MailQueue queue, SmtpServer server, Deliveries deliveries, List<ExecutorService> workers) {
        this.queue = queue;
        this.server = server;
        this.deliveries = deliveries;
        this.workers = workers;
    }

    /**
     * Starts a relay; it is ready when this returns.
     *
     * @throws CannotStart with every reason found; then nothing is left running
     */
    public static Relay start(RelayConfiguration configuration, RoutingPolicy policy) throws CannotStart {
        TlsEngine tls = tls(configuration);
        List<String> mistakes = check(configuration, policy, tls);
        Optional<Users> users = users(configuration, mistakes);
        if (!mistakes.isEmpty()) {
            throw new CannotStart(mistakes);
        }
        Clock clock = Clock.systemUTC();
        MailQueue queue;
        try {
            queue = Queues.open(configuration.queue(), clock);
        } catch (IOException e) {
            throw new CannotStart(List.of(String.valueOf(e.getMessage())));
        }
        PolicyGate gate = new PolicyGate(policy);
        Bounces bounces = new Bounces(configuration.hostName().text(), gate::decide, queue::newContent, clock);
        MessageIntake intake = new MessageIntake(configuration, gate, queue, bounces, clock);
        Reception reception = new Reception(configuration, gate, queue, tls, users, intake, clock);
        ExecutorService sessions =
                Workers.create("mailflow-session", configuration.limits().sessions());
        ExecutorService senders =
                Workers.create("mailflow-delivery", configuration.queue().deliveries());
        SmtpServer server;
        try {
            server = SmtpServer.start(reception, sessions);
        } catch (IOException e) {
            closeQuietly(queue);
            throw new CannotStart(List.of(String.valueOf(e.getMessage())));
        }
        Deliveries deliveries =
                new Deliveries(configuration, new HashSet<>(server.ports()), queue, bounces, tls, senders, clock);
        deliveries.start();
        LOG.info(
                "event=start site={} host={} ports={}", configuration.site(), configuration.hostName(), server.ports());
        return new Relay(queue, server, deliveries, List.of(sessions, senders));
    }

    /** As {@link #start(RelayConfiguration, RoutingPolicy)}, with the policy class that the configuration names. */
    public static Relay start(RelayConfiguration configuration, ClassLoader loader) throws CannotStart {
        return start(configuration, PolicyLoader.load(configuration, loader));
    }

    private static TlsEngine tls(RelayConfiguration configuration) throws CannotStart {
        try {
            return TlsEngine.of(configuration);
        } catch (KeyStoreMistake e) {
            throw new CannotStart(List.of(String.valueOf(e.getMessage())));
        }
    }

    private static List<String> check(RelayConfiguration configuration, RoutingPolicy policy, TlsEngine tls) {
        List<String> mistakes = new ArrayList<>();
        if (!policy.site().equals(configuration.site())) {
            mistakes.add("the routing class decides for site `" + policy.site() + "`, the configuration is for `"
                    + configuration.site() + "`");
        }
        configuration
                .hopLimit()
                .filter(limit -> limit != policy.hopLimit())
                .ifPresent(limit -> mistakes.add("the configuration states hop limit " + limit + ", the routing class "
                        + policy.hopLimit() + "; they are of different builds"));
        List<CertificateName> owed =
                new ArrayList<>(configuration.presentedNames().toServers());
        owed.addAll(configuration.presentedNames().toClients());
        for (CertificateName name : new HashSet<>(owed)) {
            if (!tls.has(name)) {
                mistakes.add("the policy obliges this site to show a certificate for `" + name
                        + "`, and none of the configured ones is; add it to `certificates`");
            }
        }
        return mistakes;
    }

    private static Optional<Users> users(RelayConfiguration configuration, List<String> mistakes) {
        try {
            return configuration.submission().users().isPresent()
                    ? Optional.of(Users.read(configuration.submission().users().get()))
                    : Optional.empty();
        } catch (IOException e) {
            mistakes.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** The ports that are listened on, in the order of the configuration's listeners. */
    public List<Integer> ports() {
        return server.ports();
    }

    /** What is accepted and not yet delivered. */
    public List<MailQueue.Entry> queued() throws IOException {
        return queue.list();
    }

    /** Takes no more connections, lets messages and deliveries under way end, and leaves the rest safe in the queue. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        server.close();
        deliveries.close();
        workers.forEach(ExecutorService::shutdownNow);
        closeQuietly(queue);
        LOG.info("event=stop");
    }

    private static void closeQuietly(MailQueue queue) {
        try {
            queue.close();
        } catch (IOException e) {
            LOG.error("event=close-error reason=\"{}\"", e.toString());
        }
    }
}
