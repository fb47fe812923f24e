package dev.mailflow.relay.queue;

import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.ContentWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The queue in one SQLite database in a folder of its own; one process at a time. All changes go through one thread that
 * commits many with one sync (see {@code docs/decisions/0001-queue.md}). Contents above {@link #IN_DATABASE} octets are files.
 */
public final class SqliteQueue implements MailQueue {
    /** Octets; larger contents would make the write-ahead log grow without gain. */
    static final int IN_DATABASE = 512 << 10;

    /** Octets of fresh contents kept in memory for their first delivery; beyond it they are read back. */
    private static final long FRESH = 64L << 20;

    private final Path bodies;
    private final FileChannel lockFile;
    private final FileLock lock;
    private final SqliteStore reader;
    private final SqliteWriter writer;
    private final Clock clock;
    private final long freeSpace;
    private final AtomicLong numbers;
    private final ReentrantLock guard = new ReentrantLock();
    private final Condition changed = guard.newCondition();
    private final ReentrantLock reading = new ReentrantLock();
    private final Schedule schedule = new Schedule();
    private final Map<Long, Lease> fresh = new HashMap<>();
    private long freshOctets;
    private volatile long roomChecked;
    private volatile boolean room = true;

    private SqliteQueue(Path folder, long freeSpace, Clock clock, FileChannel lockFile, FileLock lock)
            throws IOException, SQLException {
        this.bodies = Files.createDirectories(folder.resolve("bodies"));
        this.freeSpace = freeSpace;
        this.clock = clock;
        this.lockFile = lockFile;
        this.lock = lock;
        Path database = folder.resolve("queue.db");
        SqliteStore writing = new SqliteStore(database, bodies);
        this.reader = new SqliteStore(database, bodies);
        this.numbers = new AtomicLong(reader.recover(schedule));
        this.writer = new SqliteWriter(writing);
    }

    /**
     * Opens or makes the queue in a folder and recovers what is in it.
     *
     * @param freeSpace octets the disk must have free for {@link #hasRoom}
     * @throws IOException if the folder cannot be used, or another process uses it
     */
    public static SqliteQueue open(Path folder, long freeSpace, Clock clock) throws IOException {
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve("queue.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new IOException("the queue in " + folder + " is in use by another process");
            }
            return new SqliteQueue(folder, freeSpace, clock, channel, lock);
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException("the queue in " + folder + " is in use by this process", e);
        } catch (SQLException e) {
            channel.close();
            throw new IOException("the queue in " + folder + " cannot be opened: " + e.getMessage(), e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public ContentWriter newContent(String id) {
        return new ContentWriter(IN_DATABASE, bodies.resolve(id + ".part"));
    }

    @Override
    public void store(QueuedMessage message) throws IOException {
        QueuedMessage placed = place(message);
        Inserted inserted = new Inserted(placed, numbers.incrementAndGet(), works(placed), clock.millis());
        try {
            writer.run(inserted);
        } catch (IOException e) {
            if (placed.content() instanceof Content.InFile file) {
                Files.deleteIfExists(file.file());
            }
            throw e;
        }
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
        Files.move(file.file(), place, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(bodies, StandardOpenOption.READ)) {
            folder.force(true);
        }
        return new QueuedMessage(
                message.id(),
                message.sender(),
                message.form(),
                message.received(),
                new Content.InFile(place, file.size()),
                message.parts());
    }

    @Override
    public List<Lease> lease(int most, Set<String> excluded, Duration wait) throws IOException, InterruptedException {
        long until = System.nanoTime() + wait.toNanos();
        List<Schedule.Item> items;
        List<Lease> leases = new ArrayList<>();
        guard.lockInterruptibly();
        try {
            while (true) {
                long now = clock.millis();
                items = schedule.take(most, excluded, now);
                if (!items.isEmpty()) {
                    break;
                }
                long left = until - System.nanoTime();
                if (left <= 0) {
                    return List.of();
                }
                long due = schedule.nextDue(excluded);
                long sleep = due == Long.MAX_VALUE ? left : Math.min(left, TimeUnit.MILLISECONDS.toNanos(due - now));
                changed.awaitNanos(Math.max(sleep, 1));
            }
            for (Schedule.Item item : items) {
                Lease kept = fresh.remove(item.work());
                if (kept != null) {
                    freshOctets -= kept.content().size();
                    leases.add(kept);
                }
            }
        } finally {
            guard.unlock();
        }
        if (leases.size() < items.size()) {
            load(items, leases);
        }
        return leases;
    }

    private void load(List<Schedule.Item> items, List<Lease> leases) throws IOException {
        reading.lock();
        try {
            for (Schedule.Item item : items) {
                if (leases.stream().noneMatch(lease -> lease.work() == item.work())) {
                    reader.load(item.work()).ifPresent(leases::add);
                }
            }
        } catch (SQLException e) {
            throw new IOException("the queue cannot be read: " + e.getMessage(), e);
        } finally {
            reading.unlock();
        }
    }

    @Override
    public void settle(Lease lease, Settlement settlement) throws IOException {
        Inserted bounce = settlement
                .bounce()
                .map(message -> new Inserted(message, numbers.incrementAndGet(), works(message), clock.millis()))
                .orElse(null);
        writer.post(new Settled(lease, settlement, bounce));
    }

    @Override
    public void release(Lease lease) {
        schedule(lease.key(), lease.work(), clock.millis(), lease);
    }

    private void schedule(String key, long work, long due, @Nullable Lease lease) {
        guard.lock();
        try {
            if (lease != null
                    && lease.content() instanceof Content.InMemory
                    && freshOctets + lease.content().size() <= FRESH) {
                fresh.put(work, lease);
                freshOctets += lease.content().size();
            }
            schedule.add(key, new Schedule.Item(work, due));
            changed.signalAll();
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void wake() {
        guard.lock();
        try {
            changed.signalAll();
        } finally {
            guard.unlock();
        }
    }

    @Override
    public List<Entry> list() throws IOException {
        reading.lock();
        try {
            return reader.list();
        } catch (SQLException e) {
            throw new IOException("the queue cannot be read: " + e.getMessage(), e);
        } finally {
            reading.unlock();
        }
    }

    @Override
    public boolean hasRoom() {
        long now = System.nanoTime();
        if (now - roomChecked > TimeUnit.SECONDS.toNanos(1)) {
            roomChecked = now;
            room = bodies.toFile().getUsableSpace() >= freeSpace;
        }
        return room && !writer.isBroken();
    }

    @Override
    public void close() throws IOException {
        writer.close();
        reading.lock();
        try {
            reader.close();
        } catch (SQLException e) {
            throw new IOException(e);
        } finally {
            reading.unlock();
            lock.release();
            lockFile.close();
        }
    }

    /** A message on its way in. */
    private final class Inserted implements SqliteWriter.Change {
        private final QueuedMessage message;
        private final long number;
        private final List<Long> works;
        private final long due;

        Inserted(QueuedMessage message, long number, List<Long> works, long due) {
            this.message = message;
            this.number = number;
            this.works = works;
            this.due = due;
        }

        @Override
        public void apply(SqliteStore store) throws SQLException {
            store.insert(message, number, works, due);
        }

        @Override
        public void committed() {
            for (int i = 0; i < works.size(); i++) {
                QueuedMessage.Part part = message.parts().get(i);
                String key = DestinationText.write(part.destination());
                schedule(
                        key,
                        works.get(i),
                        due,
                        new Lease(
                                works.get(i),
                                message.id(),
                                message.sender(),
                                message.form(),
                                message.received(),
                                message.content(),
                                key,
                                part.destination(),
                                part.via(),
                                part.recipients(),
                                0,
                                ""));
            }
        }
    }

    /** A lease on its way out, or back. */
    private final class Settled implements SqliteWriter.Change {
        private final Lease lease;
        private final Settlement settlement;
        private final @Nullable Inserted bounce;
        private @Nullable Path file;

        Settled(Lease lease, Settlement settlement, @Nullable Inserted bounce) {
            this.lease = lease;
            this.settlement = settlement;
            this.bounce = bounce;
        }

        @Override
        public void apply(SqliteStore store) throws SQLException {
            if (bounce != null) {
                bounce.apply(store);
            }
            if (settlement.retry().isEmpty()) {
                file = store.remove(lease.work()).orElse(null);
            } else {
                store.retry(lease.work(), settlement);
            }
        }

        @Override
        public void committed() throws IOException {
            Path done = file;
            if (done != null) {
                Files.deleteIfExists(done);
            }
            if (!settlement.retry().isEmpty()) {
                schedule(lease.key(), lease.work(), settlement.at().toEpochMilli(), null);
            }
            if (bounce != null) {
                bounce.committed();
            }
        }
    }
}
