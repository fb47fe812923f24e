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
 * among them: the more load, the fewer syncs a message. What nobody waits for has bounds in memory: where the commits do not
 * keep up, whoever brings more has to wait.
 */
final class GroupCommit<S extends QueueStore> {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
    private static final int LARGEST_BATCH = 500;
    /** How long {@link #close} tries again where the database refuses. */
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    /** How long new mail is turned away after a failure. */
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    /** Octets that {@link #post}ed changes may hold while they wait. */
    static final long MOST_POSTED = 16L << 20;

    private static final String CLOSED = "the queue is closed";

    /** Of a change's own objects, whatever it holds. */
    private static final long LEAST = 1000;

    private final S store;
    private final Duration farewell;
    private final Room room = new Room(MOST_POSTED);
    private final LinkedBlockingQueue<Pending<S>> waiting = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean broken;
    private volatile boolean failing;
    private volatile boolean full;
    private volatile int givenUp;
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

        /** What it holds in memory until then, beyond a few objects; the same at each call. */
        default long octets() {
            return 0;
        }
    }

    /**
     * @param done null where nobody waits: such a change is tried again until it is in
     * @param octets of the room that it has taken
     */
    private record Pending<S>(
            @Nullable Change<S> change, @Nullable CompletableFuture<Void> done, long octets) {}

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

    /** Whether the disk has no room for what waits to be noted, so that what is done now could not be either. */
    boolean isFull() {
        return full && (room.taken() > 0 || System.nanoTime() - failedAt < PAUSE);
    }

    /** Whether something that was done is noted nowhere, and will be done again after the next start. */
    boolean hasGivenUp() {
        return givenUp > 0;
    }

    /** Changes that wait for their commit. */
    int backlog() {
        return waiting.size();
    }

    /** Octets that posted changes hold at this moment. */
    long posted() {
        return room.taken();
    }

    /**
     * Returns when the change is durable.
     *
     * @throws Unsure if nobody knows; any other exception says that it did not take place
     */
    void run(Change<S> change) throws IOException {
        requireWritable();
        CompletableFuture<Void> done = new CompletableFuture<>();
        waiting.add(new Pending<>(change, done, 0));
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

    /**
     * Returns at once, or as soon as there is room for one more change to wait for its commit. Not for the writer's own
     * thread.
     */
    void post(Change<S> change) throws IOException {
        requireWritable();
        long octets = LEAST + change.octets();
        if (!room.enter(octets, () -> waiting.add(new Pending<>(change, null, octets)))) {
            throw new IOException(CLOSED);
        }
    }

    private void requireWritable() throws IOException {
        if (broken || closing) {
            throw new IOException(broken ? "the queue's disk failed" : CLOSED);
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
            full = false;
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
            room.leave(pending.octets);
        }
    }

    private void failed(List<Pending<S>> batch, Exception e) {
        LOG.error("event=queue-error changes={} reason=\"{}\"", batch.size(), e.toString());
        boolean isFatal = e instanceof SQLException sql && store.isFatal(sql);
        boolean usable = true;
        try {
            store.rollback();
        } catch (SQLException again) {
            LOG.error("event=queue-error reason=\"{}\"", again.toString());
            usable = false;
            isFatal |= store.isFatal(again);
        }
        if (isFatal && !broken) {
            broken = true;
            LOG.error("event=queue-failed note=\"no mail is taken or delivered until a restart\"");
        }
        failedAt = System.nanoTime();
        failing = true;
        full = e instanceof SQLException sql && store.isFull(sql);
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
            } else {
                if (pending.change != null) {
                    givenUp = givenUp + 1;
                }
                room.leave(pending.octets);
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

    /** As {@link #post}, but waits for nothing, and also after the close began: for small changes, of which there are few. */
    void postLast(Change<S> change) {
        waiting.add(new Pending<>(change, null, 0));
    }

    /** Writes what waits, then ends; what the database refuses until the farewell is over is given up. */
    void close() throws IOException {
        closeBy = System.nanoTime() + farewell.toNanos();
        closing = true;
        // Before the mark of the end: who waits has done what is to be noted.
        room.end();
        waiting.add(new Pending<>(null, null, 0));
        try {
            thread.join();
            if (givenUp > 0) {
                LOG.error("event=queue-unsettled changes={} note=\"done again after the next start\"", givenUp);
            }
            store.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
