package dev.mailflow.relay.queue;

import dev.mailflow.relay.mail.ContentWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps accepted mail until it is delivered. Safe for any number of threads. What every implementation must do is held by
 * {@code MailQueueContractTest}.
 *
 * <p>Delivery is at least once: a crash between a delivery and its settlement repeats the delivery under the same queue
 * id. Each message belongs to at most one lease per part at a time.
 */
public interface MailQueue extends AutoCloseable {
    /**
     * Where the content of a message is to be collected; {@link #store} or {@link ContentWriter#discard} ends it. Its memory
     * counts until it is closed, which must not be before it is stored.
     */
    ContentWriter newContent(String id);

    /** As {@link #newContent}, for a report: little of it is in memory, for many of them can wait for their commit. */
    ContentWriter newReport(String id);

    /**
     * Returns when the message would survive a crash or a loss of power.
     *
     * @throws IOException if it is not stored; then nothing of it is kept
     */
    void store(QueuedMessage message) throws IOException;

    /**
     * Takes due work, what an administrator ordered and then the longest due first, and waits for some if there is none. Of what
     * is to be given back or decided anew it takes a part at a time, so that many such orders keep no other mail waiting. A lease
     * lasts until it is settled or released, or the queue is closed.
     *
     * @param most how many leases
     * @param excluded keys of destinations that shall wait; what is to be given back or decided anew needs none and does not
     * @param wait how long to wait for the first
     */
    List<Lease> lease(int most, Set<String> excluded, Duration wait) throws IOException, InterruptedException;

    /**
     * Ends a lease. Durable soon after, not at return.
     *
     * @throws IOException if the queue can no longer be written, or a report has no place there; then nothing of it happens, what
     *     was written of the reports is deleted, and the lease is still held
     */
    void settle(Lease lease, Settlement settlement) throws IOException;

    /**
     * Whether a lease is still held, as far as can be known without asking anybody: to be asked right before its message is
     * handed over for good. A relay that stood still for longer than others wait for it holds nothing, even if it does not yet
     * know; nor does one whose disk failed or is full, for it could not note what it did.
     */
    boolean holds(Lease lease);

    /** Gives a lease back untouched; it is due again at once. */
    void release(Lease lease);

    /** As {@link #release}, but whichever of those that share the queue has room for it takes it. */
    default void handBack(Lease lease) {
        release(lease);
    }

    /** As {@link #lease}, but only what an administrator wants to be given back or decided anew, and without waiting. */
    List<Lease> leaseReturned(int most) throws IOException;

    /** Whether an administrator has said a word about it since it was leased, which counts once it is settled or released. */
    boolean isRecalled(Lease lease);

    /** Says who is to be told what administrators order. */
    void whenOrdered(OrderListener listener);

    /** Makes {@link #lease} look anew, as after a destination left the excluded. */
    void wake();

    /** What is kept, oldest first. */
    List<Entry> list() throws IOException;

    /**
     * How much is kept. A part is what goes to one destination; those on several machines that share a queue see all of it.
     *
     * @param fresh parts not tried yet
     * @param deferred parts that were tried and wait for the next attempt
     * @param held parts that an administrator keeps
     * @param oldest when the oldest message came
     */
    record Depth(long fresh, long deferred, long held, Optional<Instant> oldest) {}

    /** How much is kept at this moment; asks the engine. */
    Depth depth() throws IOException;

    /** Whether there is room for more mail. */
    boolean hasRoom();

    /**
     * Whether its disk failed: until it is opened anew nothing can be promised, nor done that must be noted. Also true once it is
     * closed and could not note what was done.
     */
    boolean hasFailed();

    /** Waits until everything settled is durable. */
    @Override
    void close() throws IOException;

    /** A line of the list. */
    record Entry(
            String id,
            String sender,
            List<String> recipients,
            String destination,
            String via,
            Instant received,
            Instant next,
            int attempts,
            String last,
            long size,
            State state) {
        public Entry {
            recipients = List.copyOf(recipients);
        }
    }
}
