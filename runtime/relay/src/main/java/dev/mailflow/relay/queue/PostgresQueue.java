package dev.mailflow.relay.queue;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.ContentWriter;
import dev.mailflow.relay.mail.MemoryBudget;
import dev.mailflow.relay.mail.PrivateFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue in a PostgreSQL database that several relays share. What a relay took in it delivers first, from memory; all
 * else goes to whoever asks first ({@code FOR UPDATE SKIP LOCKED}). A relay keeps what it holds by a sign of life; when
 * that ends, others take over, and what the lost one still says about it is void (see {@code docs/decisions/0070}).
 */
public final class PostgresQueue implements MailQueue {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresQueue.class);

    /** How often work of others, and of later, is looked for. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Path scratch;
    private final FolderLock lock;
    private final Clock clock;
    private final FreeSpace space;
    private final long maximumSize;
    private final PostgresStore reader;
    private final GroupCommit<PostgresStore> writer;
    private final PostgresLeases leases;
    private final DueWork due;
    private final MemoryBudget memory = MemoryBudget.ofHeap();
    private final ReentrantLock reading = new ReentrantLock();
    private final ScratchFiles files = new ScratchFiles();
    private final PostgresChanges changes;

    private final ScheduledExecutorService keeper = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "mailflow-queue-lease");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean isSmallEnough = true;
    private long looked = System.nanoTime() - LOOK.toNanos();

    private PostgresQueue(
            RelayConfiguration.Postgres configuration, Path folder, long freeSpace, Clock clock, FolderLock lock)
            throws IOException, SQLException {
        this.scratch = PrivateFolders.make(folder.resolve("scratch"));
        this.space = new FreeSpace(scratch, freeSpace, scratch.resolve("none"), () -> 0);
        this.maximumSize = configuration.maximumSize();
        this.clock = clock;
        this.lock = lock;
        this.due = new DueWork(clock, files::leave);
        try (var left = Files.list(scratch)) {
            for (Path file : left.toList()) {
                Files.deleteIfExists(file);
            }
        }
        PostgresAccess access = PostgresAccess.of(configuration);
        PostgresTables.make(access);
        this.leases = new PostgresLeases(access, folder, configuration.lease());
        leases.register();
        this.reader = new PostgresStore(access, scratch);
        this.writer = new GroupCommit<>(new PostgresStore(access, scratch));
        this.changes = new PostgresChanges(writer, leases, due, files, clock);
        long beat = Math.max(20, Math.min(1000, configuration.lease().toMillis() / 4));
        keeper.scheduleWithFixedDelay(this::beat, beat, beat, TimeUnit.MILLISECONDS);
    }

    /**
     * Opens the queue, makes its tables where they are missing, and joins the relays that use it.
     *
     * @param folder for large contents on their way, and this relay's number; one relay at a time
     * @param freeSpace octets the folder's disk must have free for {@link #hasRoom}
     * @throws IOException if the database cannot be used, or another process uses the folder
     */
    public static PostgresQueue open(
            RelayConfiguration.Postgres configuration, Path folder, long freeSpace, Clock clock) throws IOException {
        FolderLock lock = FolderLock.take(folder);
        try {
            return new PostgresQueue(configuration, folder, freeSpace, clock, lock);
        } catch (SQLException e) {
            lock.close();
            throw new IOException("the queue's database cannot be used: " + e.getMessage(), e);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    @Override
    public ContentWriter newContent(String id) {
        return new ContentWriter(SqliteQueue.IN_DATABASE, scratch.resolve(id + ".part"), memory);
    }

    @Override
    public ContentWriter newReport(String id) {
        return ContentWriter.small(scratch.resolve(id + ".part"));
    }

    @Override
    public void store(QueuedMessage message) throws IOException {
        try {
            writer.run(changes.inserted(message));
        } catch (IOException e) {
            if (message.content() instanceof Content.InFile file) {
                Files.deleteIfExists(file.file());
            }
            throw e;
        }
    }

    @Override
    public List<Lease> lease(int most, Set<String> excluded, Duration wait) throws IOException, InterruptedException {
        List<Lease> all = new ArrayList<>();
        Deque<Schedule.Item> unread = new ArrayDeque<>();
        try {
            take(most, excluded, System.nanoTime() + wait.toNanos(), unread, all);
            return all;
        } catch (IOException | InterruptedException | RuntimeException e) {
            due.putBack(unread, all);
            throw e;
        }
    }

    @Override
    public List<Lease> leaseReturned(int most) throws IOException {
        List<Lease> all = new ArrayList<>();
        Deque<Schedule.Item> unread = new ArrayDeque<>();
        try {
            lend(due.takeReturned(most), unread, all);
            return all;
        } catch (IOException | RuntimeException e) {
            due.putBack(unread, all);
            throw e;
        }
    }

    private void lend(DueWork.Taken taken, Deque<Schedule.Item> unread, List<Lease> all) throws IOException {
        all.addAll(taken.leases());
        taken.leases().forEach(lease -> changes.hold(lease.work()));
        unread.addAll(taken.unread());
        load(unread, all);
    }

    /** @param unread taken, and not yet among the leases */
    private void take(int most, Set<String> excluded, long until, Deque<Schedule.Item> unread, List<Lease> all)
            throws IOException, InterruptedException {
        while (true) {
            boolean isLast = until - System.nanoTime() <= LOOK.toNanos();
            if (isLast || System.nanoTime() - looked >= LOOK.toNanos()) {
                looked = System.nanoTime();
                if (changes.isDoubtful()) {
                    adopt();
                }
                // What waits for everyone, orders among it, keeps waiting no more than half of what we took in.
                int claimed = Math.max(1, most / 2);
                claim(claimed, excluded, unread);
                load(unread, all);
                if (all.size() == claimed) {
                    // There may be more.
                    looked -= LOOK.toNanos();
                }
            }
            long pause = all.isEmpty() ? Math.min(until, System.nanoTime() + LOOK.toNanos()) : System.nanoTime();
            lend(due.take(most - all.size(), excluded, pause), unread, all);
            if (!all.isEmpty() || isLast) {
                return;
            }
        }
    }

    private void claim(int most, Set<String> excluded, Deque<Schedule.Item> unread) throws IOException {
        long owner = leases.number();
        unread.addAll(read(store -> store.claim(most, excluded, clock.millis(), owner)));
        unread.forEach(item -> {
            changes.hold(item.work(), owner);
            due.lent(item.work());
        });
    }

    /**
     * Takes up what is ours in the database and unknown here: where the connection broke in a commit, nobody was told that
     * it took place.
     */
    private void adopt() throws IOException {
        Set<Long> known = due.known();
        known.addAll(changes.arriving());
        long owner = leases.number();
        List<Schedule.Item> owned = read(store -> store.owned(owner));
        changes.believe();
        // Once more, for what arrived and was committed meanwhile.
        known.addAll(changes.arriving());
        known.addAll(due.known());
        owned.stream().filter(item -> !known.contains(item.work())).forEach(item -> {
            LOG.warn("event=adopted work={}", item.work());
            changes.hold(item.work(), owner);
            due.add(item.key(), item.work(), item.due(), null);
        });
    }

    private void load(Deque<Schedule.Item> unread, List<Lease> to) throws IOException {
        if (unread.isEmpty()) {
            return;
        }
        reading.lock();
        try {
            for (Schedule.Item item = unread.peek(); item != null; item = unread.peek()) {
                Optional<Lease> read = reader.load(item.work());
                unread.remove();
                if (read.isEmpty()) {
                    due.done(item.work());
                    changes.letGo(item.work());
                    continue;
                }
                files.use(read.get().content(), 1);
                to.add(read.get());
            }
            reader.commit();
        } catch (UncheckedIOException e) {
            throw new IOException("the queue's folder cannot be written: " + e.getMessage(), e);
        } catch (SQLException | RuntimeException e) {
            // A row that makes no sense must not take along what was taken with it.
            throw unreadable(e);
        } finally {
            reading.unlock();
        }
    }

    private IOException unreadable(Exception e) {
        changes.doubt();
        try {
            reader.rollback();
        } catch (SQLException again) {
            e.addSuppressed(again);
        }
        return new IOException("the queue cannot be read: " + e.getMessage(), e);
    }

    @Override
    public void settle(Lease lease, Settlement settlement) throws IOException {
        try {
            writer.post(changes.settled(lease, settlement));
        } catch (IOException e) {
            settlement.reports().forEach(QueuedMessage::discard);
            throw e;
        }
    }

    @Override
    public boolean holds(Lease lease) {
        return leases.isAlive() && changes.isOurs(lease.work());
    }

    @Override
    public boolean isRecalled(Lease lease) {
        return due.isRecalled(lease.work());
    }

    @Override
    public void whenOrdered(OrderListener listener) {
        due.whenOrdered(listener);
    }

    @Override
    public void release(Lease lease) {
        if (due.isRoomFor(lease.content())) {
            if (!due.add(lease.key(), lease.work(), clock.millis(), lease)) {
                // Who wants it some day need not be us.
                changes.disown(lease.work());
            }
            return;
        }
        handBack(lease);
    }

    @Override
    public void handBack(Lease lease) {
        due.done(lease.work());
        changes.disown(lease.work());
        files.leave(lease.content());
    }

    @Override
    public void wake() {
        due.wake();
    }

    private void beat() {
        try {
            PostgresLeases.Beat beat = leases.beat();
            if (beat.isLost()) {
                // Others have it now. What is being delivered cannot be called back; its settlement will be void.
                due.clear().forEach(changes::letGo);
            }
            beat.claimed().forEach(change -> changes.hold(change.work(), beat.number()));
            change(beat.changes());
            due.change(beat.claimed());
            isSmallEnough = maximumSize == Long.MAX_VALUE || leases.size() < maximumSize;
        } catch (SQLException | IOException | RuntimeException e) {
            // A claim may have taken place of which we were not told.
            changes.doubt();
            LOG.error("event=queue-error reason=\"{}\"", e.toString());
        }
    }

    private void change(List<SqliteStore.Changed> all) {
        Set<Long> waiting = due.change(all);
        all.stream()
                .filter(change -> change.state() == State.HELD && waiting.contains(change.work()))
                .forEach(change -> changes.disown(change.work()));
    }

    private interface Reading<T> {
        T from(PostgresStore store) throws SQLException;
    }

    private <T> T read(Reading<T> what) throws IOException {
        reading.lock();
        try {
            return what.from(reader);
        } catch (SQLException e) {
            throw unreadable(e);
        } finally {
            reading.unlock();
        }
    }

    @Override
    public List<Entry> list() throws IOException {
        return read(PostgresStore::list);
    }

    @Override
    public Depth depth() throws IOException {
        return read(PostgresStore::depth);
    }

    @Override
    public boolean hasRoom() {
        return space.isEnough() && isSmallEnough && leases.isConnected() && !writer.isDown();
    }

    /** The database says itself what it has. */
    @Override
    public boolean hasFailed() {
        return false;
    }

    @Override
    public void close() throws IOException {
        keeper.shutdownNow();
        writer.close();
        reading.lock();
        try {
            keeper.awaitTermination(5, TimeUnit.SECONDS);
            leases.close();
            reader.close();
        } catch (SQLException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            reading.unlock();
            lock.close();
        }
    }

    /** Falls silent like a machine that is cut off, or stands still. For tests. */
    void pauseSignsOfLife() {
        keeper.shutdownNow();
    }

    /** Ends like a process that is killed: nothing is given back. For tests. */
    void abandon() throws IOException {
        keeper.shutdownNow();
        writer.close();
        lock.close();
    }
}
