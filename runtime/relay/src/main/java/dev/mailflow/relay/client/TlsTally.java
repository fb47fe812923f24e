package dev.mailflow.relay.client;

import dev.mailflow.relay.log.MailLog;
import dev.mailflow.relay.metrics.RelayMetrics;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts how protected sessions to destinations went: what a report by RFC 8460 is made of. The log has it by destination, once a
 * day and at the end; the metrics by kind alone, for destinations are others' words. Safe for any number of threads.
 */
final class TlsTally {
    /** Destinations and results that one day may have; what is beyond is counted together. */
    private static final int MOST = 10_000;

    private final RelayMetrics metrics;
    private final Clock clock;
    private final Map<String, Count> counts = new TreeMap<>();
    private LocalDate day;

    TlsTally(RelayMetrics metrics, Clock clock) {
        this.metrics = metrics;
        this.clock = clock;
        this.day = today();
    }

    private static final class Count {
        private final String domain;
        private final String policy;
        private final String result;
        private long sessions;

        Count(String domain, String policy, String result) {
            this.domain = domain;
            this.policy = policy;
            this.result = result;
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /**
     * One session, or one that did not come about.
     *
     * @param domain the recipient's, or the host where hosts are named
     * @param policy type of RFC 8460 4.4
     */
    void count(String domain, String policy, TlsResult result) {
        metrics.tlsSession(policy, result.word());
        synchronized (this) {
            turnPage();
            String key = domain + ' ' + policy + ' ' + result.word();
            Count known = counts.get(key);
            if (known == null) {
                String named = counts.size() < MOST ? domain : "(others)";
                known = counts.computeIfAbsent(
                        named + ' ' + policy + ' ' + result.word(), ignored -> new Count(named, policy, result.word()));
            }
            known.sessions++;
        }
    }

    /** Writes down a day that is over. */
    synchronized void turnPage() {
        LocalDate now = today();
        if (!now.equals(day)) {
            write();
            day = now;
        }
    }

    /** Writes down what there is. */
    synchronized void close() {
        write();
    }

    private void write() {
        for (Count one : counts.values()) {
            MailLog.event("tls-report")
                    .with("day", day)
                    .with("domain", one.domain)
                    .with("policy", one.policy)
                    .with("result", one.result)
                    .with("sessions", one.sessions)
                    .write();
        }
        counts.clear();
    }
}
