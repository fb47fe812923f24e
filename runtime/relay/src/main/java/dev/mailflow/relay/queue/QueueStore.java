package dev.mailflow.relay.queue;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** One connection to the queue's database, for one thread at a time. Nothing is durable before {@link #commit}. */
interface QueueStore extends AutoCloseable {
    void commit() throws SQLException;

    /** After a failure; a connection that is gone is made anew. */
    void rollback() throws SQLException;

    /** Whether there was no room on the disk, which may come back. */
    default boolean isFull(SQLException failure) {
        return false;
    }

    /** Whether after this failure no further promise can be made. */
    boolean isFatal(SQLException failure);

    Optional<Lease> load(long work) throws SQLException;

    List<MailQueue.Entry> list() throws SQLException;

    MailQueue.Depth depth() throws SQLException;

    @Override
    void close() throws SQLException;
}
