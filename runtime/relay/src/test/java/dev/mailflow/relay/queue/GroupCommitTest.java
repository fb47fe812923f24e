package dev.mailflow.relay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What the writer promises when its database fails, once or for good. */
final class GroupCommitTest {
    /** Keeps numbers; fails at commits when it is told to. */
    private static final class Numbers implements QueueStore {
        private final List<Integer> durable = new ArrayList<>();
        private final List<Integer> open = new ArrayList<>();
        private volatile Optional<SQLException> failure = Optional.empty();
        private volatile boolean isFatal;
        private volatile boolean isFull;
        /** What the disk says to a rollback, for good. */
        private volatile Optional<SQLException> refusal = Optional.empty();
        /** Commits that fail from the beginning. */
        private int refusals;
        /** What every commit waits for. */
        private final CountDownLatch gate;

        Numbers(CountDownLatch gate) {
            this.gate = gate;
        }

        @Override
        public void commit() throws SQLException {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new SQLException(e);
            }
            commitNow();
        }

        private synchronized void commitNow() throws SQLException {
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
        public synchronized void rollback() throws SQLException {
            open.clear();
            if (refusal.isPresent()) {
                throw refusal.get();
            }
        }

        @Override
        public boolean isFatal(SQLException what) {
            return isFatal || refusal.filter(what::equals).isPresent();
        }

        @Override
        public boolean isFull(SQLException what) {
            return isFull;
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

    private final Numbers store = new Numbers(new CountDownLatch(0));

    private static GroupCommit.Change<Numbers> adding(int number) {
        return adding(number, 0);
    }

    private static GroupCommit.Change<Numbers> adding(int number, long octets) {
        return new GroupCommit.Change<>() {
            @Override
            public void apply(Numbers to) {
                synchronized (to) {
                    to.open.add(number);
                }
            }

            @Override
            public void committed() {}

            @Override
            public long octets() {
                return octets;
            }
        };
    }

    /** However much is ordered, and however long the disk takes. */
    @Test
    @Timeout(120)
    void whatWaitsForItsCommitHasBounds() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        Numbers slow = new Numbers(gate);
        GroupCommit<Numbers> writer = new GroupCommit<>(slow);
        Thread poster = new Thread(() -> {
            try {
                for (int i = 0; i < 1000; i++) {
                    writer.post(adding(i, 1 << 20));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        poster.start();
        while (poster.isAlive() && writer.posted() < GroupCommit.MOST_POSTED - (2 << 20)) {
            Thread.sleep(5);
        }
        // It may be on its way to the next one, and gets no further.
        assertThat(writer.posted()).isLessThanOrEqualTo(GroupCommit.MOST_POSTED);
        assertThat(poster.isAlive()).isTrue();
        gate.countDown();
        poster.join();
        writer.close();
        assertThat(slow.durable()).hasSize(1000);
        assertThat(writer.posted()).isZero();
    }

    @Test
    @Timeout(120)
    void oneChangeIsLetInHoweverLargeItIs() throws Exception {
        GroupCommit<Numbers> writer = new GroupCommit<>(store);
        writer.post(adding(1, 10 * GroupCommit.MOST_POSTED));
        writer.post(adding(2, 10 * GroupCommit.MOST_POSTED));
        writer.close();
        assertThat(store.durable()).containsExactly(1, 2);
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

    /** Once, as whoever watches the log waits for it. */
    @Test
    void saysSoWhenTheDiskFailsInTheRollback() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(GroupCommit.class);
        ListAppender<ILoggingEvent> told = new ListAppender<>();
        told.start();
        logger.addAppender(told);
        try {
            GroupCommit<Numbers> writer = new GroupCommit<>(store);
            store.refusal = Optional.of(new SQLException("disk I/O error"));
            store.failure = Optional.of(new SQLException("database or disk is full"));
            assertThatThrownBy(() -> writer.run(adding(1))).isInstanceOf(GroupCommit.Unsure.class);
            assertThat(writer.isBroken()).isTrue();
            writer.close();
        } finally {
            logger.detachAppender(told);
        }
        assertThat(told.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .filteredOn(line -> line.startsWith("event=queue-failed "))
                .hasSize(1);
    }

    /** What is delivered meanwhile could not be noted, and would be delivered again. */
    @Test
    @Timeout(120)
    void aFullDiskIsKnownUntilWhatWaitsIsNoted() throws Exception {
        GroupCommit<Numbers> writer = new GroupCommit<>(store, Duration.ofMillis(10));
        store.isFull = true;
        store.failure = Optional.of(new SQLException("database or disk is full"));
        writer.post(adding(1));
        Awaitility.await().until(writer::isFull);
        store.failure = Optional.empty();
        Awaitility.await().until(() -> !writer.isFull());
        assertThat(store.durable()).containsExactly(1);
        writer.close();
        assertThat(writer.hasGivenUp()).isFalse();
    }

    /** It is the last failure that says what holds the mail up. */
    @Test
    @Timeout(120)
    void aDiskWithRoomAgainIsNotFullWhateverElseFails() throws Exception {
        GroupCommit<Numbers> writer = new GroupCommit<>(store);
        store.isFull = true;
        store.failure = Optional.of(new SQLException("database or disk is full"));
        writer.post(adding(1));
        Awaitility.await().until(writer::isFull);
        store.isFull = false;
        store.failure = Optional.of(new SQLException("database is locked"));
        Awaitility.await().until(() -> !writer.isFull());
        assertThat(store.durable()).isEmpty();
        store.failure = Optional.empty();
        writer.close();
        assertThat(store.durable()).containsExactly(1);
    }

    @Test
    @Timeout(120)
    void whatIsNotedNowhereIsNoGoodEnd() throws Exception {
        GroupCommit<Numbers> writer = new GroupCommit<>(store, Duration.ofMillis(10));
        store.isFull = true;
        store.failure = Optional.of(new SQLException("database or disk is full"));
        writer.post(adding(1));
        Awaitility.await().until(writer::isFull);
        assertThat(writer.hasGivenUp()).isFalse();
        writer.close();
        assertThat(writer.hasGivenUp()).isTrue();
    }
}
