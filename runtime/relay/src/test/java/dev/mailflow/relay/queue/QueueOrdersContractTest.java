package dev.mailflow.relay.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The contract, and what every queue must do when an administrator says so. */
abstract class QueueOrdersContractTest extends MailQueueContractTest {
    /**
     * Returns when every order given so far has its effect. A queue takes note of an order in the database before it heeds
     * it, and of the next order only after that: so one more is given when the others are noted, about work of our own.
     */
    void awaitOrders(QueueControl control) throws Exception {
        patiently().until(this::isAllNoted);
        String id = store(10, part(BY_MX, BOB)).id();
        Lease witness = patiently()
                .until(
                        () -> queue.lease(1, Set.of(DestinationText.write(AWAY)), Duration.ofMillis(20)),
                        leases -> !leases.isEmpty())
                .get(0);
        assertThat(witness.id()).isEqualTo(id);
        assertThat(control.order(id, QueueControl.Order.RETRY)).isEqualTo(1);
        patiently().until(this::isAllNoted);
        queue.settle(witness, Settlement.done());
        patiently().until(() -> control.find(id).isEmpty());
    }

    /** Which rows the queue has yet to take note of. */
    String unnoted() {
        return "changed = 1";
    }

    private boolean isAllNoted() throws Exception {
        try (Connection connection = behindItsBack();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM part WHERE " + unnoted())) {
            return row.next() && row.getLong(1) == 0;
        }
    }

    @Test
    void holdsWhatIsOrderedToBeHeld() throws Exception {
        QueuedMessage held = store(100, part(AWAY, BOB));
        QueuedMessage other = store(2_000_000, part(AWAY, BOB));
        try (QueueControl control = QueueControl.open(configuration(), clock)) {
            assertThat(control.order(held.id(), QueueControl.Order.HOLD)).isEqualTo(1);
            assertThat(control.order("NOSUCHID", QueueControl.Order.HOLD)).isZero();
            assertThat(control.find(held.id()))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.state()).isEqualTo(State.HELD));
            ByteArrayOutputStream copy = new ByteArrayOutputStream();
            assertThat(control.copy(other.id(), copy)).isTrue();
            assertThat(copy.size()).isEqualTo(2_000_000);
            assertThat(control.copy("NOSUCHID", copy)).isFalse();
            awaitOrders(control);
            assertThat(lease())
                    .singleElement()
                    .satisfies(lease -> assertThat(lease.id()).isEqualTo(other.id()));
            queue.close();
            queue = open(clock);
            assertThat(lease()).extracting(Lease::id).doesNotContain(held.id());
            assertThat(queue.depth()).isEqualTo(new MailQueue.Depth(1, 0, 1, Optional.of(held.received())));
            control.order(held.id(), QueueControl.Order.RETRY);
            patiently()
                    .until(() -> lease().stream().anyMatch(lease -> lease.id().equals(held.id())));
        }
    }

    /** More than is ordered at a time. */
    @Test
    void ordersForAllAreForAll() throws Exception {
        int count = 2 * QueueControl.SLICE + 7;
        store(
                10,
                IntStream.range(0, count)
                        .mapToObj(i -> part(
                                new Destination.Remote(
                                        List.of(new NextHop("h" + i + ".test", 25)), "", TlsDemand.OPPORTUNISTIC),
                                BOB))
                        .toArray(QueuedMessage.Part[]::new));
        try (QueueControl control = QueueControl.open(configuration(), clock)) {
            assertThat(control.orderAll(QueueControl.Order.HOLD)).isEqualTo(count);
            assertThat(control.list()).hasSize(count).allMatch(entry -> entry.state() == State.HELD);
            awaitOrders(control);
            assertThat(lease()).isEmpty();
            assertThat(control.orderAll(QueueControl.Order.BOUNCE)).isEqualTo(count);
            Map<Long, State> returned = new HashMap<>();
            patiently().until(() -> {
                queue.lease(500, Set.of(), Duration.ofMillis(20))
                        .forEach(lease -> returned.put(lease.work(), lease.state()));
                return returned.size() == count;
            });
            assertThat(returned.values()).containsOnly(State.RETURNED);
        }
    }

    @Test
    void holdsWhatIsBeingDeliveredAfterwards() throws Exception {
        QueuedMessage message = store(100, part(AWAY, BOB, EVE));
        Lease lease = lease().get(0);
        try (QueueControl control = QueueControl.open(configuration(), clock)) {
            control.orderAll(QueueControl.Order.HOLD);
            awaitOrders(control);
            queue.settle(lease, new Settlement(List.of(EVE), clock.instant(), "4.2.0 busy", List.of(), false));
            patiently().until(() -> control.find(message.id()).get(0).attempts() == 1);
            assertThat(lease()).isEmpty();
            control.orderAll(QueueControl.Order.RETRY);
            patiently().until(() -> !lease().isEmpty());
        }
    }

    @Test
    void bringsForwardAndGivesBack() throws Exception {
        QueuedMessage late = store(100, part(AWAY, BOB));
        Instant later = clock.instant().plusSeconds(3600);
        queue.settle(lease().get(0), new Settlement(List.of(BOB), later, "4.2.0 busy", List.of(), false));
        try (QueueControl control = QueueControl.open(configuration(), clock)) {
            patiently().until(() -> control.find(late.id()).get(0).attempts() == 1);
            assertThat(lease()).isEmpty();
            assertThat(control.orderAll(QueueControl.Order.RETRY)).isEqualTo(1);
            Lease again =
                    patiently().until(this::lease, leases -> !leases.isEmpty()).get(0);
            assertThat(again.state()).isEqualTo(State.DUE);
            queue.settle(again, new Settlement(List.of(BOB), later, "4.2.0 busy", List.of(), false));
            patiently().until(() -> control.find(late.id()).get(0).attempts() == 2);
            control.order(late.id(), QueueControl.Order.BOUNCE);
            Lease returned =
                    patiently().until(this::lease, leases -> !leases.isEmpty()).get(0);
            assertThat(returned.state()).isEqualTo(State.RETURNED);
        }
    }

    /** Where the report cannot be written: later, and whatever its destination does meanwhile. */
    @Test
    void whatCannotBeGivenBackNowWaits() throws Exception {
        QueuedMessage message = store(100, part(AWAY, BOB));
        Set<String> others = Set.of(DestinationText.write(AWAY));
        try (QueueControl control = QueueControl.open(configuration(), clock)) {
            control.order(message.id(), QueueControl.Order.BOUNCE);
            Lease returned = patiently()
                    .until(() -> queue.lease(10, others, Duration.ofMillis(20)), leases -> !leases.isEmpty())
                    .get(0);
            Instant later = clock.instant().plusSeconds(60);
            queue.settle(returned, new Settlement(List.of(BOB), later, "4.3.0 no report", List.of(), false));
            patiently().until(() -> control.find(message.id()).get(0).attempts() == 1);
            awaitOrders(control);
            assertThat(lease()).isEmpty();
            clock.advance(Duration.ofSeconds(61));
            Lease again = patiently()
                    .until(() -> queue.lease(10, others, Duration.ofMillis(20)), leases -> !leases.isEmpty())
                    .get(0);
            assertThat(again.id()).isEqualTo(message.id());
            assertThat(again.state()).isEqualTo(State.RETURNED);
        }
    }

    /** A destination that takes nothing holds up neither what is given back nor what is to be tried first. */
    @Test
    void ordersComeBeforeAllElse() throws Exception {
        String key = DestinationText.write(AWAY);
        Queue<String> ordered = new ConcurrentLinkedQueue<>();
        queue.whenOrdered(new OrderListener() {
            @Override
            public void wanted(String wanted) {
                ordered.add(wanted);
            }

            @Override
            public void recalled(String recalled, Set<Long> works) {}
        });
        store(100, part(AWAY, BOB));
        QueuedMessage returned = store(100, part(AWAY, BOB));
        QueuedMessage first = store(100, part(AWAY, BOB));
        try (QueueControl control = QueueControl.open(configuration(), clock)) {
            control.order(returned.id(), QueueControl.Order.BOUNCE);
            Lease back = patiently()
                    .until(() -> queue.lease(10, Set.of(key), Duration.ofMillis(20)), leases -> !leases.isEmpty())
                    .get(0);
            assertThat(back.id()).isEqualTo(returned.id());
            assertThat(back.state()).isEqualTo(State.RETURNED);
            assertThat(ordered).isEmpty();
            control.order(first.id(), QueueControl.Order.RETRY);
            patiently().until(() -> ordered.contains(key));
            awaitOrders(control);
            patiently().until(() -> queue.lease(1, Set.of(), Duration.ofMillis(20)), leases -> {
                assertThat(leases).extracting(Lease::id).isSubsetOf(first.id());
                return !leases.isEmpty();
            });
        }
    }

    /** Whoever holds a lease and has not begun with it gives it back at once, for the word to count. */
    @Test
    void whoHoldsWhatIsOrderedIsTold() throws Exception {
        List<QueuedMessage> messages = List.of(
                store(100, part(AWAY, BOB)),
                store(100, part(AWAY, BOB)),
                store(100, part(AWAY, BOB)),
                store(100, part(AWAY, BOB)));
        Map<Long, Lease> held = new ConcurrentHashMap<>();
        lease().forEach(lease -> held.put(lease.work(), lease));
        assertThat(held).hasSize(4);
        queue.whenOrdered(new OrderListener() {
            @Override
            public void wanted(String key) {}

            @Override
            public void recalled(String key, Set<Long> works) {
                assertThat(key).isEqualTo(DestinationText.write(AWAY));
                works.stream().map(held::remove).forEach(lease -> {
                    assertThat(queue.isRecalled(lease)).isTrue();
                    queue.release(lease);
                });
            }
        });
        try (QueueControl control = QueueControl.open(configuration(), clock)) {
            control.order(messages.get(0).id(), QueueControl.Order.HOLD);
            control.order(messages.get(1).id(), QueueControl.Order.BOUNCE);
            control.order(messages.get(2).id(), QueueControl.Order.RETRY);
            Map<String, State> again = new HashMap<>();
            patiently().until(() -> {
                queue.lease(10, Set.of(), Duration.ofMillis(20)).forEach(lease -> again.put(lease.id(), lease.state()));
                return again.size() == 2 && held.size() == 1;
            });
            assertThat(again)
                    .containsOnly(
                            Map.entry(messages.get(1).id(), State.RETURNED),
                            Map.entry(messages.get(2).id(), State.DUE));
            Lease untouched = held.values().iterator().next();
            assertThat(untouched.id()).isEqualTo(messages.get(3).id());
            assertThat(queue.isRecalled(untouched)).isFalse();
            // Not lost for that: it waits for the next word.
            control.order(messages.get(0).id(), QueueControl.Order.RETRY);
            patiently()
                    .until(() -> lease().stream()
                            .anyMatch(lease -> lease.id().equals(messages.get(0).id())));
        }
    }

    /** It was wanted at once, and the attempt under way was begun before. */
    @Test
    void whatIsWantedWhileItIsUnderWayIsTriedAgainAtOnce() throws Exception {
        QueuedMessage message = store(100, part(AWAY, BOB));
        Lease lease = lease().get(0);
        try (QueueControl control = QueueControl.open(configuration(), clock)) {
            control.order(message.id(), QueueControl.Order.RETRY);
            awaitOrders(control);
            Instant later = clock.instant().plusSeconds(3600);
            queue.settle(lease, new Settlement(List.of(BOB), later, "4.2.0 busy", List.of(), false));
            Lease again =
                    patiently().until(this::lease, leases -> !leases.isEmpty()).get(0);
            assertThat(again.attempts()).isEqualTo(1);
            queue.settle(again, new Settlement(List.of(BOB), later, "4.2.0 busy", List.of(), false));
            patiently().until(() -> control.find(message.id()).get(0).attempts() == 2);
            assertThat(lease()).isEmpty();
        }
    }

    /** What is given back waits for nobody, and is to be had alone. */
    @Test
    void whatIsGivenBackIsLeasedAlone() throws Exception {
        store(100, part(AWAY, BOB));
        QueuedMessage returned = store(100, part(AWAY, BOB));
        assertThat(queue.leaseReturned(10)).isEmpty();
        try (QueueControl control = QueueControl.open(configuration(), clock)) {
            control.order(returned.id(), QueueControl.Order.BOUNCE);
            assertThat(patiently().until(() -> queue.leaseReturned(10), leases -> !leases.isEmpty()))
                    .singleElement()
                    .satisfies(lease -> {
                        assertThat(lease.id()).isEqualTo(returned.id());
                        assertThat(lease.state()).isEqualTo(State.RETURNED);
                    });
            assertThat(queue.leaseReturned(10)).isEmpty();
        }
    }

    /** Where it could not be given back and is released, too: its destination may be closed for long. */
    @Test
    void whatIsReleasedIsStillToBeGivenBack() throws Exception {
        QueuedMessage returned = store(100, part(AWAY, BOB));
        try (QueueControl control = QueueControl.open(configuration(), clock)) {
            control.order(returned.id(), QueueControl.Order.BOUNCE);
            Lease lease = patiently()
                    .until(() -> queue.leaseReturned(10), leases -> !leases.isEmpty())
                    .get(0);
            queue.release(lease);
            assertThat(queue.leaseReturned(10)).extracting(Lease::work).containsExactly(lease.work());
        }
    }

    /** While a lease is out it is not touched; what was said meanwhile counts when it comes back. */
    @Test
    void ordersAboutWhatIsLeasedCountAfterwards() throws Exception {
        for (QueueControl.Order order : List.of(QueueControl.Order.HOLD, QueueControl.Order.BOUNCE)) {
            QueuedMessage released = store(100, part(AWAY, BOB));
            QueuedMessage deferred = store(100, part(AWAY, BOB));
            List<Lease> leases = lease();
            assertThat(leases).hasSize(2);
            try (QueueControl control = QueueControl.open(configuration(), clock)) {
                control.order(released.id(), order);
                control.order(deferred.id(), order);
                awaitOrders(control);
                for (Lease lease : leases) {
                    if (lease.id().equals(released.id())) {
                        queue.release(lease);
                    } else {
                        Instant later = clock.instant().plusSeconds(3600);
                        queue.settle(lease, new Settlement(List.of(BOB), later, "4.2.0 busy", List.of(), false));
                    }
                }
                if (order == QueueControl.Order.HOLD) {
                    patiently().until(() -> control.find(deferred.id()).get(0).attempts() == 1);
                    assertThat(queue.lease(10, Set.of(), Duration.ofSeconds(1))).isEmpty();
                } else {
                    Map<String, State> back = new HashMap<>();
                    patiently().until(() -> {
                        lease().forEach(lease -> back.put(lease.id(), lease.state()));
                        return back.size() == 2;
                    });
                    assertThat(back)
                            .containsOnly(
                                    Map.entry(released.id(), State.RETURNED), Map.entry(deferred.id(), State.RETURNED));
                }
                control.orderAll(QueueControl.Order.HOLD);
                awaitOrders(control);
            }
        }
    }
}
