package dev.mailflow.relay.queue;

import dev.mailflow.relay.mail.EnvelopeAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What became of a lease. All of it happens, or, after a crash, none.
 *
 * @param retry recipients that are tried again; the others are done with
 * @param at when
 * @param reason why they were not delivered
 * @param bounce a report to the sender about the recipients that failed for good
 */
public record Settlement(List<EnvelopeAddress> retry, Instant at, String reason, Optional<QueuedMessage> bounce) {
    public Settlement {
        retry = List.copyOf(retry);
    }

    /** Everyone was served, or given up without a report. */
    public static Settlement done() {
        return new Settlement(List.of(), Instant.EPOCH, "", Optional.empty());
    }
}
