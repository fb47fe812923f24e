package dev.mailflow.relay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.mailflow.relay.FakeDns;
import dev.mailflow.relay.FakeHop;
import dev.mailflow.relay.dns.Dns;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.runtime.TlsDemand;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Domains whose exchangers turn out to be this machine (RFC 5321 5.1). */
final class OwnExchangersTest extends OneAttempt {
    private static final InetSocketAddress OURS = new InetSocketAddress("192.0.2.1", 25);

    private final List<InetSocketAddress> called = new ArrayList<>();

    private RemoteDelivery.Attempt attempt(InetSocketAddress own, String... records) throws Exception {
        dialling = (address, patience) -> {
            called.add(address);
            return Dialogue.open(address, patience);
        };
        try (FakeDns server = new FakeDns(records)) {
            configuration = bench.with("dns", "{\"servers\": [\"127.0.0.1:" + server.port() + "\"]}")
                    .configuration();
            Dns dns = Dns.of(configuration.dns());
            Destination.Remote destination = new Destination.Remote(List.of(), "away.test", TlsDemand.OPPORTUNISTIC);
            try (RemoteDelivery delivery = delivery(
                    lease -> true, destination, dns, new NextHops("mx.relay.test", List.of(own), dns, places))) {
                return delivery.deliver(lease());
            }
        }
    }

    /** Known to the domain by another name, we are its exchanger all the same: those behind would only hand the mail back to us. */
    @ParameterizedTest
    @CsvSource({"10, FAILED", "5, DEFERRED"})
    void exchangersBehindUsAreNotAsked(int preferenceOfOneThatIsDown, Outcome.Verdict verdict) throws Exception {
        try (FakeHop backup = new FakeHop((number, heard) -> null);
                FakeHop down = new FakeHop((number, heard) -> heard.equals("greeting") ? "421 4.3.2 down" : null)) {
            place("down.away.test", down);
            place("backup.away.test", backup);
            List<Outcome> outcomes = attempt(
                            OURS,
                            "away.test. 60 IN MX 7 us.away.test.",
                            "away.test. 60 IN MX 20 backup.away.test.",
                            "away.test. 60 IN MX " + preferenceOfOneThatIsDown + " down.away.test.",
                            "us.away.test. 60 IN A 192.0.2.1")
                    .outcomes();
            assertThat(backup.connections()).isZero();
            assertThat(down.connections()).isEqualTo(preferenceOfOneThatIsDown < 7 ? 1 : 0);
            assertThat(called).doesNotContain(OURS);
            assertThat(outcomes).extracting(Outcome::verdict).containsExactly(verdict);
            assertThat(outcomes)
                    .extracting(Outcome::status)
                    .containsExactly(verdict == Outcome.Verdict.FAILED ? "5.4.6" : "4.4.2");
        }
    }

    /** Which of equals, or of a host's addresses, comes first is chance: nobody is called before we know that we are none of them. */
    @ParameterizedTest
    @CsvSource({"us, twin, A 192.0.2.2, DEFERRED", "us, us, A 192.0.2.2, DEFERRED", "us, us, AAAA 2001:db8::2, FAILED"})
    void equalsOfOursAreNotAsked(String host, String twin, String address, Outcome.Verdict verdict) throws Exception {
        try (FakeHop down = new FakeHop((number, heard) -> heard.equals("greeting") ? "421 4.3.2 down" : null)) {
            place("down.away.test", down);
            for (int i = 0; i < 8; i++) {
                List<Outcome> outcomes = attempt(
                                OURS,
                                (verdict == Outcome.Verdict.FAILED
                                        ? "away.test. 60 IN TXT x"
                                        : "away.test. 60 IN MX 5 down.away.test."),
                                "away.test. 60 IN MX 10 " + host + ".away.test.",
                                "away.test. 60 IN MX 10 " + twin + ".away.test.",
                                host + ".away.test. 60 IN A 192.0.2.1",
                                twin + ".away.test. 60 IN " + address)
                        .outcomes();
                assertThat(called).extracting(InetSocketAddress::getPort).doesNotContain(25);
                assertThat(outcomes).extracting(Outcome::verdict).containsExactly(verdict);
            }
        }
    }

    /** Whatever listens there may trust its own machine, and a stranger would speak to it through us. */
    @ParameterizedTest
    @ValueSource(strings = {"A 127.0.0.1", "A 127.9.9.9", "A 0.0.0.0", "AAAA ::1", "AAAA ::", "AAAA ::ffff:127.0.0.1"})
    void strangersDoNotSendUsToLoopback(String address) throws Exception {
        List<Outcome> outcomes = attempt(
                        new InetSocketAddress("192.0.2.1", 2525),
                        "away.test. 60 IN MX 10 mx.away.test.",
                        "mx.away.test. 60 IN " + address)
                .outcomes();
        assertThat(called).isEmpty();
        assertThat(outcomes).extracting(Outcome::status).containsExactly("5.4.6");
    }

    /** It is nobody's address, so that it says nothing about who comes after it. */
    @Test
    void anExchangerAtLoopbackDoesNotHideTheNext() throws Exception {
        try (FakeHop next = new FakeHop((number, heard) -> null)) {
            place("next.away.test", next);
            assertThat(attempt(
                                    OURS,
                                    "away.test. 60 IN MX 10 mx.away.test.",
                                    "away.test. 60 IN MX 20 next.away.test.",
                                    "mx.away.test. 60 IN A 127.0.0.1")
                            .outcomes())
                    .extracting(Outcome::verdict)
                    .containsExactly(Outcome.Verdict.DELIVERED);
        }
    }

    /** To wait for the queue's whole time would help nobody: no exchanger can take it, now or later. */
    @ParameterizedTest
    @CsvSource({"192.0.2.1, FAILED, 5.4.6", "127.0.0.1, FAILED, 5.4.6", "192.0.2.1, DEFERRED, 4.4.3"})
    void anExchangerWithoutAnAddressDoesNotHideTheLoop(String address, Outcome.Verdict verdict, String status)
            throws Exception {
        String first = verdict == Outcome.Verdict.FAILED ? "none" : "broken";
        assertThat(attempt(
                                OURS,
                                "away.test. 60 IN MX 5 " + first + ".away.test.",
                                "away.test. 60 IN MX 10 us.away.test.",
                                "none.away.test. 60 IN TXT x",
                                "us.away.test. 60 IN A " + address)
                        .outcomes())
                .extracting(Outcome::verdict, Outcome::status)
                .containsExactly(tuple(verdict, status));
        assertThat(called).isEmpty();
    }

    /**
     * Otherwise it hung on the DNS whether an equal of ours, which may only hand the mail back to us, is called. A name that was
     * never ours hides nobody.
     */
    @ParameterizedTest
    @CsvSource({"us, 0", "other, 1"})
    void whatWasOursIsOursWhileTheDnsIsSilent(String broken, int calls) throws Exception {
        try (FakeHop equal = new FakeHop((number, heard) -> null);
                FakeDns server = new FakeDns(
                        "away.test. 60 IN MX 10 us.away.test.",
                        "us.away.test. 0 IN A 192.0.2.1",
                        "then.test. 60 IN MX 10 " + broken + ".away.test.",
                        "then.test. 60 IN MX 10 equal.away.test.")) {
            place("equal.away.test", equal);
            configuration = bench.with("dns", "{\"servers\": [\"127.0.0.1:" + server.port() + "\"]}")
                    .configuration();
            Dns dns = Dns.of(configuration.dns());
            NextHops hops = new NextHops("mx.relay.test", List.of(OURS), dns, places);
            assertThat(to("away.test", dns, hops)).extracting(Outcome::status).containsExactly("5.4.6");
            server.failing(broken + ".away.test.");
            List<Outcome> outcomes = to("then.test", dns, hops);
            assertThat(equal.connections()).isEqualTo(calls);
            assertThat(outcomes)
                    .extracting(Outcome::verdict)
                    .containsExactly(calls == 0 ? Outcome.Verdict.DEFERRED : Outcome.Verdict.DELIVERED);
            if (calls == 0) {
                assertThat(outcomes).extracting(Outcome::remote).containsExactly("us.away.test");
            }
            server.recover();
            server.remove("us.away.test.");
            server.add("us.away.test. 60 IN TXT x");
            if (calls == 0) {
                // What is kept of a failure is kept for a second at least.
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(to("then.test", dns, hops))
                                .extracting(Outcome::verdict)
                                .containsExactly(Outcome.Verdict.DELIVERED));
            }
        }
    }

    /**
     * What says where a host is, by the family by which it was ours, says whether it still is. The other family says nothing: a host
     * of ours may well have addresses on which we do not listen.
     */
    @ParameterizedTest
    @CsvSource({"A, AAAA, DELIVERED", "AAAA, A, DELIVERED", "A, A, DEFERRED", "AAAA, AAAA, DEFERRED"})
    void whatWasOursIsNotOursAtAnotherAddress(String family, String failing, Outcome.Verdict verdict) throws Exception {
        InetSocketAddress six = new InetSocketAddress("2001:db8::1", 25);
        try (FakeHop equal = new FakeHop((number, heard) -> null);
                FakeDns server = new FakeDns(
                        "away.test. 60 IN MX 10 us.away.test.",
                        "us.away.test. 0 IN A 192.0.2.1",
                        "us.away.test. 0 IN AAAA 2001:db8::1",
                        "then.test. 60 IN MX 10 us.away.test.",
                        "then.test. 60 IN MX 10 equal.away.test.")) {
            place("equal.away.test", equal);
            configuration = bench.with("dns", "{\"servers\": [\"127.0.0.1:" + server.port() + "\"]}")
                    .configuration();
            Dns dns = Dns.of(configuration.dns());
            NextHops hops = new NextHops("mx.relay.test", List.of(family.equals("A") ? OURS : six), dns, places);
            dialling = (address, patience) -> {
                if (address.getPort() == 25) {
                    throw new ConnectException("refused");
                }
                return Dialogue.open(address, patience);
            };
            assertThat(to("away.test", dns, hops)).extracting(Outcome::status).containsExactly("5.4.6");
            server.remove("us.away.test.");
            server.add("us.away.test. 0 IN A 192.0.2.7", "us.away.test. 0 IN AAAA 2001:db8::7");
            server.failing("us.away.test. " + failing);
            assertThat(to("then.test", dns, hops)).extracting(Outcome::verdict).containsExactly(verdict);
        }
    }

    /** A zone that is dead for ever would hold up for ever the mail of those who still list it. */
    @Test
    void whatWasOursIsForgottenAfterADay() throws Exception {
        AtomicLong nanoTime = new AtomicLong();
        try (FakeHop equal = new FakeHop((number, heard) -> null);
                FakeDns server = new FakeDns(
                        "away.test. 60 IN MX 10 us.away.test.",
                        "us.away.test. 0 IN A 192.0.2.1",
                        "then.test. 60 IN MX 10 us.away.test.",
                        "then.test. 60 IN MX 10 equal.away.test.")) {
            place("equal.away.test", equal);
            configuration = bench.with("dns", "{\"servers\": [\"127.0.0.1:" + server.port() + "\"]}")
                    .configuration();
            Dns dns = Dns.of(configuration.dns());
            NextHops hops = new NextHops("mx.relay.test", List.of(OURS), dns, places, nanoTime::get);
            assertThat(to("away.test", dns, hops)).extracting(Outcome::status).containsExactly("5.4.6");
            server.failing("us.away.test.");
            nanoTime.addAndGet(Duration.ofHours(23).toNanos());
            assertThat(to("then.test", dns, hops))
                    .extracting(Outcome::verdict)
                    .containsExactly(Outcome.Verdict.DEFERRED);
            nanoTime.addAndGet(Duration.ofHours(2).toNanos());
            assertThat(to("then.test", dns, hops))
                    .extracting(Outcome::verdict)
                    .containsExactly(Outcome.Verdict.DELIVERED);
        }
    }

    private List<Outcome> to(String domain, Dns dns, NextHops hops) throws Exception {
        Destination.Remote destination = new Destination.Remote(List.of(), domain, TlsDemand.OPPORTUNISTIC);
        try (RemoteDelivery delivery = delivery(lease -> true, destination, dns, hops)) {
            return delivery.deliver(lease()).outcomes();
        }
    }
}
