package dev.mailflow.relay;

import dev.mailflow.relay.client.Deliveries;
import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.metrics.MonitorServer;
import dev.mailflow.relay.metrics.RelayMetrics;
import dev.mailflow.relay.queue.Bounces;
import dev.mailflow.relay.queue.MailQueue;
import dev.mailflow.relay.queue.Queues;
import dev.mailflow.relay.queue.Rerouter;
import dev.mailflow.relay.smtp.LoginGuard;
import dev.mailflow.relay.smtp.MessageIntake;
import dev.mailflow.relay.smtp.Policies;
import dev.mailflow.relay.smtp.Reception;
import dev.mailflow.relay.smtp.Shadow;
import dev.mailflow.relay.smtp.SmtpServer;
import dev.mailflow.relay.smtp.Users;
import dev.mailflow.relay.time.SteadyClock;
import dev.mailflow.relay.tls.KeyStoreMistake;
import dev.mailflow.relay.tls.TlsEngine;
import dev.mailflow.runtime.RoutingPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running relay: listeners, queue and deliveries of one site under one policy. */
public final class Relay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    /** Time enough to renew by hand. */
    private static final Duration EXPIRES_SOON = Duration.ofDays(14);

    private final Reception reception;
    private final SmtpServer server;
    private final Deliveries deliveries;
    private final Optional<MonitorServer> monitor;
    private final List<ExecutorService> workers;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Relay(
            Reception reception,
            SmtpServer server,
            Deliveries deliveries,
            Optional<MonitorServer> monitor,
            List<ExecutorService> workers) {
        this.reception = reception;
        this.server = server;
        this.deliveries = deliveries;
        this.monitor = monitor;
        this.workers = workers;
    }

    /**
     * Starts a relay; it is ready when this returns.
     *
     * @throws CannotStart with every reason found; then nothing is left running
     */
    public static Relay start(RelayConfiguration configuration, RoutingPolicy policy) throws CannotStart {
        TlsEngine tls = tls(configuration);
        List<String> mistakes = StartCheck.mistakes(configuration, policy, tls);
        Optional<Users> users = users(configuration, mistakes);
        if (!mistakes.isEmpty()) {
            throw new CannotStart(mistakes);
        }
        Clock clock = SteadyClock.ofSystem();
        MailQueue queue;
        try {
            queue = Queues.open(configuration.queue(), clock);
        } catch (IOException e) {
            throw new CannotStart(List.of(String.valueOf(e.getMessage())));
        }
        Policies policies = new Policies(policy, configuration.tlsRefusal());
        RelayMetrics metrics = new RelayMetrics();
        Shadow shadow = new Shadow(metrics);
        Bounces bounces = new Bounces(configuration.hostName().text(), policies::decide, queue::newReport, clock);
        Rerouter rerouter = new Rerouter(
                configuration.hostName(),
                policies::judge,
                bounces,
                queue::newReport,
                configuration.limits().headerSize(),
                clock);
        MessageIntake intake = new MessageIntake(configuration, queue, bounces, shadow, metrics, clock);
        Reception reception = new Reception(
                configuration,
                policies,
                shadow,
                queue,
                tls,
                users,
                new LoginGuard(configuration.limits().failedLogins()),
                intake,
                metrics,
                clock);
        ExecutorService sessions =
                Workers.create("mailflow-session", configuration.limits().sessions());
        // Twice as many threads: one that ends is not free the moment that another may begin.
        ExecutorService senders =
                Workers.create("mailflow-delivery", 2 * configuration.queue().deliveries());
        SmtpServer server;
        try {
            server = SmtpServer.start(reception, sessions);
        } catch (IOException e) {
            closeQuietly(queue);
            throw new CannotStart(List.of(String.valueOf(e.getMessage())));
        }
        Optional<MonitorServer> monitor;
        try {
            monitor = monitor(reception, server);
        } catch (IOException e) {
            server.close();
            closeQuietly(queue);
            throw new CannotStart(List.of(String.valueOf(e.getMessage())));
        }
        Deliveries deliveries = new Deliveries(
                configuration, server.addresses(), queue, bounces, rerouter, tls, metrics, senders, clock);
        deliveries.start();
        tellOfCertificates(tls, clock.instant());
        warn(configuration, tls);
        LOG.info(
                "event=start site={} host={} ports={}", configuration.site(), configuration.hostName(), server.ports());
        return new Relay(reception, server, deliveries, monitor, List.of(sessions, senders));
    }

    /** What an administrator would else learn from those who write to us. */
    private static void tellOfCertificates(TlsEngine tls, Instant now) {
        for (TlsEngine.Shown shown : tls.shown()) {
            if (shown.expires().isBefore(now)) {
                LOG.warn("event=certificate-expired file=\"{}\" expired={}", shown.file(), shown.expires());
            } else if (shown.expires().isBefore(now.plus(EXPIRES_SOON))) {
                LOG.warn("event=certificate-expires file=\"{}\" expires={}", shown.file(), shown.expires());
            }
        }
    }

    private static void showExpiry(RelayMetrics metrics, TlsEngine tls) {
        metrics.certificates(tls.shown().stream()
                .collect(Collectors.toMap(
                        TlsEngine.Shown::file, shown -> shown.expires().getEpochSecond(), Math::min)));
    }

    private static void warn(RelayConfiguration configuration, TlsEngine tls) {
        StartCheck.warnings(configuration, tls).forEach(text -> LOG.warn("event=warning reason=\"{}\"", text));
    }

    private static Optional<MonitorServer> monitor(Reception reception, SmtpServer server) throws IOException {
        RelayMetrics metrics = reception.metrics();
        metrics.gauge("mailflow.sessions", "SMTP sessions at this moment", server, SmtpServer::sessions);
        metrics.gauge(
                "mailflow.queue.room",
                "Whether new mail is taken",
                reception.queue(),
                queue -> queue.hasRoom() ? 1 : 0);
        QueueGauges.register(metrics, reception.queue(), reception.clock());
        showExpiry(metrics, reception.tls());
        return reception.configuration().monitor().isPresent()
                ? Optional.of(MonitorServer.start(
                        reception.configuration().monitor().get(), metrics::scrape, () -> troubles(reception, server)))
                : Optional.empty();
    }

    private static List<String> troubles(Reception reception, SmtpServer server) {
        List<String> troubles = new ArrayList<>();
        if (server.isClosing()) {
            troubles.add("shutting down");
        }
        Path folder = reception.configuration().queue().folder();
        if (reception.queue().hasFailed()) {
            troubles.add("the queue's disk failed: " + folder);
        } else if (!reception.queue().hasRoom()) {
            troubles.add("no room for mail: " + folder);
        }
        return troubles;
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

    /**
     * Puts another policy in force from the next message on; one under way is judged to its end by that it began with. Keys,
     * certificates and roots are read anew with it, for handshakes to come. All of it, or nothing.
     *
     * @param next what was emitted with the policy, under the same overlay
     * @return why it is not taken; then all stays as it is. Empty if it is taken
     */
    public List<String> reload(RelayConfiguration next, RoutingPolicy policy) {
        TlsEngine fresh;
        try {
            fresh = TlsEngine.of(next);
        } catch (KeyStoreMistake e) {
            List<String> mistake = List.of(String.valueOf(e.getMessage()));
            refuseReload(mistake);
            return mistake;
        }
        RelayConfiguration inForce = reception.configuration().reloadedWith(next);
        List<String> mistakes = StartCheck.mistakesOfReload(inForce, policy, reception.tls(), fresh);
        if (!mistakes.isEmpty()) {
            refuseReload(mistakes);
            return mistakes;
        }
        reception.policies().replace(policy, inForce.tlsRefusal());
        renew(fresh);
        reception.metrics().reload("taken");
        LOG.info("event=reload site={} result=taken", policy.site());
        warn(inForce, reception.tls());
        if (!next.equals(inForce)) {
            LOG.warn(
                    "event=reload site={} note=\"listeners, limits and queue change with a restart only\"",
                    policy.site());
        }
        return List.of();
    }

    private void renew(TlsEngine fresh) {
        TlsEngine tls = reception.tls();
        List<TlsEngine.Shown> before = tls.shown();
        tls.takeOver(fresh);
        if (!tls.shown().equals(before)) {
            tls.shown().stream()
                    .filter(shown -> !before.contains(shown))
                    .forEach(shown ->
                            LOG.info("event=certificate-new file=\"{}\" expires={}", shown.file(), shown.expires()));
            showExpiry(reception.metrics(), tls);
        }
        tellOfCertificates(tls, reception.clock().instant());
    }

    /** Notes that a policy was to be put in force and could not even be read. */
    public void refuseReload(List<String> why) {
        reception.metrics().reload("refused");
        why.forEach(message -> LOG.error(
                "event=reload site={} result=refused reason=\"{}\" note=\"the old policy stays\"",
                reception.configuration().site(),
                message));
        tellOfCertificates(reception.tls(), reception.clock().instant());
    }

    /**
     * Judges every message by another policy too, from the next one on, and logs where it differs; what becomes of the
     * message is decided by the one in force alone. Empty ends it.
     *
     * @throws IllegalArgumentException if it decides for another site
     */
    public void shadow(Optional<RoutingPolicy> beside) {
        beside.filter(policy -> !policy.site().equals(reception.configuration().site()))
                .ifPresent(policy -> {
                    throw new IllegalArgumentException("the policy beside decides for site `" + policy.site() + "`");
                });
        reception.policies().shadow(beside);
        LOG.info("event=shadow-policy state={}", beside.isPresent() ? "on" : "off");
    }

    /** The port of {@code /healthz} and {@code /metrics}; empty if they are not served. */
    public Optional<Integer> monitorPort() {
        return monitor.map(MonitorServer::port);
    }

    /** The ports that are listened on, in the order of the configuration's listeners. */
    public List<Integer> ports() {
        return server.ports();
    }

    /** Whether the queue's disk failed, so that it takes and delivers nothing until it is started anew. */
    public boolean hasFailed() {
        return reception.queue().hasFailed();
    }

    /** What is accepted and not yet delivered. */
    public List<MailQueue.Entry> queued() throws IOException {
        return reception.queue().list();
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
        monitor.ifPresent(MonitorServer::close);
        closeQuietly(reception.queue());
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
