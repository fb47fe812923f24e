package dev.mailflow.relay;

import dev.mailflow.relay.metrics.RelayMetrics;
import dev.mailflow.relay.queue.MailQueue;
import dev.mailflow.relay.queue.MailQueue.Depth;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The queue's depth as metrics; asked of the queue no more often than every few seconds, however many look. */
final class QueueGauges {
    private static final Logger LOG = LoggerFactory.getLogger(QueueGauges.class);
    private static final long FRESH_FOR = Duration.ofSeconds(5).toNanos();

    private final MailQueue queue;
    private final Clock clock;
    private Optional<Depth> last = Optional.empty();
    private long lookedAt;

    private QueueGauges(MailQueue queue, Clock clock) {
        this.queue = queue;
        this.clock = clock;
    }

    static void register(RelayMetrics metrics, MailQueue queue, Clock clock) {
        QueueGauges gauges = new QueueGauges(queue, clock);
        metrics.queueParts(
                "fresh",
                () -> gauges.depth().map(depth -> (double) depth.fresh()).orElse(Double.NaN));
        metrics.queueParts(
                "deferred",
                () -> gauges.depth().map(depth -> (double) depth.deferred()).orElse(Double.NaN));
        metrics.queueParts(
                "held", () -> gauges.depth().map(depth -> (double) depth.held()).orElse(Double.NaN));
        metrics.queueAge(() -> gauges.depth().map(gauges::age).orElse(Double.NaN));
    }

    private double age(Depth depth) {
        return depth.oldest()
                .map(oldest ->
                        Math.max(0, Duration.between(oldest, clock.instant()).toMillis()) / 1000.0)
                .orElse(0.0);
    }

    /** Empty while the queue cannot be read. */
    private synchronized Optional<Depth> depth() {
        long now = System.nanoTime();
        if (last.isEmpty() || now - lookedAt > FRESH_FOR) {
            lookedAt = now;
            try {
                last = Optional.of(queue.depth());
            } catch (IOException e) {
                LOG.warn("event=queue-depth reason=\"{}\"", e.toString());
                last = Optional.empty();
            }
        }
        return last;
    }
}
