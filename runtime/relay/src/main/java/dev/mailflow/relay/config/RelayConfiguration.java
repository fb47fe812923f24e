package dev.mailflow.relay.config;

import dev.mailflow.runtime.CertificateName;
import dev.mailflow.runtime.DomainName;
import dev.mailflow.runtime.IpAddress;
import dev.mailflow.runtime.Network;
import dev.mailflow.runtime.NextHop;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * All that a relay is told besides its policy. The keys, their defaults and their meaning are in
 * {@code docs/configuration.md}; read by {@link ConfigurationReader}.
 *
 * @param hopLimit what the emitted file states, to be compared with the class's
 * @param nextHops hosts that decisions can name
 * @param tlsRefusal when a client without TLS is told that it is required
 * @param tlsRequiredBy inbound connectors that require TLS of their clients
 * @param authRequiredBy inbound connectors that require their clients to log in
 * @param sizesAllowed octets that inbound connectors allow, by their names, in the order of the policy
 * @param certificates further ones beside {@code tls}
 * @param monitor where {@code /healthz} and {@code /metrics} are served; a loopback address
 * @param hosts where to connect to instead of looking a name up; keys in A-labels or as addresses, lower case
 */
public record RelayConfiguration(
        String site,
        String routingClass,
        DomainName hostName,
        Optional<Integer> hopLimit,
        List<NextHop> nextHops,
        PresentedNames presentedNames,
        TlsRefusal tlsRefusal,
        List<String> tlsRequiredBy,
        List<String> authRequiredBy,
        Map<String, Long> sizesAllowed,
        List<Listener> listeners,
        Tls tls,
        List<KeyFiles> certificates,
        Limits limits,
        Local local,
        Queue queue,
        Dns dns,
        Map<String, InetSocketAddress> hosts,
        Submission submission,
        Optional<InetSocketAddress> monitor) {
    public RelayConfiguration {
        nextHops = List.copyOf(nextHops);
        tlsRequiredBy = List.copyOf(tlsRequiredBy);
        authRequiredBy = List.copyOf(authRequiredBy);
        sizesAllowed = Collections.unmodifiableMap(new LinkedHashMap<>(sizesAllowed));
        listeners = List.copyOf(listeners);
        certificates = List.copyOf(certificates);
        hosts = Map.copyOf(hosts);
    }

    /**
     * What is in force in a relay that was started with this and reads another anew: of the other what goes with a policy, and keys;
     * all else changes with a restart only.
     */
    public RelayConfiguration reloadedWith(RelayConfiguration next) {
        return new RelayConfiguration(
                site,
                next.routingClass,
                hostName,
                next.hopLimit,
                next.nextHops,
                next.presentedNames,
                next.tlsRefusal,
                next.tlsRequiredBy,
                next.authRequiredBy,
                next.sizesAllowed,
                listeners,
                next.tls,
                next.certificates,
                limits,
                local,
                queue,
                dns,
                hosts,
                submission,
                monitor);
    }

    /**
     * Certificates that the policy obliges this site to show.
     *
     * @param toServersAdvised no obligations: servers can know the site by these, and by something else too
     */
    public record PresentedNames(
            List<Obligation> toServers, List<Obligation> toServersAdvised, List<Obligation> toClients) {
        public PresentedNames {
            toServers = List.copyOf(toServers);
            toServersAdvised = List.copyOf(toServersAdvised);
            toClients = List.copyOf(toClients);
        }
    }

    /**
     * A certificate that the other side wants to see.
     *
     * @param anyOf the names of which one is enough; at least one
     */
    public record Obligation(List<CertificateName> anyOf) {
        public Obligation {
            anyOf = List.copyOf(anyOf);
        }

        @Override
        public String toString() {
            return anyOf.stream().map(name -> "`" + name + "`").collect(Collectors.joining(" or "));
        }
    }

    /** When a client without TLS can be told that it is required. */
    public enum TlsRefusal {
        /** A connector of the site selects by recipient, so that there must be one first. */
        RCPT,
        /** None does: sender and connection say it all. */
        MAIL
    }

    /** @param port 0 for any free one */
    public record Listener(IpAddress address, int port, Kind kind, ListenerTls tls) {}

    /** Whom a listener serves. */
    public enum Kind {
        SMTP,
        SUBMISSION
    }

    /** How a listener comes by TLS. */
    public enum ListenerTls {
        STARTTLS,
        IMPLICIT,
        OFF
    }

    /** A key and the certificate chain that belongs to it, as PEM. */
    public record KeyFiles(Path key, Path certificate) {}

    /**
     * @param trustsSystem whether the Java installation's roots count beside {@code trust}
     * @param revoked files with certificate revocation lists
     */
    public record Tls(Optional<KeyFiles> keys, List<Path> trust, boolean trustsSystem, List<Path> revoked) {
        public Tls {
            trust = List.copyOf(trust);
            revoked = List.copyOf(revoked);
        }
    }

    /**
     * Bounds of a session; sizes in octets.
     *
     * @param failedLogins wrong passwords a client may have, over all its sessions, before it must wait
     */
    public record Limits(
            long messageSize,
            int recipients,
            int sessions,
            int sessionsPerClient,
            int errors,
            int failedLogins,
            Duration commandTimeout,
            Duration dataTimeout,
            Duration messageTimeout,
            Duration sessionTimeout,
            Duration handshakeTimeout,
            int headerSize,
            Duration greetingDelay) {
        public static final Limits DEFAULT = new Limits(
                35L << 20,
                1000,
                1000,
                100,
                20,
                10,
                Duration.ofMinutes(5),
                Duration.ofMinutes(3),
                Duration.ofMinutes(30),
                Duration.ofHours(2),
                Duration.ofSeconds(30),
                256 << 10,
                Duration.ZERO);
    }

    /**
     * Where final delivery goes: at most one of the two.
     *
     * @param lmtpTls what the way to the mailbox store must be
     */
    public record Local(Optional<Path> maildir, Optional<NextHop> lmtp, LmtpTls lmtpTls) {}

    /** TLS towards a mailbox store (RFC 2033 says nothing of it; stores offer STARTTLS as in RFC 3207). */
    public enum LmtpTls {
        OFF,
        /** Where it is offered, with any certificate. */
        MAY,
        /** Or the mail waits; with a certificate that verifies and names the host. */
        VERIFY
    }

    /**
     * The queue and the pace of deliveries.
     *
     * @param retry waits between attempts; the last repeats
     * @param deliveriesByMx to destinations whose hosts are found by MX, at a time
     * @param freeSpace octets that the disk must keep free for new mail to be taken
     * @param postgresql empty: the queue is in the folder
     * @param delayNotice after which a sender is told that a message is late (RFC 3461 4.1)
     */
    public record Queue(
            Path folder,
            List<Duration> retry,
            Duration expiry,
            int deliveries,
            int deliveriesPerDestination,
            int deliveriesByMx,
            Attempt attempt,
            Duration connectTimeout,
            long freeSpace,
            Optional<Postgres> postgresql,
            Duration delayNotice) {
        public Queue {
            retry = List.copyOf(retry);
        }

        /** Deliveries that one destination can have at most: a quarter is for those that have none yet. */
        public static int mostPerDestination(int deliveries) {
            return allButAQuarter(deliveries);
        }

        /** Deliveries to exchangers of strangers, where nothing else is stated: a quarter is for whom the site knows. */
        public static int mostByMx(int deliveries) {
            return allButAQuarter(deliveries);
        }

        /** A quarter is one at least, where there is more than one. */
        private static int allButAQuarter(int deliveries) {
            return Math.max(1, deliveries - Math.max(1, deliveries / 4));
        }

        /** The defaults of everything but the folder. */
        public static Queue in(Path folder) {
            return new Queue(
                    folder,
                    List.of(
                            Duration.ofMinutes(1),
                            Duration.ofMinutes(5),
                            Duration.ofMinutes(15),
                            Duration.ofMinutes(30),
                            Duration.ofHours(1),
                            Duration.ofHours(2),
                            Duration.ofHours(4)),
                    Duration.ofDays(5),
                    100,
                    20,
                    mostByMx(100),
                    Attempt.DEFAULT,
                    Duration.ofSeconds(30),
                    64L << 20,
                    Optional.empty(),
                    Duration.ofHours(4));
        }
    }

    /**
     * How long one attempt goes on from host to host.
     *
     * @param addresses of mail exchangers that are tried
     * @param sessions with mail exchangers that may come to nothing
     * @param timeout after which no further host is waited for to greet
     */
    public record Attempt(int addresses, int sessions, Duration timeout) {
        public static final Attempt DEFAULT = new Attempt(5, 2, Duration.ofMinutes(10));
    }

    /**
     * A database that several relays share.
     *
     * @param url of JDBC, {@code jdbc:postgresql:…}
     * @param lease how long a relay may give no sign of life before others take over what it holds
     * @param maximumSize octets of the database from which on new mail is not taken; {@link Long#MAX_VALUE}: any
     */
    public record Postgres(
            String url, Optional<String> user, Optional<Path> passwordFile, Duration lease, long maximumSize) {}

    /** @param servers asked in order; none: the system's */
    public record Dns(List<InetSocketAddress> servers, Duration timeout) {
        public Dns {
            servers = List.copyOf(servers);
        }
    }

    /** Who may submit. */
    public record Submission(Optional<Path> users, List<Network> networks) {
        public Submission {
            networks = List.copyOf(networks);
        }
    }
}
