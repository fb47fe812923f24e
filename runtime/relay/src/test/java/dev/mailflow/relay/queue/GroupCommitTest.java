package dev.mailflow.relay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the writer promises when its database fails, once or for good. */
final class GroupCommitTest {
    /** Keeps numbers; fails at commits when it is told to. */
    private static final class Numbers implements QueueStore {
        private final List<Integer> durable = new ArrayList<>();
        private final List<Integer> open = new ArrayList<>();
        private volatile Optional<SQLException> failure = Optional.empty();
        private volatile boolean isFatal;
        /** Commits that fail from the beginning. */
        private int refusals;

        @Override
        public synchronized void commit() throws SQLException {
            if (refusals > 0) {
                refusals--;
                throw new SQLException("database is locked");
            }
            if (failure.isPresent()) {
                throw failure.get();
            }
            durable.addAll(open);
            open.clear();
        }

        @Override
        public synchronized void rollback() {
            open.clear();
        }

        @Override
        public boolean isFatal(SQLException what) {
            return isFatal;
        }

        @Override
        public Optional<Lease> load(long work) {
            return Optional.empty();
        }

        @Override
        public List<MailQueue.Entry> list() {
            return List.of();
        }

        @Override
        public MailQueue.Depth depth() {
            return new MailQueue.Depth(0, 0, 0, Optional.empty());
        }

        @Override
        public void close() {}

        synchronized List<Integer> durable() {
            return List.copyOf(durable);
        }
    }

    private final Numbers store = new Numbers();

    private static GroupCommit.Change<Numbers> adding(int number) {
        return new GroupCommit.Change<>() {
            @Override
            public void apply(Numbers to) {
                synchronized (to) {
                    to.open.add(number);
                }
            }

            @Override
            public void committed() {}
        };
    }

    @Test
    void aFailureThatPassesCostsOneChange() throws Exception {
        GroupCommit<Numbers> writer = new GroupCommit<>(store);
        writer.run(adding(1));
        store.failure = Optional.of(new SQLException("database or disk is full"));
        assertThatThrownBy(() -> writer.run(adding(2)))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(GroupCommit.Unsure.class);
        assertThat(writer.isDown()).isTrue();
        assertThat(writer.isBroken()).isFalse();
        // Nobody waits for this one, so it is tried until it is in.
        writer.post(adding(3));
        store.failure = Optional.empty();
        writer.run(adding(4));
        writer.close();
        assertThat(store.durable()).contains(1, 3, 4).hasSize(3);
    }

    @Test
    void afterAFailureOfTheDiskNothingIsPromisedAnyMore() throws Exception {
        GroupCommit<Numbers> writer = new GroupCommit<>(store);
        writer.run(adding(1));
        store.isFatal = true;
        store.failure = Optional.of(new SQLException("disk I/O error"));
        assertThatThrownBy(() -> writer.run(adding(2))).isInstanceOf(GroupCommit.Unsure.class);
        // The disk may seem well again: what it holds is in doubt all the same.
        store.failure = Optional.empty();
        assertThat(writer.isBroken()).isTrue();
        assertThatThrownBy(() -> writer.run(adding(3))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> writer.post(adding(4))).isInstanceOf(IOException.class);
        writer.close();
        assertThat(store.durable()).containsExactly(1);
    }

    /** The mark of the end itself is in a commit that fails, and what failed with it comes again after it. */
    @Test
    @Timeout(120)
    void aFailureWhileItClosesCostsNothingOfWhatNobodyWaitsFor() throws Exception {
        store.refusals = 8;
        GroupCommit<Numbers> writer = new GroupCommit<>(store, Duration.ofHours(1));
        writer.post(adding(1));
        writer.post(adding(2));
        writer.close();
        assertThat(store.durable()).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    @Timeout(120)
    void closesThoughItsDatabaseRefusesToTheLast() throws Exception {
        store.refusals = Integer.MAX_VALUE;
        GroupCommit<Numbers> writer = new GroupCommit<>(store, Duration.ofMillis(500));
        for (int i = 0; i < 3000; i++) {
            writer.post(adding(i));
        }
        writer.close();
        assertThat(store.durable()).isEmpty();
        assertThat(writer.backlog()).isZero();
    }
}
