package dev.mailflow.relay.queue;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes the database. It takes whatever changes wait, commits them together and so shares one sync
 * among them: the more load, the fewer syncs a message.
 */
final class SqliteWriter {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteWriter.class);
    private static final int LARGEST_BATCH = 500;
    /** SQLite's result code for a read or write that failed, a failed sync among them. */
    private static final int IO_ERROR = 10;

    private final SqliteStore store;
    private final LinkedBlockingQueue<Pending> waiting = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean broken;

    SqliteWriter(SqliteStore store) {
        this.store = store;
        this.thread = new Thread(this::loop, "mailflow-queue");
        thread.start();
    }

    /** One change; it may be applied again after a rollback. */
    interface Change {
        void apply(SqliteStore store) throws SQLException;

        /** Runs on the writer's thread after the commit, before whoever waits is told. */
        void committed() throws IOException;
    }

    /** @param done null where nobody waits: such a change is tried again until it is in */
    private record Pending(
            @Nullable Change change, @Nullable CompletableFuture<Void> done) {}

    boolean isBroken() {
        return broken;
    }

    /** Returns when the change is durable. */
    void run(Change change) throws IOException {
        requireWritable();
        CompletableFuture<Void> done = new CompletableFuture<>();
        waiting.add(new Pending(change, done));
        try {
            done.get();
        } catch (ExecutionException e) {
            throw new IOException("the queue cannot be written: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            // The change may be durable all the same, so it must not be answered with a 250.
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the message was stored", e);
        }
    }

    /** Returns at once. */
    void post(Change change) throws IOException {
        requireWritable();
        waiting.add(new Pending(change, null));
    }

    private void requireWritable() throws IOException {
        if (broken || closing) {
            throw new IOException(broken ? "the queue's disk failed" : "the queue is closed");
        }
    }

    private void loop() {
        List<Pending> batch = new ArrayList<>();
        while (true) {
            try {
                batch.add(waiting.take());
            } catch (InterruptedException e) {
                continue;
            }
            waiting.drainTo(batch, LARGEST_BATCH);
            boolean isLast = batch.stream().anyMatch(pending -> pending.change == null);
            write(batch);
            batch.clear();
            if (isLast && waiting.isEmpty()) {
                return;
            }
        }
    }

    private void write(List<Pending> batch) {
        try {
            if (broken) {
                throw new SQLException("the queue's disk failed");
            }
            for (Pending pending : batch) {
                if (pending.change != null) {
                    pending.change.apply(store);
                }
            }
            store.commit();
        } catch (SQLException | RuntimeException e) {
            failed(batch, e);
            return;
        }
        for (Pending pending : batch) {
            try {
                if (pending.change != null) {
                    pending.change.committed();
                }
            } catch (IOException | RuntimeException e) {
                LOG.error("event=queue-error reason=\"{}\"", e.toString());
            }
            if (pending.done != null) {
                pending.done.complete(null);
            }
        }
    }

    private void failed(List<Pending> batch, Exception e) {
        LOG.error("event=queue-error changes={} reason=\"{}\"", batch.size(), e.toString());
        try {
            store.rollback();
        } catch (SQLException again) {
            LOG.error("event=queue-error reason=\"{}\"", again.toString());
            broken = true;
        }
        if (e instanceof SQLException sql && (sql.getErrorCode() & 0xFF) == IO_ERROR) {
            // After a failed sync nobody knows what is on the disk: no further promise is made on this file.
            broken = true;
        }
        for (Pending pending : batch) {
            if (pending.done != null) {
                pending.done.completeExceptionally(e);
            } else if (pending.change != null && !broken && !closing) {
                waiting.add(pending);
            }
        }
        if (!broken) {
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Writes what waits, then ends. */
    void close() throws IOException {
        closing = true;
        waiting.add(new Pending(null, null));
        try {
            thread.join();
            store.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
