package dev.mailflow.relay.queue;

import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.mail.NotificationRequest;
import dev.mailflow.relay.queue.QueuedMessage.Form;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Due work, held by one deliverer until it is settled.
 *
 * @param work the queue's own number for it
 * @param id the message's queue id
 * @param key {@link DestinationText} of the destination
 * @param attempts that failed before
 * @param state {@link State#RETURNED} if it shall not be tried but given back, {@link State#isAnew} if it shall be decided anew
 * @param notifications what the sender wants to be told
 * @param isDelayReported whether the sender was told that it is late
 * @param origin how the message came
 * @param last why the last one failed; empty before the first
 */
public record Lease(
        long work,
        String id,
        Optional<EnvelopeAddress> sender,
        Form form,
        Instant received,
        Content content,
        String key,
        Destination destination,
        String via,
        List<EnvelopeAddress> recipients,
        int attempts,
        String last,
        State state,
        NotificationRequest notifications,
        boolean isDelayReported,
        Origin origin) {
    public Lease {
        recipients = List.copyOf(recipients);
    }
}
