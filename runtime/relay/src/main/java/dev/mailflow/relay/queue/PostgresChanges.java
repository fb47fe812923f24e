package dev.mailflow.relay.queue;

import dev.mailflow.relay.mail.Content;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a relay changes in the database that it shares, each change with its consequences in this relay's memory. */
final class PostgresChanges {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresChanges.class);

    /** Numbers that one registration can give out. */
    private static final int NUMBERS = 40;

    private final GroupCommit<PostgresStore> writer;
    private final PostgresLeases leases;
    private final DueWork due;
    private final ScratchFiles files;
    private final Clock clock;
    private final AtomicLong numbers = new AtomicLong();
    /** Who we were when we took the work. */
    private final Map<Long, Long> held = new ConcurrentHashMap<>();
    /** Parts on their way into the database, or back to everyone. */
    private final Set<Long> arriving = ConcurrentHashMap.newKeySet();

    private volatile boolean isDoubtful;

    PostgresChanges(
            GroupCommit<PostgresStore> writer, PostgresLeases leases, DueWork due, ScratchFiles files, Clock clock) {
        this.writer = writer;
        this.leases = leases;
        this.due = due;
        this.files = files;
        this.clock = clock;
    }

    Inserted inserted(QueuedMessage message) {
        return new Inserted(message);
    }

    Settled settled(Lease lease, Settlement settlement) {
        return new Settled(lease, settlement);
    }

    /** Says that work is about to be given back: until that is committed it is ours in the database, and not to be taken up. */
    void leaving(long work) {
        arriving.add(work);
    }

    /** Gives work back to everyone. */
    void disown(long work) {
        long owner = owner(work);
        writer.postLast(new Small(store -> store.disown(work, owner), () -> arriving.remove(work)));
        held.remove(work, owner);
    }

    /** Notes work that was taken as the one that we are now. */
    void hold(long work) {
        held.putIfAbsent(work, leases.number());
    }

    void hold(long work, long owner) {
        held.put(work, owner);
    }

    /** Whether we took it as the one that we are now, and have not let go of it. */
    boolean isOurs(long work) {
        Long owner = held.get(work);
        return owner != null && owner == leases.number();
    }

    void letGo(long work) {
        held.remove(work);
    }

    /** Parts that may be ours in the database while they are not known here. */
    Set<Long> arriving() {
        return arriving;
    }

    /** Whether the database may hold more for us than we know of. */
    boolean isDoubtful() {
        return isDoubtful;
    }

    void doubt() {
        isDoubtful = true;
    }

    void believe() {
        isDoubtful = false;
    }

    private long owner(long work) {
        return held.getOrDefault(work, leases.number());
    }

    private long nextNumber() {
        return leases.number() << NUMBERS | numbers.incrementAndGet();
    }

    private List<Long> works(QueuedMessage message) {
        List<Long> works = new ArrayList<>(message.parts().size());
        for (int i = 0; i < message.parts().size(); i++) {
            works.add(nextNumber());
        }
        return works;
    }

    private interface Statements {
        void run(PostgresStore store) throws SQLException;
    }

    /** A change of few consequences here. */
    private record Small(Statements statements, Runnable then) implements GroupCommit.Change<PostgresStore> {
        @Override
        public void apply(PostgresStore store) throws SQLException {
            statements.run(store);
        }

        @Override
        public void committed() {
            then.run();
        }
    }

    /** A message on its way in. */
    final class Inserted implements GroupCommit.Change<PostgresStore> {
        private final QueuedMessage message;
        private final long owner = leases.number();
        private final long number = nextNumber();
        private final List<Long> works;
        private final long since = clock.millis();
        private final boolean isKept;

        Inserted(QueuedMessage message) {
            this.message = message;
            this.works = works(message);
            // Who wants what is held some day need not be us.
            this.isKept = message.state() != State.HELD && due.isRoomFor(message.content());
            arriving.addAll(works);
        }

        @Override
        public void apply(PostgresStore store) throws SQLException {
            store.insert(message, number, works, since, owner());
        }

        @Override
        public long octets() {
            return message.heldOctets();
        }

        private long owner() {
            return isKept ? owner : PostgresLeases.NOBODY;
        }

        @Override
        public void committed() {
            if (isKept && owner == leases.number()) {
                files.use(message.content(), works.size());
                for (int i = 0; i < works.size(); i++) {
                    QueuedMessage.Part part = message.parts().get(i);
                    String key = DestinationText.write(part.destination());
                    held.put(works.get(i), owner);
                    due.add(key, works.get(i), since, PartRows.fresh(works.get(i), message, part, key));
                }
            } else {
                files.use(message.content(), 1);
                files.leave(message.content());
            }
            arrived();
        }

        /** Only after all else: what neither arrives nor waits here is taken for forgotten. */
        void arrived() {
            works.forEach(arriving::remove);
        }

        /** The client was told that it is not stored, and will come again. */
        @Override
        public void failed() {
            writer.postLast(new Small(store -> store.withdraw(number), this::arrived));
        }
    }

    /** A lease on its way out, or back. */
    final class Settled implements GroupCommit.Change<PostgresStore> {
        private final PostgresStore.Ending ending;
        private final String id;
        /** Only where it is a file: octets would fill the memory until the commit. */
        private final Optional<Content> file;

        private final List<Inserted> reports;
        private @Nullable PostgresStore store;

        Settled(Lease lease, Settlement settlement) {
            this.reports = settlement.reports().stream().map(Inserted::new).toList();
            this.id = lease.id();
            this.file = Optional.of(lease.content()).filter(Content.InFile.class::isInstance);
            this.ending = new PostgresStore.Ending(
                    lease.work(),
                    lease.state(),
                    settlement,
                    owner(lease.work()),
                    reports.stream()
                            .map(report -> new PostgresStore.Report(
                                    report.message, report.number, report.works, report.owner()))
                            .toList());
        }

        @Override
        public void apply(PostgresStore store) throws SQLException {
            // What was ordered while it was under way is to be done at once.
            Instant now = clock.instant();
            store.settle(
                    ending,
                    due.isRecalled(ending.work()) ? now : ending.settlement().at(),
                    now.toEpochMilli());
            this.store = store;
        }

        @Override
        public long octets() {
            return ending.settlement().heldOctets();
        }

        @Override
        public void committed() {
            long work = ending.work();
            due.done(work);
            // Not if we took it again meanwhile, as another.
            held.remove(work, ending.owner());
            file.ifPresent(files::leave);
            if (store != null && !store.wasLost(work)) {
                reports.forEach(Inserted::committed);
            } else {
                LOG.warn("event=lease-lost id={} work={}", id, work);
                // Or ended by a commit of which we were not told, with the reports in it.
                reports.forEach(Inserted::arrived);
                doubt();
            }
        }
    }
}
