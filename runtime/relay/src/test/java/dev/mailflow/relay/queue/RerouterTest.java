package dev.mailflow.relay.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mailflow.relay.TestPolicy;
import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.ContentWriter;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.mail.MemoryBudget;
import dev.mailflow.relay.mail.NotificationRequest;
import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.DomainName;
import dev.mailflow.runtime.Header;
import dev.mailflow.runtime.IpAddress;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.Reason;
import dev.mailflow.runtime.Reply;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsVersion;
import dev.mailflow.runtime.Transaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of queued mail that is decided anew. */
final class RerouterTest {
    private static final DomainName HOST = DomainName.of("mx.relay.test");
    private static final String TRACE = "Received: from us\r\n";
    private static final String SENT = "Received: one\r\nX-Tag: a\r\n  b\r\nSubject: x\r\n\r\nX-Tag: none\r\n";
    private static final Destination AWAY =
            new Destination.Remote(List.of(new NextHop("hop.test", 25)), "", TlsDemand.OPPORTUNISTIC);
    private static final Origin ORIGIN = new Origin(
            "2001:db8::1",
            TlsVersion.TLS_1_2,
            List.of("a.test", "b.test"),
            Optional.of("john\tdoe, jr"),
            SENT.length(),
            1,
            TRACE.length());

    @TempDir
    Path folder;

    private final Clock clock = Clock.fixed(Instant.ofEpochSecond(1_000_000), ZoneOffset.UTC);
    private final List<Transaction> asked = new ArrayList<>();

    /** A policy that notes what it is asked. */
    private final class Asked implements Judge {
        private final Function<Transaction, Decision> decisions;

        Asked(Function<Transaction, Decision> decisions) {
            this.decisions = decisions;
        }

        @Override
        public Set<String> headerNames() {
            return Set.of("x-tag");
        }

        @Override
        public Decision decide(Transaction transaction) {
            asked.add(transaction);
            return decisions.apply(transaction);
        }
    }

    private static Lease lease(Destination destination, String via, Origin origin, String... recipients) {
        return lease(destination, via, origin, State.REROUTED, recipients);
    }

    private static Lease lease(Destination destination, String via, Origin origin, State state, String... recipients) {
        return lease(
                destination,
                via,
                origin,
                state,
                new Content.InMemory((TRACE + SENT).getBytes(StandardCharsets.US_ASCII)),
                recipients);
    }

    private static Lease lease(
            Destination destination, String via, Origin origin, State state, Content content, String... recipients) {
        return new Lease(
                7,
                "OLD",
                Optional.of(EnvelopeAddress.of("Ann@sender.test")),
                QueuedMessage.Form.EIGHT_BIT,
                Instant.ofEpochSecond(500_000),
                content,
                DestinationText.write(destination),
                destination,
                via,
                List.of(recipients).stream().map(EnvelopeAddress::of).toList(),
                3,
                "4.4.1 nobody there",
                state,
                NotificationRequest.NONE,
                true,
                origin);
    }

    private Settlement decide(Lease lease, Function<Transaction, Decision> decisions) throws IOException {
        return decide(lease, decisions, id -> ContentWriter.small(folder.resolve(id)));
    }

    private Settlement decide(
            Lease lease, Function<Transaction, Decision> decisions, Function<String, ContentWriter> contents)
            throws IOException {
        Bounces bounces = new Bounces("mx.relay.test", any -> Decision.deliver(Attribution.INTERNET), contents, clock);
        Rerouter rerouter = new Rerouter(HOST, () -> new Asked(decisions), bounces, contents, 1000, clock);
        return rerouter.decide(
                        lease,
                        new Bounces.Subject(
                                lease.id(),
                                lease.sender(),
                                lease.received(),
                                lease.content(),
                                lease.form(),
                                lease.notifications(),
                                clock.instant()))
                .settlement();
    }

    private static Decision to(String host) {
        return TestPolicy.send(TlsDemand.OPPORTUNISTIC, new NextHop(host, 25));
    }

    @Test
    void asksAsItWasAskedAtFirst() throws Exception {
        Settlement settlement =
                decide(lease(AWAY, "out", Origin.of(ORIGIN.text()), "b@away.test"), any -> to("new.test"));
        assertThat(asked).singleElement().satisfies(question -> {
            assertThat(question.isSubmitted()).isFalse();
            assertThat(question.client()).isEqualTo(IpAddress.of("2001:db8::1"));
            assertThat(question.tls()).isEqualTo(TlsVersion.TLS_1_2);
            assertThat(question.certificateNames()).containsExactly("a.test", "b.test");
            assertThat(question.user()).contains("john\tdoe, jr");
            assertThat(question.sender()).hasToString("Optional[ann@sender.test]");
            assertThat(question.recipient()).hasToString("b@away.test");
            assertThat(question.size()).isEqualTo(SENT.length());
            assertThat(question.hops()).isEqualTo(1);
            assertThat(question.headers()).containsExactly(new Header("x-tag", "a  b"));
        });
        assertThat(settlement.retry()).isEmpty();
        assertThat(settlement.reports()).singleElement().satisfies(moved -> {
            assertThat(moved.id()).isNotEqualTo("OLD");
            assertThat(moved.received()).isEqualTo(Instant.ofEpochSecond(500_000));
            assertThat(moved.sender()).hasToString("Optional[Ann@sender.test]");
            assertThat(moved.form()).isEqualTo(QueuedMessage.Form.EIGHT_BIT);
            assertThat(moved.origin()).isEqualTo(ORIGIN);
            assertThat(moved.parts())
                    .singleElement()
                    .hasToString("Part[destination=[new.test], via=out, recipients=[b@away.test]]");
            assertThat(text(moved)).isEqualTo(TRACE + SENT);
        });
    }

    private static String text(QueuedMessage message) {
        try (var in = message.content().open()) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whoGoesTheSameWayStaysAndWhoIsRefusedIsReported() throws Exception {
        Settlement settlement = decide(
                lease(AWAY, "out", ORIGIN, "same@away.test", "loop@away.test", "later@away.test", "new@away.test"),
                question -> switch (question.recipient().toString()) {
                    case "same@away.test" -> to("hop.test");
                    case "loop@away.test" ->
                        Decision.reject(Attribution.NOBODY, Reason.LOOP, new Reply(554, "5.4.14", "too many (loop)"));
                    case "later@away.test" ->
                        Decision.defer(Attribution.NOBODY, Reason.TLS_REQUIRED, new Reply(450, "4.7.0", "later"));
                    default -> Decision.deliver(Attribution.INTERNET);
                });
        assertThat(settlement.retry()).hasToString("[same@away.test, later@away.test]");
        assertThat(settlement.reason()).isEqualTo("4.4.1 nobody there");
        assertThat(settlement.isDelayReported()).isTrue();
        assertThat(settlement.reports()).hasSize(2);
        assertThat(text(settlement.reports().get(1)))
                .contains("Final-Recipient: rfc822; loop@away.test", "Status: 5.4.14", "too many (loop)");
        assertThat(settlement.reports().get(0).parts())
                .singleElement()
                .hasToString("Part[destination=local, via=local, recipients=[new@away.test]]");
    }

    /** The report is not: nobody held that. */
    @Test
    void whatWasHeldIsHeldOnItsNewWay() throws Exception {
        Settlement settlement = decide(
                lease(AWAY, "out", ORIGIN, State.REROUTED_HELD, "b@away.test", "c@away.test"),
                question -> question.recipient().toString().startsWith("b") ? to("new.test") : TestPolicy.denied());
        assertThat(settlement.retry()).isEmpty();
        assertThat(settlement.reports()).extracting(QueuedMessage::state).containsExactly(State.HELD, State.DUE);
    }

    /** RFC 5321 4.5.1. */
    @Test
    void thePostmasterOfThisHostStaysHereWhateverAPolicySays() throws Exception {
        Lease lease = lease(new Destination.Local(), "local", ORIGIN, "Postmaster@mx.relay.test", "x@mx.relay.test");
        Settlement settlement = decide(lease, any -> TestPolicy.denied());
        assertThat(settlement.retry()).hasToString("[Postmaster@mx.relay.test]");
        assertThat(settlement.reports()).hasSize(1);
    }

    /** In a shared queue: another relay took him for its own, and knows its name alone. */
    @Test
    void thePostmasterOfAnotherRelayStaysInItsMailbox() throws Exception {
        Lease lease = lease(new Destination.Local(), "local", ORIGIN, "postmaster@mx2.relay.test", "x@mx2.relay.test");
        Settlement settlement = decide(lease, any -> TestPolicy.denied());
        assertThat(settlement.retry()).hasToString("[postmaster@mx2.relay.test]");
        assertThat(settlement.reports())
                .singleElement()
                .satisfies(report -> assertThat(text(report))
                        .contains("Final-Recipient: rfc822; x@mx2.relay.test")
                        .doesNotContain("Final-Recipient: rfc822; postmaster"));
        // What a policy says of the source holds, and so does its way.
        Decision loop = Decision.reject(Attribution.NOBODY, Reason.LOOP, new Reply(554, "5.4.14", "too many (loop)"));
        assertThat(decide(lease, any -> loop).retry()).isEmpty();
        assertThat(decide(lease, any -> to("new.test")).reports())
                .singleElement()
                .satisfies(
                        moved -> assertThat(moved.parts().get(0).recipients()).hasSize(2));
    }

    /** As at the end of DATA. */
    @Test
    void thePostmasterOfThisHostIsTakenHereWhereThePolicyHasNoMoreWay() throws Exception {
        Settlement settlement =
                decide(lease(AWAY, "out", ORIGIN, "postmaster@mx.relay.test"), any -> TestPolicy.denied());
        assertThat(settlement.retry()).isEmpty();
        assertThat(settlement.reports())
                .singleElement()
                .satisfies(moved -> assertThat(moved.parts())
                        .singleElement()
                        .hasToString("Part[destination=local, via=local, recipients=[postmaster@mx.relay.test]]"));
        Decision source = Decision.reject(
                Attribution.NOBODY, Reason.NETWORK_NOT_ALLOWED, new Reply(550, "5.7.1", "not from there"));
        assertThat(text(decide(lease(AWAY, "out", ORIGIN, "postmaster@mx.relay.test"), any -> source)
                        .reports()
                        .get(0)))
                .contains("not from there");
    }

    @Test
    void aReportThatCannotBeWrittenLeavesNothingBehind() throws Exception {
        List<Path> written = new ArrayList<>();
        Lease lease = lease(AWAY, "out", ORIGIN, State.REROUTED, large(), "b@away.test", "c@away.test");
        assertThatThrownBy(() -> decide(
                        lease,
                        question ->
                                question.recipient().toString().startsWith("b") ? to("new.test") : TestPolicy.denied(),
                        id -> {
                            Path file = written.isEmpty()
                                    ? folder.resolve(id)
                                    : folder.resolve("none").resolve(id);
                            written.add(file);
                            return new ContentWriter(0, file, new MemoryBudget(0));
                        }))
                .isInstanceOf(IOException.class);
        assertThat(written).hasSize(2).noneMatch(Files::exists);
    }

    private static Content large() {
        return new Content.InMemory((TRACE + "Received: one\r\n" + "X-Long: x\r\n".repeat(2000) + "\r\nx\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void whatAnEarlierVersionQueuedStaysAsItIs() throws Exception {
        Lease lease = lease(AWAY, "out", Origin.of(""), "b@away.test");
        Settlement settlement = decide(lease, any -> to("new.test"));
        assertThat(asked).isEmpty();
        assertThat(settlement.retry()).isEqualTo(lease.recipients());
        assertThat(settlement.reports()).isEmpty();
    }

    @Test
    void knowsWhatWasSubmittedHere() {
        Transaction submitted =
                Transaction.builder().submitted().to("b@away.test").build();
        Origin origin = Origin.of(Origin.of(submitted, 0).text());
        assertThat(origin.isKnown()).isTrue();
        assertThat(origin.question(Optional.empty(), EnvelopeAddress.of("b@away.test"), List.of()))
                .hasToString(submitted.toString());
    }
}
