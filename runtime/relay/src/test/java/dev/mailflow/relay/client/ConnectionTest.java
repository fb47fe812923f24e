package dev.mailflow.relay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
                new HopProfile("hop", Map.of(offered, ""), TlsVersion.NONE, "", HopProfile.Standing.OURS),
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
            assertThatThrownBy(() -> connection.send(lease(), List.of(BOB))).hasMessage("a mistake");
            assertThat(connection.isReusable()).isFalse();
            connection.close();
            assertThat(hop.heard()).doesNotContain("QUIT", ".");
        }
    }

    /** RFC 5321 4.5.3.2: each reply has its time, however many there are. */
    @ParameterizedTest
    @ValueSource(strings = {"PIPELINING", "SIZE"})
    void eachRecipientHasItsTime(String offered) throws Exception {
        CompletableFuture<Dialogue> watched = new CompletableFuture<>();
        AtomicLong fiveMinutesAfterTheFirst = new AtomicLong();
        AtomicBoolean isSecondTime = new AtomicBoolean();
        FakeHop.Script slow = (number, command) -> {
            if (command.startsWith("RCPT TO:<bob@")) {
                // The script is asked again after the reply.
                fiveMinutesAfterTheFirst.compareAndSet(
                        0, System.nanoTime() + Duration.ofMinutes(5).toNanos());
            } else if (command.startsWith("RCPT TO:<carl@") && !isSecondTime.getAndSet(true)) {
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> !watched.join().isOverdue(fiveMinutesAfterTheFirst.get()));
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
