package dev.mailflow.relay.queue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a relay changes in its own database, each change with its consequences in memory and on the disk. */
final class SqliteChanges {
    private final DueWork due;
    private final Clock clock;

    SqliteChanges(DueWork due, Clock clock) {
        this.due = due;
        this.clock = clock;
    }

    /**
     * @param message whose content is where it stays
     * @param works a number for each of its parts
     */
    Inserted inserted(QueuedMessage message, long number, List<Long> works) {
        return new Inserted(message, number, works, clock.millis());
    }

    GroupCommit.Change<SqliteStore> settled(Lease lease, Settlement settlement, List<Inserted> reports) {
        return new Settled(lease, settlement, reports);
    }

    /** @param then what to do as soon as they are noted in the database, before they are heeded */
    GroupCommit.Change<SqliteStore> noted(List<SqliteStore.Changed> changes, Runnable then) {
        return new Noted(changes, then);
    }

    /** A message on its way in. */
    final class Inserted implements GroupCommit.Change<SqliteStore> {
        private final QueuedMessage message;
        private final long number;
        private final List<Long> works;
        private final long since;

        Inserted(QueuedMessage message, long number, List<Long> works, long since) {
            this.message = message;
            this.number = number;
            this.works = works;
            this.since = since;
        }

        @Override
        public void apply(SqliteStore store) throws SQLException {
            store.insert(message, number, works, since);
        }

        @Override
        public long octets() {
            return message.heldOctets();
        }

        @Override
        public void committed() {
            if (message.state() == State.HELD) {
                return;
            }
            for (int i = 0; i < works.size(); i++) {
                QueuedMessage.Part part = message.parts().get(i);
                String key = DestinationText.write(part.destination());
                due.add(key, works.get(i), since, PartRows.fresh(works.get(i), message, part, key));
            }
        }
    }

    /** A lease on its way out, or back. */
    private final class Settled implements GroupCommit.Change<SqliteStore> {
        /** The lease is not kept: its content would fill the memory until the commit. */
        private final String key;

        private final long work;
        private final State taken;
        private final Settlement settlement;
        private final List<Inserted> reports;
        private @Nullable Path file;
        private State state = State.DUE;

        Settled(Lease lease, Settlement settlement, List<Inserted> reports) {
            this.key = lease.key();
            this.work = lease.work();
            this.taken = lease.state();
            this.settlement = settlement;
            this.reports = reports;
        }

        @Override
        public void apply(SqliteStore store) throws SQLException {
            for (Inserted report : reports) {
                report.apply(store);
            }
            // What was ordered while it was under way is to be done at once.
            store.settle(work, taken, settlement, due.isRecalled(work) ? clock.instant() : settlement.at());
            file = store.ended().orElse(null);
            state = store.stateAfter();
        }

        @Override
        public long octets() {
            return settlement.heldOctets();
        }

        @Override
        public void committed() throws IOException {
            Path done = file;
            if (done != null) {
                Files.deleteIfExists(done);
            }
            if (settlement.retry().isEmpty() || state == State.HELD) {
                due.done(work);
            } else {
                due.recover(key, work, settlement.at().toEpochMilli(), state);
            }
            reports.forEach(Inserted::committed);
        }
    }

    /** Changes of another process, taken over into the schedule. */
    private final class Noted implements GroupCommit.Change<SqliteStore> {
        private final List<SqliteStore.Changed> changes;
        private final Runnable then;

        Noted(List<SqliteStore.Changed> changes, Runnable then) {
            this.changes = changes;
            this.then = then;
        }

        @Override
        public void apply(SqliteStore store) throws SQLException {
            store.noted(changes);
        }

        @Override
        public void committed() {
            then.run();
            due.change(changes);
        }
    }
}
