package dev.mailflow.relay.metrics;

import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Reason;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * A relay's counters and gauges; names and labels are in {@code docs/operation.md}. Labels hold words of the relay and names
 * of the policy only, never what a peer said: a peer must not be able to make series. Safe for any number of threads.
 */
public final class RelayMetrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final DistributionSummary sizes = DistributionSummary.builder("mailflow.message.size")
            .description("Size of accepted messages as they came")
            .baseUnit("bytes")
            .register(registry);

    private final MultiGauge certificates = MultiGauge.builder("mailflow.certificate.expiry.time")
            .description("When a certificate of this relay expires")
            .baseUnit("seconds")
            .register(registry);

    public RelayMetrics() {
        new UptimeMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
    }

    /** All of it in Prometheus' text format. */
    public String scrape() {
        return registry.scrape();
    }

    /** A value that is asked for when it is looked at; the object is held as long as the metrics are. */
    public <T> void gauge(String name, String description, T object, ToDoubleFunction<T> value) {
        Gauge.builder(name, object, value)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    /**
     * Parts of messages in the queue.
     *
     * @param state {@code fresh}, {@code deferred} or {@code held}
     * @param count asked for when it is looked at
     */
    public void queueParts(String state, Supplier<Number> count) {
        Gauge.builder("mailflow.queue.parts", count)
                .description("What waits in the queue, a part for each destination of a message")
                .tag("state", state)
                .register(registry);
    }

    /** @param seconds since the oldest message in the queue came; 0 if there is none */
    public void queueAge(Supplier<Number> seconds) {
        Gauge.builder("mailflow.queue.oldest", seconds)
                .description("Age of the oldest message in the queue")
                .baseUnit("seconds")
                .register(registry);
    }

    /** @param expiries when each certificate of ours expires, in seconds since 1970, by its file; those of before are forgotten */
    public void certificates(Map<String, Long> expiries) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        expiries.forEach((file, expires) -> rows.add(MultiGauge.Row.of(Tags.of("file", file), expires)));
        certificates.register(rows, true);
    }

    /** @param listener what the listener serves */
    public void connection(String listener) {
        count("mailflow.connections", "listener", listener);
    }

    /** A connection that was turned away, or ended by us before its time. */
    public void turnedAway(String reason) {
        count("mailflow.sessions.refused", "reason", reason);
    }

    /** @param certificate {@code verified}, {@code unverified} or {@code none}; of a handshake that failed {@code failed} */
    public void handshake(String version, String certificate) {
        count("mailflow.tls.handshakes", "version", version, "certificate", certificate);
    }

    public void authentication(String result) {
        count("mailflow.authentications", "result", result);
    }

    /** A recipient judged for good: at RCPT if refused there, else at the end of the message. */
    public void verdict(Decision decision) {
        count(
                "mailflow.recipients",
                "verdict",
                decision.outcome().name().toLowerCase(Locale.ROOT),
                "reason",
                decision.reason().map(Reason::id).orElse(""),
                "by",
                decision.by().toString(),
                "via",
                decision.via().orElse(""));
    }

    /** A message stored. */
    public void accepted(long octets) {
        sizes.record(octets);
    }

    /** A message refused as a whole, not by the policy. */
    public void refused(String fault) {
        count("mailflow.messages.refused", "fault", fault);
    }

    /**
     * One recipient's delivery.
     *
     * @param result {@code delivered}, {@code deferred}, {@code failed} or {@code expired}
     */
    public void delivery(String via, String result) {
        count("mailflow.deliveries", "via", via, "result", result);
    }

    /**
     * A session with a next hop as TLS has it.
     *
     * @param policy and result in the words of RFC 8460 4.3 and 4.4
     */
    public void tlsSession(String policy, String result) {
        count("mailflow.tls.sessions", "policy", policy, "result", result);
    }

    /** A policy read anew. */
    public void reload(String result) {
        count("mailflow.policy.reloads", "result", result);
    }

    /** @param difference between the policy in force and the one beside it; {@code none} */
    public void shadow(String difference) {
        count("mailflow.shadow.decisions", "difference", difference);
    }

    private void count(String name, String... tags) {
        registry.counter(name, tags).increment();
    }
}
