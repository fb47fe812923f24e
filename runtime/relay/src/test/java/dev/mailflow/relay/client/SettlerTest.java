package dev.mailflow.relay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mailflow.relay.MailLogLines;
import dev.mailflow.relay.TestPolicy;
import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.ContentWriter;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.mail.MemoryBudget;
import dev.mailflow.relay.mail.NotificationRequest;
import dev.mailflow.relay.metrics.RelayMetrics;
import dev.mailflow.relay.queue.Bounces;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.relay.queue.Judge;
import dev.mailflow.relay.queue.Lease;
import dev.mailflow.relay.queue.MailQueue;
import dev.mailflow.relay.queue.Origin;
import dev.mailflow.relay.queue.QueueControl;
import dev.mailflow.relay.queue.QueueIds;
import dev.mailflow.relay.queue.QueuedMessage;
import dev.mailflow.relay.queue.Rerouter;
import dev.mailflow.relay.queue.SqliteQueue;
import dev.mailflow.relay.queue.State;
import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.DomainName;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.Transaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a message whose report finds no room. */
final class SettlerTest {
    @TempDir
    Path folder;

    /** Late or not: that the report of a failure was lost tells nobody of a delay. */
    @ParameterizedTest
    @ValueSource(strings = {"PT4H", "PT0S"})
    void nobodyIsGivenUpInSilence(Duration delayNotice) throws Exception {
        Clock clock = Clock.systemUTC();
        EnvelopeAddress bob = EnvelopeAddress.of("bob@away.test");
        try (MailQueue queue = SqliteQueue.open(folder.resolve("queue"), 0, clock)) {
            // Its file would be in a folder that is not there.
            Settler settler = inRoom(queue, folder -> folder.resolve("none"), delayNotice, clock);
            queue.store(message(clock, List.of(bob), NotificationRequest.NONE));
            Lease lease = queue.lease(1, Set.of(), Duration.ofSeconds(10)).get(0);
            settler.settle(
                    lease,
                    new RemoteDelivery.Attempt(
                            List.of(new Outcome(bob, Outcome.Verdict.FAILED, "5.1.1", "nobody", "nobody", "hop")),
                            "",
                            false));
            await().until(() -> queue.list().get(0).attempts() == 1);
            assertThat(queue.list()).singleElement().satisfies(entry -> {
                assertThat(entry.recipients()).containsExactly("bob@away.test");
                assertThat(entry.last()).startsWith("4.3.0 the report cannot be written");
            });
            assertThat(queue.lease(1, Set.of(), Duration.ofSeconds(10)))
                    .singleElement()
                    .satisfies(again -> assertThat(again.isDelayReported()).isFalse());
        }
    }

    /** Its file is gone, or is cut, by somebody's hand or a damaged disk: else it would be tried for ever, and nobody told. */
    @ParameterizedTest
    @ValueSource(ints = {0, 999})
    void whoseContentIsLostIsToldAllTheSame(int left) throws Exception {
        Clock clock = Clock.systemUTC();
        EnvelopeAddress bob = EnvelopeAddress.of("bob@away.test");
        try (MailQueue queue = SqliteQueue.open(folder.resolve("queue"), 0, clock)) {
            QueuedMessage message = message(
                    clock,
                    List.of(bob),
                    new NotificationRequest(
                            NotificationRequest.Returned.FULL, "", Map.of(), NotificationRequest.Passage.ANY));
            Path file = Files.write(folder.resolve("large"), new byte[1000]);
            queue.store(new QueuedMessage(
                    message.id(),
                    message.sender(),
                    message.form(),
                    message.received(),
                    new Content.InFile(file, 1000),
                    message.parts(),
                    message.notifications(),
                    message.origin()));
            Path place = folder.resolve("queue/bodies").resolve(message.id());
            Files.delete(place);
            if (left > 0) {
                Files.write(place, new byte[left]);
            }
            Lease lease = queue.lease(1, Set.of(), Duration.ofSeconds(10)).get(0);
            assertThatThrownBy(lease.content()::open).isInstanceOf(IOException.class);
            settler(queue, this::inFile, Duration.ZERO, clock)
                    .settle(
                            lease,
                            new RemoteDelivery.Attempt(
                                    List.of(new Outcome(
                                            bob, Outcome.Verdict.FAILED, "5.4.7", "lost", "expired", "hop")),
                                    "",
                                    false));
            await().until(() ->
                    queue.list().stream().noneMatch(entry -> entry.id().equals(message.id())));
            Lease report = queue.lease(1, Set.of(), Duration.ofSeconds(10)).get(0);
            assertThat(report.recipients()).containsExactly(EnvelopeAddress.of("ann@sender.test"));
            try (var in = report.content().open()) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII))
                        .contains("Final-Recipient: rfc822; bob@away.test", "Content-Type: text/rfc822-headers");
            }
        }
    }

    /** One list's loss is not another's: who was told is not told again, who has the mail does not get it again. */
    @ParameterizedTest
    @CsvSource({"0,failed@away.test late@away.test,true", "1,late@away.test,false", "2,late@away.test,true"})
    void oneReportThatFindsNoRoomLeavesTheOthers(int broken, String retried, boolean isDelayReported) throws Exception {
        Clock clock = Clock.systemUTC();
        EnvelopeAddress failed = EnvelopeAddress.of("failed@away.test");
        EnvelopeAddress late = EnvelopeAddress.of("late@away.test");
        EnvelopeAddress served = EnvelopeAddress.of("served@away.test");
        try (MailQueue queue = SqliteQueue.open(folder.resolve("queue"), 0, clock)) {
            AtomicInteger number = new AtomicInteger();
            Settler settler = inRoom(
                    queue,
                    folder -> number.getAndIncrement() == broken ? folder.resolve("none") : folder,
                    Duration.ZERO,
                    clock);
            queue.store(message(
                    clock,
                    List.of(failed, late, served),
                    new NotificationRequest(
                            NotificationRequest.Returned.UNSTATED,
                            "",
                            Map.of(
                                    served,
                                    new NotificationRequest.ForRecipient(
                                            Set.of(NotificationRequest.Occasion.SUCCESS), "")),
                            NotificationRequest.Passage.ANY)));
            Lease lease = queue.lease(1, Set.of(), Duration.ofSeconds(10)).get(0);
            settler.settle(
                    lease,
                    new RemoteDelivery.Attempt(
                            List.of(
                                    new Outcome(failed, Outcome.Verdict.FAILED, "5.1.1", "nobody", "nobody", "hop"),
                                    new Outcome(late, Outcome.Verdict.DEFERRED, "4.2.1", "later", "later", "hop"),
                                    new Outcome(served, Outcome.Verdict.DELIVERED, "2.0.0", "taken", "ok", "hop")),
                            "",
                            false));
            await().until(() -> queue.list().stream().anyMatch(entry -> entry.attempts() == 1));
            assertThat(number).hasValue(3);
            assertThat(queue.list()).hasSize(3);
            assertThat(queue.list().stream().filter(entry -> entry.attempts() == 1))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.recipients()).containsExactlyInAnyOrder(retried.split(" ")));
            Lease again = queue.lease(10, Set.of(), Duration.ofSeconds(10)).stream()
                    .filter(one -> one.id().equals(lease.id()))
                    .findFirst()
                    .orElseThrow();
            assertThat(again.isDelayReported()).isEqualTo(isDelayReported);
        }
    }

    /** The next relay does as was ordered. */
    @Test
    void aRerouteThatIsInterruptedIsDoneLater() throws Exception {
        Clock clock = Clock.systemUTC();
        try (MailQueue queue = SqliteQueue.open(folder.resolve("queue"), 0, clock)) {
            Lease lease = ordered(queue, QueueControl.Order.REROUTE, clock);
            settler(queue, this::inFile, Duration.ZERO, clock)
                    .reroute(lease, rerouter(this::inFile, clock, transaction -> {
                        Thread.currentThread().interrupt();
                        return Decision.deliver(Attribution.INTERNET);
                    }));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(files()).isEmpty();
            assertThat(queue.leaseReturned(1))
                    .singleElement()
                    .satisfies(again -> assertThat(again.state()).isEqualTo(State.REROUTED));
            assertThat(queue.list())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.state()).isEqualTo(State.REROUTED));
        }
    }

    /** Which is known only when the queue takes it; one goes another way, the other is refused, and neither is told of. */
    @Test
    void whatFindsNoPlaceInTheQueueLeavesTheMessageOnItsWay() throws Exception {
        Clock clock = Clock.systemUTC();
        AtomicInteger number = new AtomicInteger();
        Function<String, ContentWriter> contents = id -> number.getAndIncrement() == 0 ? inFile(id) : withoutPlace(id);
        try (MailQueue queue = SqliteQueue.open(folder.resolve("queue"), 0, clock);
                MailLogLines log = MailLogLines.listen()) {
            Lease lease = ordered(queue, QueueControl.Order.REROUTE, clock);
            settler(queue, contents, Duration.ZERO, clock)
                    .reroute(
                            lease,
                            rerouter(
                                    contents,
                                    clock,
                                    question -> question.recipient().toString().startsWith("b")
                                            ? Decision.deliver(Attribution.INTERNET)
                                            : TestPolicy.denied()));
            assertThat(queue.lease(1, Set.of(), Duration.ofMinutes(1)))
                    .singleElement()
                    .satisfies(again -> {
                        assertThat(again.id()).isEqualTo(lease.id());
                        assertThat(again.recipients()).isEqualTo(lease.recipients());
                        assertThat(again.state()).isEqualTo(State.DUE);
                    });
            assertThat(number).hasValue(2);
            assertThat(files()).isEmpty();
            assertThat(log.of("reroute")).isEmpty();
        }
    }

    @Test
    void whatIsGivenBackIsGivenBackLaterIfItsReportFindsNoPlace() throws Exception {
        Clock clock = Clock.systemUTC();
        try (MailQueue queue = SqliteQueue.open(folder.resolve("queue"), 0, clock)) {
            Lease lease = ordered(queue, QueueControl.Order.BOUNCE, clock);
            settler(queue, this::withoutPlace, Duration.ofDays(1), clock).giveBack(lease);
            assertThat(queue.lease(1, Set.of(), Duration.ofMinutes(1)))
                    .singleElement()
                    .satisfies(again -> {
                        assertThat(again.id()).isEqualTo(lease.id());
                        assertThat(again.recipients()).containsExactlyElementsOf(lease.recipients());
                        assertThat(again.state()).isEqualTo(State.RETURNED);
                        assertThat(again.last()).startsWith("4.3.0");
                    });
            assertThat(files()).isEmpty();
        }
    }

    private ContentWriter inFile(String id) {
        return new ContentWriter(0, folder.resolve(id), new MemoryBudget(0));
    }

    /** A file that cannot get its name in the queue, for another thing has it. */
    private ContentWriter withoutPlace(String id) {
        try {
            Files.createDirectory(folder.resolve("queue/bodies").resolve(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return inFile(id);
    }

    /** Contents that nobody took, or took by halves. */
    private List<Path> files() throws IOException {
        try (var written = Files.list(folder);
                var placed = Files.list(folder.resolve("queue/bodies"))) {
            return Stream.concat(written.filter(Files::isRegularFile), placed).toList();
        }
    }

    private Lease ordered(MailQueue queue, QueueControl.Order order, Clock clock) throws Exception {
        QueuedMessage message = message(
                clock,
                List.of(EnvelopeAddress.of("b@away.test"), EnvelopeAddress.of("c@away.test")),
                NotificationRequest.NONE);
        queue.store(message);
        try (QueueControl control = QueueControl.open(RelayConfiguration.Queue.in(folder.resolve("queue")), clock)) {
            control.order(message.id(), order);
        }
        return await().atMost(Duration.ofMinutes(1))
                .until(() -> queue.leaseReturned(1), leases -> !leases.isEmpty())
                .get(0);
    }

    private static Rerouter rerouter(
            Function<String, ContentWriter> contents, Clock clock, Function<Transaction, Decision> policy) {
        Judge judge = new Judge() {
            @Override
            public Set<String> headerNames() {
                return Set.of();
            }

            @Override
            public Decision decide(Transaction transaction) {
                return policy.apply(transaction);
            }
        };
        return new Rerouter(
                DomainName.of("mx.relay.test"), () -> judge, bounces(contents, clock), contents, 1000, clock);
    }

    private static Bounces bounces(Function<String, ContentWriter> contents, Clock clock) {
        return new Bounces("mx.relay.test", transaction -> Decision.deliver(Attribution.INTERNET), contents, clock);
    }

    private static Settler settler(
            MailQueue queue, Function<String, ContentWriter> contents, Duration delayNotice, Clock clock) {
        return new Settler(
                queue,
                bounces(contents, clock),
                new RetryPlan(List.of(Duration.ZERO), Duration.ofDays(5)),
                delayNotice,
                new RelayMetrics(),
                clock);
    }

    /** @param room gives, of the folder that there is, the one in which a report is written */
    private Settler inRoom(MailQueue queue, UnaryOperator<Path> room, Duration delayNotice, Clock clock) {
        return settler(
                queue,
                id -> new ContentWriter(0, room.apply(folder).resolve(id), new MemoryBudget(0)),
                delayNotice,
                clock);
    }

    /** With a header that makes a report of it long. */
    private static QueuedMessage message(Clock clock, List<EnvelopeAddress> recipients, NotificationRequest request) {
        String header = "Subject: x\r\n".repeat(2000);
        return new QueuedMessage(
                QueueIds.next(),
                Optional.of(EnvelopeAddress.of("ann@sender.test")),
                QueuedMessage.Form.SEVEN_BIT,
                clock.instant(),
                new Content.InMemory((header + "\r\nx\r\n").getBytes(StandardCharsets.US_ASCII)),
                List.of(new QueuedMessage.Part(
                        new Destination.Remote(List.of(), "away.test", TlsDemand.OPPORTUNISTIC), "out", recipients)),
                request,
                Origin.of(
                        Transaction.builder()
                                .submitted()
                                .to(recipients.get(0).mailbox())
                                .build(),
                        0));
    }
}
