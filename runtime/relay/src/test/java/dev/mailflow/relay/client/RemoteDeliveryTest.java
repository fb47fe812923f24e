package dev.mailflow.relay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.mailflow.relay.FakeDns;
import dev.mailflow.relay.FakeHop;
import dev.mailflow.relay.RelayBench;
import dev.mailflow.relay.TestPki;
import dev.mailflow.relay.dns.Dns;
import dev.mailflow.relay.dns.MailHosts;
import dev.mailflow.relay.mail.NotificationRequest.Passage;
import dev.mailflow.relay.published.PolicyFile;
import dev.mailflow.relay.published.StsPolicies;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.relay.queue.Lease;
import dev.mailflow.relay.socket.OwnFailure;
import dev.mailflow.relay.tls.TlsEngine;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.TlsDemand.DestinationPolicy;
import dev.mailflow.runtime.TlsVersion;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One attempt, hop by hop. */
final class RemoteDeliveryTest extends OneAttempt {
    /** Not every name that the DNS gives can be said in a handshake. */
    @Test
    void aHostWithAnUnderscoreIsServedOverTls() throws Exception {
        TestPki.Issued shown = pki.issue("other.test");
        TlsEngine tls;
        try (RelayBench owner = new RelayBench(folder.resolve("hop"))) {
            tls = TlsEngine.of(owner.with(
                            "tls",
                            "{\"key\": \"" + shown.key() + "\", \"certificate\": \"" + shown.certificate() + "\"}")
                    .configuration());
        }
        try (FakeHop hop = new FakeHop(Optional.of(tls), (number, command) -> null)) {
            place("m_x.away.test", hop);
            RemoteDelivery.Attempt attempt = attempt(lease -> true, "m_x.away.test");
            assertThat(attempt.outcomes()).extracting(Outcome::verdict).containsExactly(Outcome.Verdict.DELIVERED);
            assertThat(attempt.tls()).startsWith("1.");
            assertThat(hop.heard()).contains("STARTTLS", "secret");
        }
    }

    @Test
    void afterAMistakeOfOursTheNextHopIsTried() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (FakeHop first = new FakeHop((number, command) -> null);
                FakeHop second = new FakeHop((number, command) -> null)) {
            place("first.test", first);
            place("second.test", second);
            Predicate<Lease> faultyOnce = lease -> {
                if (asked.getAndIncrement() == 0) {
                    throw new IllegalStateException("a mistake");
                }
                return true;
            };
            assertThat(attempt(faultyOnce, "first.test", "second.test").outcomes())
                    .extracting(Outcome::verdict)
                    .containsExactly(Outcome.Verdict.DELIVERED);
            assertThat(first.heard()).doesNotContain(".");
            assertThat(second.heard()).contains("secret", ".");
        }
    }

    @Test
    void hopsWithoutChunksAreRememberedToABound() throws Exception {
        Connector connector = new Connector(
                "mx.relay.test", TlsEngine.of(configuration), Duration.ofSeconds(5), deadlines, lease -> true);
        for (int i = 0; i < 10_100; i++) {
            connector.noteWithoutChunks("h" + i + ".test[192.0.2.1]:25");
        }
        assertThat(connector.withoutChunks()).isEqualTo(10_000);
    }

    /** For want of files nobody was called, which says nothing about the destination; a refusal by one of two does. */
    @Test
    void whatWasOursAloneIsNotHeldAgainstTheDestination() throws Exception {
        try (FakeHop first = new FakeHop((number, heard) -> null);
                FakeHop down = new FakeHop((number, heard) -> heard.equals("greeting") ? "421 4.3.2 down" : null)) {
            place("first.test", first);
            place("second.test", down);
            dialling = (address, patience) -> {
                if (address.getPort() == first.port()) {
                    throw new OwnFailure("Too many open files");
                }
                return Dialogue.open(address, patience);
            };
            RemoteDelivery.Attempt ours = attempt(lease -> true, "first.test");
            assertThat(ours.outcomes()).extracting(Outcome::reason).containsExactly("no socket to be had");
            assertThat(ours.isUnreachable()).isFalse();
            assertThat(ours.isOurs()).isTrue();
            RemoteDelivery.Attempt theirs = attempt(lease -> true, "second.test", "first.test");
            assertThat(theirs.isUnreachable()).isTrue();
            assertThat(theirs.isOurs()).isFalse();
        }
    }

    @Test
    void hostsThatThePolicyNamesAreAllTried() throws Exception {
        try (FakeHop hop = new FakeHop((number, heard) -> heard.equals("greeting") ? "421 4.3.2 down" : null)) {
            String[] hosts = new String[8];
            for (int i = 0; i < hosts.length; i++) {
                hosts[i] = "h" + i + ".test";
                place(hosts[i], hop);
            }
            assertThat(attempt(lease -> true, hosts).isUnreachable()).isTrue();
            assertThat(hop.connections()).isEqualTo(8);
        }
    }

    /** Nobody listens where the resolver should be: that is no fault of whoever is to get the mail. */
    @Test
    void aDnsThatCannotBeAskedIsNotHeldAgainstTheDestination() throws Exception {
        Destination.Remote domain = new Destination.Remote(List.of(), "away.test", TlsDemand.OPPORTUNISTIC);
        try (RemoteDelivery byMx = delivery(lease -> true, domain);
                RemoteDelivery byName = delivery(lease -> true, "mx.away.test");
                FakeHop down = new FakeHop((number, heard) -> heard.equals("greeting") ? "421 4.3.2 down" : null)) {
            for (RemoteDelivery each : List.of(byMx, byName)) {
                RemoteDelivery.Attempt attempt = each.deliver(lease());
                assertThat(attempt.outcomes()).extracting(Outcome::verdict).containsExactly(Outcome.Verdict.DEFERRED);
                assertThat(attempt.outcomes()).extracting(Outcome::status).containsExactly("4.4.3");
                assertThat(attempt.outcomes().get(0).diagnostic()).contains("cannot be asked for");
                assertThat(attempt.isOurs()).isTrue();
                assertThat(attempt.isUnreachable()).isFalse();
            }
            place("down.test", down);
            assertThat(attempt(lease -> true, "down.test", "mx.away.test").isUnreachable())
                    .isTrue();
        }
    }

    /** Whoever can keep one of two answers from us must not have the mail in plain text by it. */
    @ParameterizedTest
    @ValueSource(strings = {"", "mx.away.test. A", "mx.away.test. AAAA"})
    void halfAnAnswerDoesNotSwitchDaneOff(String failing) throws Exception {
        try (FakeHop plain = new FakeHop((number, heard) -> null);
                FakeDns server = new FakeDns(
                                "away.test. 60 IN MX 10 alias.away.test.",
                                "alias.away.test. 60 IN CNAME mx.away.test.",
                                "mx.away.test. 60 IN A 192.0.2.5",
                                "mx.away.test. 60 IN AAAA 2001:db8::5",
                                "_25._tcp.mx.away.test. 60 IN TLSA 3 1 1 " + "00".repeat(32))
                        .validating()
                        .failing(failing)) {
            dialling = (address, patience) -> Dialogue.open(new InetSocketAddress("127.0.0.1", plain.port()), patience);
            configuration = bench.with("dns", "{\"servers\": [\"127.0.0.1:" + server.port() + "\"]}")
                    .configuration();
            TlsDemand demand = new TlsDemand(
                    TlsDemand.Level.OPPORTUNISTIC,
                    TlsVersion.NONE,
                    List.of(),
                    List.of(),
                    DestinationPolicy.OFF,
                    DestinationPolicy.WHEN_PUBLISHED);
            try (RemoteDelivery delivery =
                    delivery(lease -> true, new Destination.Remote(List.of(), "away.test", demand))) {
                assertThat(delivery.deliver(lease()).outcomes())
                        .extracting(Outcome::diagnostic)
                        .first(STRING)
                        .contains("does not offer STARTTLS");
            }
            assertThat(plain.heard()).doesNotContain("secret");
        }
    }

    /** What a connector demands of the destination's own word cannot be known then, which is no lack of the destination's. */
    @ParameterizedTest
    @CsvSource({"REQUIRED, OFF", "OFF, REQUIRED"})
    void demandsThatCannotBeAskedAboutAreNotHeldAgainstTheDestination(DestinationPolicy mtaSts, DestinationPolicy dane)
            throws Exception {
        try (FakeHop hop = new FakeHop((number, heard) -> null)) {
            TlsDemand demand =
                    new TlsDemand(TlsDemand.Level.OPPORTUNISTIC, TlsVersion.NONE, List.of(), List.of(), mtaSts, dane);
            NextHops.Addresses addresses = new NextHops.Addresses(
                    List.of(new InetSocketAddress("127.0.0.1", hop.port())),
                    "mx.away.test",
                    true,
                    MailHosts.Status.FOUND);
            Dns dns = Dns.of(configuration.dns());
            PublishedDemands published = new PublishedDemands(
                    dns,
                    new StsPolicies(
                            dns, new PolicyFile(dns, TlsEngine.of(configuration), Map.of()), Optional.empty(), clock));
            NextHop host = new NextHop("mx.away.test", 25);
            assertThatExceptionOfType(HopFailure.class)
                    .isThrownBy(() -> published.of(
                            new Destination.Remote(List.of(), "away.test", demand),
                            new NextHops.Plan(List.of(host), Optional.empty(), true),
                            host,
                            addresses,
                            Passage.ANY))
                    .satisfies(failure -> assertThat(failure.kind()).isEqualTo(HopFailure.Kind.OURS));
        }
    }
}
