package dev.mailflow.relay.queue;

import dev.mailflow.relay.mail.EnvelopeAddress;
import java.time.Instant;
import java.util.List;

/**
 * What became of a lease. All of it happens, or, after a crash, none.
 *
 * @param retry recipients that are tried again; the others are done with
 * @param at when
 * @param reason why they were not delivered
 * @param isDelayReported whether the sender has been told by now that it is late
 * @param reports to the sender, about those who failed, were served or are late
 */
public record Settlement(
        List<EnvelopeAddress> retry, Instant at, String reason, List<QueuedMessage> reports, boolean isDelayReported) {
    /** Octets of an address and its objects. */
    private static final long ADDRESS = 200;

    public Settlement {
        retry = List.copyOf(retry);
        reports = List.copyOf(reports);
    }

    /** Octets in memory, roughly. */
    long heldOctets() {
        return ADDRESS * retry.size()
                + reports.stream().mapToLong(QueuedMessage::heldOctets).sum();
    }

    /** Everyone was served, or given up without a report. */
    public static Settlement done() {
        return new Settlement(List.of(), Instant.EPOCH, "", List.of(), false);
    }
}
