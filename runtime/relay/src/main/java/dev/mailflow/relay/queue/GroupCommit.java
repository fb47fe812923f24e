package dev.mailflow.relay.queue;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
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
final class GroupCommit<S extends QueueStore> {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int LARGEST_BATCH = 500;
    /** How long {@link #close} tries again where the database refuses. */
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    /** How long new mail is turned away after a failure. */
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    private final S store;
    private final Duration farewell;
    private final LinkedBlockingQueue<Pending<S>> waiting = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean broken;
    private volatile boolean failing;
    private volatile long failedAt;
    private volatile long closeBy;

    GroupCommit(S store) {
        this(store, FAREWELL);
    }

    /** @param farewell how long {@link #close} tries again where the database refuses */
    GroupCommit(S store, Duration farewell) {
        this.store = store;
        this.farewell = farewell;
        this.thread = new Thread(this::loop, "mailflow-queue");
        thread.start();
    }

    /** One change; it may be applied again after a rollback. */
    interface Change<S> {
        void apply(S store) throws SQLException;

        /** Runs on the writer's thread after the commit, before whoever waits is told. */
        void committed() throws IOException;

        /** Runs if the change is given up; whether it took place is unknown where the connection broke in the commit. */
        default void failed() {}
    }

    /** @param done null where nobody waits: such a change is tried again until it is in */
    private record Pending<S>(
            @Nullable Change<S> change, @Nullable CompletableFuture<Void> done) {}

    /** The change may have taken place, or not: what belongs to it must be left for the next start to find. */
    static final class Unsure extends IOException {
        private static final long serialVersionUID = 1;

        Unsure(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Whether the disk failed: what is done now can never be noted. */
    boolean isBroken() {
        return broken;
    }

    /** Whether nothing can be promised: for good, or for a moment after a commit that failed, until another is tried. */
    boolean isDown() {
        return broken || failing && System.nanoTime() - failedAt < PAUSE;
    }

    /** Changes that wait for their commit. */
    int backlog() {
        return waiting.size();
    }

    /**
     * Returns when the change is durable.
     *
     * @throws Unsure if nobody knows; any other exception says that it did not take place
     */
    void run(Change<S> change) throws IOException {
        requireWritable();
        CompletableFuture<Void> done = new CompletableFuture<>();
        waiting.add(new Pending<>(change, done));
        try {
            done.get();
        } catch (ExecutionException e) {
            String why = "the queue cannot be written: " + e.getMessage();
            throw broken ? new Unsure(why, e) : new IOException(why, e);
        } catch (InterruptedException e) {
            // The change may be durable all the same, so it must not be answered with a 250.
            Thread.currentThread().interrupt();
            throw new Unsure("interrupted while the message was stored", e);
        }
    }

    /** Returns at once. */
    void post(Change<S> change) throws IOException {
        requireWritable();
        waiting.add(new Pending<>(change, null));
    }

    private void requireWritable() throws IOException {
        if (broken || closing) {
            throw new IOException(broken ? "the queue's disk failed" : "the queue is closed");
        }
    }

    private void loop() {
        List<Pending<S>> batch = new ArrayList<>();
        // For good: what failed together with the mark of the end comes again after it.
        boolean isEnding = false;
        while (true) {
            try {
                batch.add(waiting.take());
            } catch (InterruptedException e) {
                continue;
            }
            waiting.drainTo(batch, LARGEST_BATCH);
            isEnding |= batch.stream().anyMatch(pending -> pending.change == null);
            write(batch);
            batch.clear();
            if (isEnding && waiting.isEmpty()) {
                return;
            }
        }
    }

    private void write(List<Pending<S>> batch) {
        try {
            if (broken) {
                throw new SQLException("the queue's disk failed");
            }
            if (failing && isOverdue()) {
                throw new SQLException("the queue is closed, and its database refused to the last");
            }
            for (Pending<S> pending : batch) {
                if (pending.change != null) {
                    pending.change.apply(store);
                }
            }
            store.commit();
            failing = false;
        } catch (SQLException | RuntimeException e) {
            failed(batch, e);
            return;
        }
        for (Pending<S> pending : batch) {
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

    private void failed(List<Pending<S>> batch, Exception e) {
        LOG.error("event=queue-error changes={} reason=\"{}\"", batch.size(), e.toString());
        boolean usable = true;
        try {
            store.rollback();
        } catch (SQLException again) {
            LOG.error("event=queue-error reason=\"{}\"", again.toString());
            usable = false;
            broken |= store.isFatal(again);
        }
        if (!broken && e instanceof SQLException sql && store.isFatal(sql)) {
            broken = true;
            LOG.error("event=queue-failed note=\"no mail is taken or delivered until a restart\"");
        }
        failedAt = System.nanoTime();
        failing = true;
        if (usable && !broken && !isOverdue() && batch.size() > 1) {
            // One change that the database refuses must not take its neighbours along.
            batch.forEach(pending -> write(List.of(pending)));
            return;
        }
        for (Pending<S> pending : batch) {
            if (pending.done != null) {
                if (pending.change != null) {
                    pending.change.failed();
                }
                pending.done.completeExceptionally(e);
            } else if (pending.change != null && !broken && !isOverdue()) {
                waiting.add(pending);
            }
        }
        if (!broken && !isOverdue()) {
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean isOverdue() {
        return closing && System.nanoTime() - closeBy > 0;
    }

    /** As {@link #post}, also after the close began: for what undoes a failed change. */
    void postLast(Change<S> change) {
        waiting.add(new Pending<>(change, null));
    }

    /** Writes what waits, then ends; what the database refuses until the farewell is over is given up. */
    void close() throws IOException {
        closeBy = System.nanoTime() + farewell.toNanos();
        closing = true;
        waiting.add(new Pending<>(null, null));
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
