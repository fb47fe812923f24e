package dev.mailflow.relay.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.relay.mail.Content;
import dev.mailflow.runtime.TlsVersion;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The contract, with what every queue must do when mail is to be decided anew. */
abstract class RerouteOrdersContractTest extends QueueOrdersContractTest {
    /** It needs no destination, is no attempt, and is over when it was answered; what goes another way is there at once. */
    @Test
    void givesOutWhatIsToBeDecidedAnew() throws Exception {
        Origin origin = new Origin("192.0.2.1", TlsVersion.TLS_1_3, List.of("a.test"), Optional.of("ann"), 3, 1, 0);
        QueuedMessage plain = store(10, part(AWAY, BOB, EVE));
        QueuedMessage message = new QueuedMessage(
                QueueIds.next(),
                plain.sender(),
                plain.form(),
                plain.received(),
                plain.content(),
                List.of(part(AWAY, BOB, EVE)),
                plain.notifications(),
                origin);
        queue.settle(lease().get(0), Settlement.done());
        queue.store(message);
        try (QueueControl control = QueueControl.open(configuration(), clock)) {
            assertThat(control.order(message.id(), QueueControl.Order.REROUTE)).isEqualTo(1);
            Lease anew = patiently()
                    .until(() -> queue.leaseReturned(10), leases -> !leases.isEmpty())
                    .get(0);
            assertThat(anew.state()).isEqualTo(State.REROUTED);
            assertThat(anew.origin()).isEqualTo(origin);
            QueuedMessage moved = moved(anew, State.DUE);
            queue.settle(anew, new Settlement(List.of(BOB), clock.instant(), "", List.of(moved), false));
            Map<String, Lease> left = new HashMap<>();
            patiently().until(() -> {
                lease().forEach(one -> left.put(one.id(), one));
                return left.size() == 2;
            });
            assertThat(left.get(message.id())).satisfies(kept -> {
                assertThat(kept.recipients()).containsExactly(BOB);
                assertThat(kept.state()).isEqualTo(State.DUE);
                assertThat(kept.attempts()).isZero();
            });
            assertThat(left.get(moved.id())).satisfies(other -> {
                assertThat(other.recipients()).containsExactly(EVE);
                assertThat(other.origin()).isEqualTo(origin);
            });
            // Also from the database, not only from memory.
            assertThat(control.find(message.id()))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.state()).isEqualTo(State.DUE));
            queue.close();
            queue = open(clock);
            assertThat(lease()).extracting(Lease::origin).containsOnly(origin).hasSize(2);
        }
    }

    /** Each of them takes its time. */
    @Test
    void manyOrdersKeepNoOtherMailWaiting() throws Exception {
        for (int i = 0; i < 12; i++) {
            store(10, part(AWAY, BOB));
        }
        try (QueueControl control = QueueControl.open(configuration(), clock)) {
            assertThat(control.orderAll(QueueControl.Order.REROUTE)).isEqualTo(12);
            // They were given in one transaction, and are heeded together.
            Lease first = patiently()
                    .until(() -> queue.leaseReturned(1), leases -> !leases.isEmpty())
                    .get(0);
            queue.release(first);
            QueuedMessage fresh = store(10, part(BY_MX, BOB));
            List<Lease> leases = queue.lease(8, Set.of(), Duration.ofMillis(20));
            assertThat(leases).hasSize(3).extracting(Lease::id).contains(fresh.id());
        }
    }

    /** Neither what stays nor what goes another way is let go of, in memory, in the database, and at the next start. */
    @Test
    void whatIsHeldIsDecidedAnewAndStaysHeld() throws Exception {
        QueuedMessage message = store(10, part(AWAY, BOB, EVE));
        try (QueueControl control = QueueControl.open(configuration(), clock)) {
            control.order(message.id(), QueueControl.Order.HOLD);
            // More than once, and by another command.
            control.order(message.id(), QueueControl.Order.REROUTE);
            control.orderAll(QueueControl.Order.REROUTE);
            assertThat(control.list()).extracting(MailQueue.Entry::state).containsExactly(State.REROUTED_HELD);
            Lease anew = patiently()
                    .until(() -> queue.leaseReturned(10), leases -> !leases.isEmpty())
                    .get(0);
            assertThat(anew.state()).isEqualTo(State.REROUTED_HELD);
            QueuedMessage moved = moved(anew, State.HELD);
            queue.settle(anew, new Settlement(List.of(BOB), clock.instant(), "", List.of(moved), false));
            patiently().until(() -> control.list().size() == 2);
            assertThat(control.list()).extracting(MailQueue.Entry::state).containsOnly(State.HELD);
            awaitOrders(control);
            assertThat(lease()).isEmpty();
            assertThat(queue.depth().held()).isEqualTo(2);
            queue.close();
            queue = open(clock);
            assertThat(lease()).isEmpty();
            control.orderAll(QueueControl.Order.RETRY);
            Map<String, Lease> free = new HashMap<>();
            patiently().until(() -> {
                lease().forEach(lease -> free.put(lease.id(), lease));
                return free.size() == 2;
            });
            assertThat(free.get(message.id()))
                    .satisfies(stayed -> assertThat(stayed.attempts()).isZero());
            assertThat(free.get(moved.id()))
                    .satisfies(gone -> assertThat(gone.recipients()).containsExactly(EVE));
        }
    }

    /** What is left of the work goes another way. */
    private static QueuedMessage moved(Lease anew, State state) {
        return new QueuedMessage(
                QueueIds.next(),
                anew.sender(),
                anew.form(),
                anew.received(),
                new Content.InMemory(new byte[] {'x'}),
                List.of(part(BY_MX, EVE)),
                anew.notifications(),
                anew.origin(),
                state);
    }
}
