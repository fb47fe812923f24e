package dev.mailflow.relay.queue;

import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.mail.NotificationRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An accepted message on its way into the queue.
 *
 * @param id queue id, in logs, replies and the Received field
 * @param sender reverse-path; empty for {@code <>}
 * @param received when it was accepted
 * @param parts at least one
 * @param notifications what the sender wants to be told
 * @param origin how it came
 * @param state {@link State#DUE}, or {@link State#HELD}
 */
public record QueuedMessage(
        String id,
        Optional<EnvelopeAddress> sender,
        Form form,
        Instant received,
        Content content,
        List<Part> parts,
        NotificationRequest notifications,
        Origin origin,
        State state) {
    private static final Logger LOG = LoggerFactory.getLogger(QueuedMessage.class);

    /** Octets of the objects of a message or part. */
    private static final long OBJECTS = 500;

    public QueuedMessage {
        parts = List.copyOf(parts);
    }

    /** The same with its content in another place. */
    QueuedMessage with(Content moved) {
        return new QueuedMessage(id, sender, form, received, moved, parts, notifications, origin, state);
    }

    /** Deletes the file of a content that is not stored after all. What cannot be deleted is found at the next start. */
    void discard() {
        if (content instanceof Content.InFile file) {
            try {
                Files.deleteIfExists(file.file());
            } catch (IOException e) {
                LOG.warn("event=queue-error id={} reason=\"{}\"", id, e.toString());
            }
        }
    }

    /** Octets in memory, roughly: contents in files have none. */
    long heldOctets() {
        return (content instanceof Content.InMemory ? content.size() : 0) + OBJECTS * (parts.size() + 1);
    }

    /** That is delivered at once. */
    public QueuedMessage(
            String id,
            Optional<EnvelopeAddress> sender,
            Form form,
            Instant received,
            Content content,
            List<Part> parts,
            NotificationRequest notifications,
            Origin origin) {
        this(id, sender, form, received, content, parts, notifications, origin, State.DUE);
    }

    /** Of a sender who stated nothing. */
    public QueuedMessage(
            String id,
            Optional<EnvelopeAddress> sender,
            Form form,
            Instant received,
            Content content,
            List<Part> parts) {
        this(id, sender, form, received, content, parts, NotificationRequest.NONE);
    }

    /** Of which is not known how it came. */
    public QueuedMessage(
            String id,
            Optional<EnvelopeAddress> sender,
            Form form,
            Instant received,
            Content content,
            List<Part> parts,
            NotificationRequest notifications) {
        this(id, sender, form, received, content, parts, notifications, Origin.UNKNOWN);
    }

    /** What the content asks of a next hop. */
    public enum Form {
        SEVEN_BIT,
        /** Declared BODY=8BITMIME (RFC 6152). */
        EIGHT_BIT,
        /** Declared SMTPUTF8 (RFC 6531). */
        UTF8
    }

    /**
     * The recipients that share a destination.
     *
     * @param via the outbound connector's name; {@code internet} or {@code local} where none decided
     */
    public record Part(Destination destination, String via, List<EnvelopeAddress> recipients) {
        public Part {
            recipients = List.copyOf(recipients);
        }
    }
}
