package dev.mailflow.relay.queue;

import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.ContentWriter;
import dev.mailflow.relay.mail.MemoryBudget;
import dev.mailflow.relay.mail.PrivateFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue in one SQLite database in a folder of its own; one relay at a time. All changes go through one thread that
 * commits many with one sync (see {@code docs/decisions/0001-queue.md}). Contents above {@link #IN_DATABASE} octets are files.
 */
public final class SqliteQueue implements MailQueue {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteQueue.class);

    /** Octets; larger contents would make the write-ahead log grow without gain. */
    static final int IN_DATABASE = 512 << 10;

    /** How often the word of an administrator, given by another process, is looked for. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Path bodies;
    private final Path database;
    private final FolderLock lock;
    /** Under {@link #readers}. */
    private SqliteStore reader;

    private boolean isReaderSpent;

    private final GroupCommit<SqliteStore> writer;
    private final Clock clock;
    private final FreeSpace space;
    private final Reserve reserve;
    private final AtomicLong numbers;
    private final ReentrantLock readers = new ReentrantLock();
    private final DueWork due;
    private final SqliteChanges changes;
    private final MemoryBudget memory = MemoryBudget.ofHeap();
    /** Whether orders that were found wait for the writer. */
    private volatile boolean isNoting;

    private final ScheduledExecutorService looker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "mailflow-queue-orders");
        thread.setDaemon(true);
        return thread;
    });

    private SqliteQueue(Path folder, long freeSpace, Reserve reserve, Clock clock, FolderLock lock)
            throws IOException, SQLException {
        this.bodies = PrivateFolders.make(folder.resolve("bodies"));
        this.reserve = reserve;
        this.space = new FreeSpace(bodies, freeSpace, folder.resolve("queue.db-wal"), reserve::held);
        this.clock = clock;
        // A content's file is the message's own, and stays with it.
        this.due = new DueWork(clock, content -> {});
        this.changes = new SqliteChanges(due, clock);
        this.lock = lock;
        this.database = database(folder);
        SqliteStore writing = new SqliteStore(database, bodies);
        this.reader = new SqliteStore(database, bodies);
        this.numbers = new AtomicLong(reader.recover(due));
        this.writer = new GroupCommit<>(writing);
        looker.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    static Path database(Path folder) {
        return folder.resolve("queue.db");
    }

    /**
     * Opens or makes the queue in a folder and recovers what is in it.
     *
     * @param freeSpace octets the disk must have free for {@link #hasRoom}
     * @throws IOException if the folder cannot be used, or another process uses it
     */
    public static SqliteQueue open(Path folder, long freeSpace, Clock clock) throws IOException {
        FolderLock lock = FolderLock.take(folder);
        Reserve reserve = new Reserve(folder, freeSpace);
        try {
            return open(folder, freeSpace, reserve, clock, lock);
        } catch (SQLException e) {
            lock.close();
            throw new IOException("the queue in " + folder + " cannot be opened: " + e.getMessage(), e);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    /** On a full disk even the log's index finds no room, and mail that waits could not be delivered. */
    private static SqliteQueue open(Path folder, long freeSpace, Reserve reserve, Clock clock, FolderLock lock)
            throws IOException, SQLException {
        try {
            return new SqliteQueue(folder, freeSpace, reserve, clock, lock);
        } catch (SQLException e) {
            if (!SqliteStore.hasNoRoom(e)) {
                throw e;
            }
            reserve.release();
            return new SqliteQueue(folder, freeSpace, reserve, clock, lock);
        }
    }

    @Override
    public ContentWriter newContent(String id) {
        return new ContentWriter(IN_DATABASE, bodies.resolve(id + ".part"), memory);
    }

    @Override
    public ContentWriter newReport(String id) {
        return ContentWriter.small(bodies.resolve(id + ".part"));
    }

    @Override
    public void store(QueuedMessage message) throws IOException {
        if (reserve.isReleased()) {
            message.discard();
            throw new IOException("the queue's disk is full");
        }
        QueuedMessage placed = place(message);
        try {
            writer.run(inserted(placed));
        } catch (GroupCommit.Unsure e) {
            throw e;
        } catch (IOException e) {
            if (placed.content() instanceof Content.InFile file) {
                Files.deleteIfExists(file.file());
            }
            throw e;
        }
    }

    private SqliteChanges.Inserted inserted(QueuedMessage placed) {
        return changes.inserted(placed, numbers.incrementAndGet(), works(placed));
    }

    private List<Long> works(QueuedMessage message) {
        List<Long> works = new ArrayList<>(message.parts().size());
        for (int i = 0; i < message.parts().size(); i++) {
            works.add(numbers.incrementAndGet());
        }
        return works;
    }

    /** Gives a content's file its final name; the name is on disk before the database speaks of it. */
    private QueuedMessage place(QueuedMessage message) throws IOException {
        if (!(message.content() instanceof Content.InFile file)) {
            return message;
        }
        Path place = bodies.resolve(message.id());
        try {
            Files.move(file.file(), place, StandardCopyOption.ATOMIC_MOVE);
            PrivateFolders.sync(bodies);
        } catch (IOException e) {
            // The message is not taken, so nobody else will.
            Files.deleteIfExists(place);
            Files.deleteIfExists(file.file());
            throw e;
        }
        return message.with(new Content.InFile(place, file.size()));
    }

    @Override
    public List<Lease> lease(int most, Set<String> excluded, Duration wait) throws IOException, InterruptedException {
        if (writer.isBroken()) {
            // Each delivery would be made once more after the restart.
            throw new IOException("the queue's disk failed");
        }
        if (writer.isFull()) {
            TimeUnit.NANOSECONDS.sleep(Math.min(wait.toNanos(), LOOK.toNanos()));
            return List.of();
        }
        return leases(due.take(most, excluded, System.nanoTime() + wait.toNanos()));
    }

    @Override
    public List<Lease> leaseReturned(int most) throws IOException {
        return writer.isBroken() || writer.isFull() ? List.of() : leases(due.takeReturned(most));
    }

    private List<Lease> leases(DueWork.Taken taken) throws IOException {
        if (taken.leases().size() == taken.items().size()) {
            return taken.leases();
        }
        List<Lease> leases = new ArrayList<>(taken.leases());
        Deque<Schedule.Item> unread = new ArrayDeque<>(taken.unread());
        try {
            for (Schedule.Item item = unread.peek(); item != null; item = unread.peek()) {
                long work = item.work();
                read(store -> store.load(work)).ifPresentOrElse(leases::add, () -> due.done(work));
                unread.remove();
            }
        } catch (SQLException | RuntimeException e) {
            // A row that makes no sense must not take along what was taken with it.
            due.putBack(unread, leases);
            throw new IOException("the queue cannot be read: " + e.getMessage(), e);
        }
        return leases;
    }

    private interface Reading<T> {
        T from(SqliteStore store) throws SQLException;
    }

    /** Reads, anew connected if the last reading failed: the driver closes statements that fail. */
    private <T> T read(Reading<T> reading) throws SQLException {
        readers.lock();
        try {
            if (isReaderSpent) {
                SqliteStore renewed = new SqliteStore(database, bodies);
                reader.close();
                reader = renewed;
            }
            isReaderSpent = true;
            T result = reading.from(reader);
            isReaderSpent = false;
            return result;
        } finally {
            readers.unlock();
        }
    }

    @Override
    public void settle(Lease lease, Settlement settlement) throws IOException {
        List<QueuedMessage> placed = new ArrayList<>();
        try {
            for (QueuedMessage report : settlement.reports()) {
                placed.add(place(report));
            }
            List<SqliteChanges.Inserted> reports =
                    placed.stream().map(this::inserted).toList();
            writer.post(changes.settled(lease, settlement, reports));
        } catch (IOException e) {
            placed.forEach(QueuedMessage::discard);
            settlement.reports().forEach(QueuedMessage::discard);
            throw e;
        }
    }

    @Override
    public boolean holds(Lease lease) {
        return !writer.isBroken() && !writer.isFull();
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
        due.add(lease.key(), lease.work(), clock.millis(), lease);
    }

    @Override
    public void wake() {
        due.wake();
    }

    /** Takes note of what another process wrote into the database, and makes room where there is none. */
    private void look() {
        try {
            lookForRoom();
            if (isNoting) {
                // The same would be found again.
                return;
            }
            List<SqliteStore.Changed> ordered = read(SqliteStore::changed);
            if (!ordered.isEmpty()) {
                isNoting = true;
                // Never waits: this thread also makes the room on the disk that the writer may wait for.
                writer.postLast(changes.noted(ordered, () -> isNoting = false));
            }
        } catch (SQLException | IOException | RuntimeException e) {
            LOG.error("event=queue-error reason=\"{}\"", e.toString());
        }
    }

    private void lookForRoom() throws SQLException, IOException {
        if (writer.isFull() && writer.posted() > 0) {
            reserve.release();
        }
        boolean isShort = !space.isEnough();
        if (isShort) {
            boolean isKept = reserve.isReleased() && !reserve.fits(space.usable());
            SqliteStore.makeRoom(database, isKept ? SqliteStore.Log.KEPT : SqliteStore.Log.CUT);
        } else {
            reserve.restore(space.usable());
        }
        if (isShort || space.hasCredit()) {
            space.credit(read(SqliteStore::reusable));
        }
    }

    @Override
    public List<Entry> list() throws IOException {
        try {
            return read(SqliteStore::list);
        } catch (SQLException e) {
            throw new IOException("the queue cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public Depth depth() throws IOException {
        try {
            return read(SqliteStore::depth);
        } catch (SQLException e) {
            throw new IOException("the queue cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean hasRoom() {
        return space.isEnough() && !reserve.isReleased() && !writer.isDown();
    }

    @Override
    public boolean hasFailed() {
        return writer.isBroken() || writer.hasGivenUp();
    }

    @Override
    public void close() throws IOException {
        try {
            // The looker makes the room that the last changes may need. An order that it still finds is found at the
            // next start.
            writer.close();
        } finally {
            looker.shutdownNow();
        }
        try {
            looker.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        readers.lock();
        try {
            reader.close();
        } catch (SQLException e) {
            throw new IOException(e);
        } finally {
            readers.unlock();
            lock.close();
        }
    }
}
