package dev.mailflow.relay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.mail.ContentWriter;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.queue.QueuedMessage.Form;
import dev.mailflow.runtime.CertificateName;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsDemand.DestinationPolicy;
import dev.mailflow.runtime.TlsDemand.Level;
import dev.mailflow.runtime.TlsVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every queue must do. An implementation's test extends this and says how its queue is opened. */
abstract class MailQueueContractTest {
    static final Destination AWAY = new Destination.Remote(
            List.of(new NextHop("mx.test", 25), new NextHop("2001:db8::1", 2525)),
            "",
            new TlsDemand(
                    Level.REQUIRED,
                    TlsVersion.TLS_1_2,
                    List.of(new CertificateName("*.test")),
                    List.of(new CertificateName("own.test"), new CertificateName("*.own.test")),
                    DestinationPolicy.OFF,
                    DestinationPolicy.WHEN_PUBLISHED));
    static final Destination BY_MX = new Destination.Remote(List.of(), "away.test", TlsDemand.OPPORTUNISTIC);
    static final EnvelopeAddress BOB = EnvelopeAddress.of("Bob@away.test");
    static final EnvelopeAddress EVE = EnvelopeAddress.of("\"e v@e\"@away.test");

    final SettableClock clock = new SettableClock();
    MailQueue queue;

    /** Where the queue is. */
    abstract RelayConfiguration.Queue configuration();

    /** Opens the queue, or opens it again with what was in it. */
    MailQueue open(Clock now) throws IOException {
        return Queues.open(configuration(), now);
    }

    /** Ends the queue's process as {@code kill -9} would, as far as a test can: nothing is settled or released. */
    abstract void crash(MailQueue opened) throws IOException;

    /** A way to the queue's database behind its back. */
    abstract Connection behindItsBack() throws SQLException;

    void behindItsBack(String statement) throws SQLException {
        try (Connection connection = behindItsBack();
                Statement change = connection.createStatement()) {
            change.execute(statement);
        }
    }

    @BeforeEach
    void begin() throws IOException {
        queue = open(clock);
    }

    @AfterEach
    void end() throws IOException {
        queue.close();
    }

    QueuedMessage store(int size, QueuedMessage.Part... parts) throws IOException {
        String id = QueueIds.next();
        ContentWriter writer = queue.newContent(id);
        for (int i = 0; i < size; i++) {
            writer.write('a' + i % 26);
        }
        QueuedMessage message = new QueuedMessage(
                id,
                Optional.of(EnvelopeAddress.of("Ann@sender.test")),
                Form.EIGHT_BIT,
                clock.instant(),
                writer.finish(),
                List.of(parts));
        queue.store(message);
        return message;
    }

    static QueuedMessage.Part part(Destination destination, EnvelopeAddress... recipients) {
        return new QueuedMessage.Part(destination, "out", List.of(recipients));
    }

    /** On a busy machine, too. */
    static ConditionFactory patiently() {
        return Awaitility.await().atMost(Duration.ofMinutes(2));
    }

    List<Lease> lease() throws Exception {
        return queue.lease(10, Set.of(), Duration.ofMillis(20));
    }

    @Test
    void givesBackWhatWasStored() throws Exception {
        QueuedMessage message = store(1000, part(AWAY, BOB, EVE));
        List<Lease> leases = lease();
        assertThat(leases).hasSize(1);
        check(leases.get(0), message, 1000);
    }

    private static void check(Lease lease, QueuedMessage message, int size) throws IOException {
        assertThat(lease.id()).isEqualTo(message.id());
        assertThat(lease.sender()).isEqualTo(message.sender());
        assertThat(lease.form()).isEqualTo(Form.EIGHT_BIT);
        assertThat(lease.received()).isEqualTo(message.received());
        assertThat(lease.destination()).isEqualTo(AWAY);
        assertThat(lease.recipients()).containsExactly(BOB, EVE);
        assertThat(lease.via()).isEqualTo("out");
        assertThat(lease.content().size()).isEqualTo(size);
        try (InputStream in = lease.content().open()) {
            byte[] octets = in.readAllBytes();
            assertThat(octets).hasSize(size);
            assertThat(new String(octets, 0, 26, StandardCharsets.US_ASCII)).isEqualTo("abcdefghijklmnopqrstuvwxyz");
        }
    }

    @Test
    void whatCannotBeReadNowIsDueAgain() throws Exception {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            ids.add(store(100, part(AWAY, BOB)).id());
        }
        crash(queue);
        queue = open(clock);
        ids.add(store(100, part(AWAY, BOB)).id());
        behindItsBack("ALTER TABLE message RENAME TO hidden");
        try {
            assertThatThrownBy(this::lease).isInstanceOf(IOException.class);
        } finally {
            behindItsBack("ALTER TABLE hidden RENAME TO message");
        }
        Set<String> leased = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            lease().forEach(lease -> leased.add(lease.id()));
            lease().forEach(lease -> leased.add(lease.id()));
            // One of them waits a little, should it be the culprit.
            assertThat(leased).hasSize(i == 0 ? 3 : 4);
            clock.advance(Duration.ofMinutes(2));
        }
        assertThat(leased).isEqualTo(ids);
    }

    /** As a hand in the database, or a later version, may leave it. */
    @Test
    void aRowThatMakesNoSenseTakesNoOtherAlong() throws Exception {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            ids.add(store(100, part(AWAY, BOB)).id());
        }
        crash(queue);
        queue = open(clock);
        String first = " WHERE number = (SELECT min(number) FROM message)";
        behindItsBack("UPDATE message SET form = 'NONE'" + first);
        assertThatThrownBy(this::lease).isInstanceOf(IOException.class);
        Set<String> leased = new HashSet<>();
        lease().forEach(lease -> leased.add(lease.id()));
        assertThat(leased).hasSize(2);
        behindItsBack("UPDATE message SET form = 'EIGHT_BIT'" + first);
        clock.advance(Duration.ofMinutes(2));
        lease().forEach(lease -> leased.add(lease.id()));
        assertThat(leased).isEqualTo(ids);
    }

    @Test
    void keepsSmallAndLargeAcrossRestart() throws Exception {
        for (int size : new int[] {100, 3_000_000}) {
            QueuedMessage message = store(size, part(AWAY, BOB, EVE));
            queue.close();
            queue = open(clock);
            Lease lease = lease().get(0);
            check(lease, message, size);
            queue.settle(lease, Settlement.done());
            patiently().until(() -> queue.list().isEmpty());
        }
    }

    @Test
    void forgetsLeasesInACrash() throws Exception {
        store(100, part(AWAY, BOB));
        assertThat(lease()).hasSize(1);
        assertThat(lease()).isEmpty();
        crash(queue);
        queue = open(clock);
        assertThat(lease()).hasSize(1);
    }

    @Test
    void isEmptyAfterAllIsSettled() throws Exception {
        store(2_000_000, part(AWAY, BOB), part(BY_MX, EVE));
        List<Lease> leases = lease();
        assertThat(leases).extracting(Lease::destination).containsExactlyInAnyOrder(AWAY, BY_MX);
        queue.settle(leases.get(0), Settlement.done());
        patiently().until(() -> queue.list().size() == 1);
        try (InputStream in = leases.get(1).content().open()) {
            assertThat(in.readAllBytes()).hasSize(2_000_000);
        }
        queue.settle(leases.get(1), Settlement.done());
        queue.close();
        queue = open(clock);
        assertThat(queue.list()).isEmpty();
        assertThat(lease()).isEmpty();
    }

    @Test
    void triesTheRestAgainWhenItIsTime() throws Exception {
        store(100, part(AWAY, BOB, EVE));
        Instant later = clock.instant().plusSeconds(60);
        queue.settle(lease().get(0), new Settlement(List.of(EVE), later, "4.2.0 busy", List.of(), false));
        patiently().until(() -> queue.list().get(0).attempts() == 1);
        assertThat(queue.depth().deferred()).isEqualTo(1);
        assertThat(queue.depth().fresh()).isZero();
        assertThat(lease()).isEmpty();
        queue.close();
        queue = open(clock);
        assertThat(lease()).isEmpty();
        clock.now = later;
        Lease again = lease().get(0);
        assertThat(again.recipients()).containsExactly(EVE);
        assertThat(again.attempts()).isEqualTo(1);
        assertThat(again.last()).isEqualTo("4.2.0 busy");
    }

    @Test
    void storesABounceWithTheSettlement() throws Exception {
        store(100, part(AWAY, BOB));
        QueuedMessage bounce = new QueuedMessage(
                QueueIds.next(),
                Optional.empty(),
                Form.SEVEN_BIT,
                clock.instant(),
                new dev.mailflow.relay.mail.Content.InMemory(new byte[10]),
                List.of(part(BY_MX, EnvelopeAddress.of("ann@sender.test"))));
        queue.settle(lease().get(0), new Settlement(List.of(), clock.instant(), "", List.of(bounce), false));
        patiently()
                .until(() ->
                        queue.list().size() == 1 && queue.list().get(0).id().equals(bounce.id()));
        Lease lease = lease().get(0);
        assertThat(lease.id()).isEqualTo(bounce.id());
        assertThat(lease.sender()).isEmpty();
    }

    @Test
    void passesOverExcludedDestinations() throws Exception {
        store(100, part(AWAY, BOB));
        clock.now = clock.now.plusMillis(5);
        store(100, part(BY_MX, BOB));
        Set<String> excluded = ConcurrentHashMap.newKeySet();
        excluded.add(DestinationText.write(AWAY));
        List<Lease> leases = queue.lease(10, excluded, Duration.ofMillis(20));
        assertThat(leases).extracting(Lease::destination).containsExactly(BY_MX);
        assertThat(queue.lease(10, excluded, Duration.ofMillis(20))).isEmpty();
        excluded.clear();
        assertThat(queue.lease(10, excluded, Duration.ofMillis(20))).hasSize(1);
    }

    @Test
    void givesReleasedWorkAgain() throws Exception {
        store(100, part(AWAY, BOB));
        Lease lease = lease().get(0);
        queue.release(lease);
        assertThat(lease()).singleElement().satisfies(again -> {
            assertThat(again.work()).isEqualTo(lease.work());
            assertThat(again.attempts()).isZero();
        });
    }

    @Test
    void leasesTheLongestDueFirst() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(store(10, part(i % 2 == 0 ? AWAY : BY_MX, BOB)).id());
            clock.now = clock.now.plusMillis(1);
        }
        List<String> leased = new ArrayList<>();
        while (leased.size() < 20) {
            queue.lease(3, Set.of(), Duration.ofMillis(20)).forEach(lease -> leased.add(lease.id()));
        }
        assertThat(leased).isEqualTo(ids);
    }

    @Test
    void losesAndDoublesNothingUnderConcurrency() throws Exception {
        int threads = 8;
        int each = 50;
        Set<String> stored = ConcurrentHashMap.newKeySet();
        Set<String> served = new HashSet<>();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        for (int t = 0; t < threads; t++) {
            pool.execute(() -> {
                for (int i = 0; i < each; i++) {
                    try {
                        stored.add(store(500, part(AWAY, BOB)).id());
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }
            });
        }
        pool.shutdown();
        while (served.size() < threads * each) {
            List<Lease> leases = queue.lease(7, Set.of(), Duration.ofSeconds(5));
            assertThat(leases).isNotEmpty();
            for (Lease lease : leases) {
                assertThat(served.add(lease.id())).isTrue();
                queue.settle(lease, Settlement.done());
            }
        }
        assertThat(pool.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        assertThat(served).isEqualTo(stored);
        queue.close();
        queue = open(clock);
        assertThat(queue.list()).isEmpty();
        assertThat(queue.depth()).isEqualTo(new MailQueue.Depth(0, 0, 0, Optional.empty()));
    }

    @Test
    void whatIsLeasedIsHeld() throws Exception {
        store(100, part(AWAY, BOB));
        Lease lease = lease().get(0);
        assertThat(queue.holds(lease)).isTrue();
    }

    @Test
    void keepsNothingOfDiscardedContent() throws Exception {
        ContentWriter writer = queue.newContent(QueueIds.next());
        writer.write(new byte[3_000_000], 0, 3_000_000);
        writer.discard();
        assertThat(queue.list()).isEmpty();
    }

    /** Stands still until it is told the time. */
    static final class SettableClock extends Clock {
        private volatile Instant now = Instant.ofEpochMilli(1_800_000_000_000L);

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public ZoneId getZone() {
            return java.time.ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
