package dev.mailflow.relay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.mailflow.relay.FakeHop;
import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.mail.NotificationRequest;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.relay.queue.Lease;
import dev.mailflow.relay.queue.Origin;
import dev.mailflow.relay.queue.QueuedMessage;
import dev.mailflow.relay.queue.State;
import dev.mailflow.runtime.TlsVersion;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done when, in a transaction with a next hop. */
final class ConnectionTest {
    private static final EnvelopeAddress BOB = EnvelopeAddress.of("bob@away.test");
    private static final EnvelopeAddress CARL = EnvelopeAddress.of("carl@away.test");

    private static Lease lease() {
        return new Lease(
                1,
                "id",
                Optional.empty(),
                QueuedMessage.Form.SEVEN_BIT,
                Instant.EPOCH,
                new Content.InMemory("\r\nsecret\r\n".getBytes(StandardCharsets.US_ASCII)),
                "local",
                new Destination.Local(),
                "local",
                List.of(BOB),
                0,
                "",
                State.DUE,
                NotificationRequest.NONE,
                false,
                Origin.UNKNOWN);
    }

    private static Connection to(FakeHop hop, Predicate<Lease> holds) throws Exception {
        return to(hop, holds, "PIPELINING");
    }

    private static Connection to(FakeHop hop, Predicate<Lease> holds, String offered) throws Exception {
        Dialogue dialogue = Dialogue.open(new InetSocketAddress("127.0.0.1", hop.port()), Duration.ofSeconds(5));
        assertThat(dialogue.answer().code()).isEqualTo(220);
        return new Connection(
                dialogue,
                new HopProfile(
                        "hop",
                        Arrays.stream(offered.split(" ")).collect(Collectors.toMap(each -> each, each -> "")),
                        TlsVersion.NONE,
                        "",
                        HopProfile.Standing.OURS),
                Connection.Protocol.SMTP,
                holds);
    }

    /** What takes its time must not come between the question and the end of the message. */
    @Test
    void theHopHasAllButTheEndBeforeItIsAskedWhoseTheMessageIs() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) -> null)) {
            Connection connection = to(hop, lease -> {
                await().until(() -> hop.heard().contains("secret"));
                return !hop.heard().contains(".");
            });
            assertThat(connection.send(lease(), List.of(BOB)).outcomes())
                    .extracting(Outcome::verdict)
                    .containsExactly(Outcome.Verdict.DELIVERED);
            assertThat(connection.isReusable()).isTrue();
            connection.close();
        }
    }

    @Test
    void afterAMistakeOfOursNothingMoreIsSaid() throws Exception {
        try (FakeHop hop = new FakeHop((number, command) -> null)) {
            Connection connection = to(hop, lease -> {
                throw new IllegalStateException("a mistake");
            });
            Connection.Result result = connection.send(lease(), List.of(BOB));
            assertThat(result.outcomes())
                    .extracting(Outcome::verdict, Outcome::reason)
                    .containsExactly(tuple(Outcome.Verdict.DEFERRED, "internal error"));
            // It was not handed over.
            assertThat(result.isFinal()).isFalse();
            assertThat(connection.isReusable()).isFalse();
            connection.close();
            assertThat(hop.heard()).doesNotContain("QUIT", ".");
        }
    }

    /** What the first hundred got is theirs, whatever becomes of those after them. */
    @Test
    void aMistakeWithTheSecondHundredTakesNothingFromTheFirst() throws Exception {
        List<EnvelopeAddress> many = IntStream.range(0, 101)
                .mapToObj(i -> EnvelopeAddress.of("b" + i + "@away.test"))
                .toList();
        AtomicInteger asked = new AtomicInteger();
        try (FakeHop hop = new FakeHop((number, command) -> null)) {
            Connection connection = to(hop, lease -> {
                if (asked.getAndIncrement() > 0) {
                    throw new IllegalStateException("a mistake");
                }
                return true;
            });
            List<Outcome> outcomes = connection.send(lease(), many).outcomes();
            assertThat(outcomes).extracting(Outcome::recipient).containsExactlyElementsOf(many);
            assertThat(outcomes.subList(0, 100)).extracting(Outcome::verdict).containsOnly(Outcome.Verdict.DELIVERED);
            assertThat(outcomes.get(100).verdict()).isEqualTo(Outcome.Verdict.DEFERRED);
            connection.close();
        }
    }

    /** A client that is on a list of the hop's; nobody should wait five days to hear of it. */
    @ParameterizedTest
    @ValueSource(strings = {"PIPELINING", "SIZE", "PIPELINING CHUNKING"})
    void aHopThatRefusesTheSenderAndClosesHasRefusedTheMessage(String offered) throws Exception {
        try (FakeHop hop = new FakeHop(refusingAndClosing(1))) {
            Connection connection = to(hop, lease -> true, offered);
            Connection.Result result = connection.send(lease(), List.of(BOB, CARL));
            assertThat(result.outcomes())
                    .extracting(Outcome::recipient, Outcome::verdict, Outcome::status)
                    .containsExactly(
                            tuple(BOB, Outcome.Verdict.FAILED, "5.7.1"), tuple(CARL, Outcome.Verdict.FAILED, "5.7.1"));
            assertThat(result.isFinal()).isFalse();
            connection.close();
        }
    }

    /** It may be about the connection: some take one message over each. */
    @ParameterizedTest
    @ValueSource(strings = {"PIPELINING", "SIZE", "PIPELINING CHUNKING"})
    void whoRefusesASecondMessageOverAConnectionHasNotRefusedItForGood(String offered) throws Exception {
        try (FakeHop hop = new FakeHop(refusingAndClosing(2))) {
            Connection connection = to(hop, lease -> true, offered);
            assertThat(connection.send(lease(), List.of(BOB)).outcomes())
                    .extracting(Outcome::verdict)
                    .containsExactly(Outcome.Verdict.DELIVERED);
            Connection.Result result = connection.send(lease(), List.of(BOB, CARL));
            // What it said is told as it said it.
            assertThat(result.outcomes())
                    .extracting(Outcome::verdict, Outcome::status, Outcome::diagnostic)
                    .containsOnly(tuple(Outcome.Verdict.DEFERRED, "4.7.1", "smtp; 550 5.7.1 you are on a list"))
                    .hasSize(2);
            // Over a connection of its own it may be taken, or be refused for good.
            assertThat(result.isFinal()).isFalse();
            connection.close();
        }
    }

    /** Whatever code it has that does not mean what it says. */
    @ParameterizedTest
    @CsvSource({
        "RCPT TO:<bob@away.test>,552 5.5.3 too many recipients,4.5.3,smtp; 552 5.5.3 too many recipients",
        "RCPT TO:<bob@away.test>,350 go on,4.0.0,smtp; 350 go on",
        "MAIL FROM:<>,350 go on,4.0.0,smtp; 350 go on",
        "DATA,250 2.0.0 taken,4.5.0,'no 354 to DATA, but 250 2.0.0 taken'",
        "DATA,351 go,4.5.0,'no 354 to DATA, but 351 go'",
    })
    void theHopsOwnReplyStandsWhereItIsTriedAgain(String command, String reply, String status, String diagnostic)
            throws Exception {
        try (FakeHop hop = new FakeHop((number, heard) -> heard.equals(command) ? reply : null)) {
            Connection connection = to(hop, lease -> true);
            assertThat(connection.send(lease(), List.of(BOB)).outcomes())
                    .extracting(Outcome::verdict, Outcome::status, Outcome::diagnostic)
                    .containsExactly(tuple(Outcome.Verdict.DEFERRED, status, diagnostic));
            connection.close();
        }
    }

    /** The second hundred is the same message as the first. */
    @Test
    void aMessageThatIsRefusedIsRefusedForAllItsRecipients() throws Exception {
        List<EnvelopeAddress> many = IntStream.range(0, 150)
                .mapToObj(i -> EnvelopeAddress.of("b" + i + "@away.test"))
                .toList();
        try (FakeHop hop =
                new FakeHop((number, command) -> command.startsWith("MAIL") ? "550 5.7.1 not from you" : null)) {
            Connection connection = to(hop, lease -> true);
            List<Outcome> outcomes = connection.send(lease(), many).outcomes();
            assertThat(outcomes).extracting(Outcome::recipient).containsExactlyElementsOf(many);
            assertThat(outcomes).extracting(Outcome::verdict).containsOnly(Outcome.Verdict.FAILED);
            connection.close();
        }
    }

    /** From that MAIL on. */
    private static FakeHop.Script refusingAndClosing(int first) {
        AtomicInteger mails = new AtomicInteger();
        AtomicBoolean isClosing = new AtomicBoolean();
        return (number, command) -> {
            if (isClosing.get()) {
                return "";
            }
            // The script is asked twice for a command that is answered.
            if (command.startsWith("MAIL") && mails.incrementAndGet() >= 2 * first - 1) {
                isClosing.set(true);
                return "550 5.7.1 you are on a list";
            }
            return null;
        };
    }

    /** RFC 5321 4.5.3.2: each reply has its time, however many there are. */
    @ParameterizedTest
    @CsvSource({"PIPELINING,5", "SIZE,5", "PIPELINING CHUNKING,10"})
    void eachRecipientHasItsTime(String offered, int minutes) throws Exception {
        CompletableFuture<Dialogue> watched = new CompletableFuture<>();
        AtomicLong timeOfTheFirst = new AtomicLong();
        AtomicBoolean isSecondTime = new AtomicBoolean();
        FakeHop.Script slow = (number, command) -> {
            if (command.startsWith("RCPT TO:<bob@")) {
                // The script is asked again after the reply.
                timeOfTheFirst.compareAndSet(
                        0, System.nanoTime() + Duration.ofMinutes(minutes).toNanos());
            } else if (command.startsWith("RCPT TO:<carl@") && !isSecondTime.getAndSet(true)) {
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> !watched.join().isOverdue(timeOfTheFirst.get()));
            }
            return null;
        };
        try (FakeHop hop = new FakeHop(slow)) {
            Connection connection = to(hop, lease -> true, offered);
            watched.complete(connection.dialogue());
            assertThat(connection.send(lease(), List.of(BOB, CARL)).outcomes())
                    .extracting(Outcome::verdict)
                    .containsExactly(Outcome.Verdict.DELIVERED, Outcome.Verdict.DELIVERED);
            connection.close();
        }
    }
}
