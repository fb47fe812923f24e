package dev.mailflow.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.relay.FakeDns;
import dev.mailflow.relay.FakeHop;
import dev.mailflow.relay.RelayBench;
import dev.mailflow.relay.TestPki;
import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.dns.Dns;
import dev.mailflow.relay.mail.Content;
import dev.mailflow.relay.mail.EnvelopeAddress;
import dev.mailflow.relay.mail.NotificationRequest;
import dev.mailflow.relay.metrics.RelayMetrics;
import dev.mailflow.relay.published.PolicyFile;
import dev.mailflow.relay.published.StsPolicies;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.relay.queue.Lease;
import dev.mailflow.relay.queue.Origin;
import dev.mailflow.relay.queue.QueuedMessage;
import dev.mailflow.relay.queue.State;
import dev.mailflow.relay.socket.NoSocket;
import dev.mailflow.relay.time.Deadlines;
import dev.mailflow.relay.tls.TlsEngine;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.TlsDemand;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One attempt, hop by hop. */
final class RemoteDeliveryTest {
    private static final EnvelopeAddress BOB = EnvelopeAddress.of("bob@away.test");

    @TempDir
    Path folder;

    private final Deadlines<Dialogue> deadlines = new Deadlines<>();
    private final Clock clock = Clock.systemUTC();
    private final Map<String, InetSocketAddress> places = new HashMap<>();
    private Connector.Dialling dialling = Dialogue::open;
    private RelayConfiguration configuration;
    private RelayBench bench;
    private TestPki pki;

    @BeforeEach
    void open() throws Exception {
        bench = new RelayBench(folder);
        pki = new TestPki(folder.resolve("pki"));
        configuration = bench.configuration();
    }

    @AfterEach
    void close() {
        deadlines.close();
        bench.close();
    }

    private RemoteDelivery delivery(Predicate<Lease> holds, String... hosts) throws Exception {
        return delivery(
                holds,
                new Destination.Remote(
                        Arrays.stream(hosts).map(host -> new NextHop(host, 25)).toList(), "", TlsDemand.OPPORTUNISTIC));
    }

    private RemoteDelivery delivery(Predicate<Lease> holds, Destination.Remote destination) throws Exception {
        Dns dns = Dns.of(configuration.dns());
        return delivery(holds, destination, dns, new NextHops("mx.relay.test", List.of(), dns, places));
    }

    private RemoteDelivery delivery(Predicate<Lease> holds, Destination.Remote destination, Dns dns, NextHops hops)
            throws Exception {
        return new RemoteDelivery(
                new Connector(
                        "mx.relay.test",
                        TlsEngine.of(configuration),
                        Duration.ofSeconds(5),
                        deadlines,
                        holds,
                        dialling),
                hops,
                new PublishedDemands(
                        dns,
                        new StsPolicies(
                                dns,
                                new PolicyFile(dns, TlsEngine.of(configuration), configuration.hosts()),
                                Optional.empty(),
                                clock)),
                destination,
                configuration.queue().attempt(),
                new TlsTally(new RelayMetrics(), clock),
                () -> {});
    }

    private RemoteDelivery.Attempt attempt(Predicate<Lease> holds, String... hosts) throws Exception {
        try (RemoteDelivery delivery = delivery(holds, hosts)) {
            return delivery.deliver(lease());
        }
    }

    private static Lease lease() {
        return new Lease(
                1,
                "id",
                Optional.empty(),
                QueuedMessage.Form.SEVEN_BIT,
                Instant.EPOCH,
                new Content.InMemory("\r\nsecret\r\n".getBytes(StandardCharsets.US_ASCII)),
                "away",
                new Destination.Local(),
                "out",
                List.of(BOB),
                0,
                "",
                State.DUE,
                NotificationRequest.NONE,
                false,
                Origin.UNKNOWN);
    }

    private void place(String host, FakeHop hop) {
        places.put(host, new InetSocketAddress("127.0.0.1", hop.port()));
    }

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

    /** Thirty exchangers of one domain, all at one place. */
    private RemoteDelivery.Attempt toThirtyExchangers(FakeHop hop, String queue) throws Exception {
        String[] records = new String[30];
        for (int i = 0; i < records.length; i++) {
            records[i] = "many.test. 60 IN MX " + i + " h" + i + ".many.test.";
            place("h" + i + ".many.test", hop);
        }
        try (FakeDns dns = new FakeDns(records)) {
            configuration = bench.with("dns", "{\"servers\": [\"127.0.0.1:" + dns.port() + "\"]}")
                    .with("queue", queue)
                    .configuration();
            try (RemoteDelivery delivery =
                    delivery(lease -> true, new Destination.Remote(List.of(), "many.test", TlsDemand.OPPORTUNISTIC))) {
                return delivery.deliver(lease());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"greeting,421 4.3.2 down,5", "RCPT TO:<bob@away.test>,450 4.2.0 later,2"})
    void aDomainWithManyExchangersHasNotManyAttempts(String command, String reply, int connections) throws Exception {
        try (FakeHop hop = new FakeHop((number, heard) -> heard.equals(command) ? reply : null)) {
            RemoteDelivery.Attempt attempt = toThirtyExchangers(hop, "{\"folder\": \"queue\"}");
            assertThat(attempt.outcomes()).extracting(Outcome::verdict).containsExactly(Outcome.Verdict.DEFERRED);
            assertThat(attempt.outcomes().get(0).diagnostic()).contains(reply);
            assertThat(hop.connections()).isEqualTo(connections);
        }
    }

    /** One lives among thirty, and by preference it is the last; once it was found it is asked first. */
    @Test
    void everyExchangerOfManyGetsItsTurn() throws Exception {
        String[] records = new String[30];
        try (FakeHop dead = new FakeHop((number, heard) -> heard.equals("greeting") ? "421 4.3.2 down" : null);
                FakeHop living = new FakeHop((number, heard) -> null)) {
            for (int i = 0; i < records.length; i++) {
                records[i] = "many.test. 60 IN MX " + i + " h" + i + ".many.test.";
                place("h" + i + ".many.test", i < 29 ? dead : living);
            }
            try (FakeDns server = new FakeDns(records)) {
                configuration = bench.with("dns", "{\"servers\": [\"127.0.0.1:" + server.port() + "\"]}")
                        .configuration();
                Dns dns = Dns.of(configuration.dns());
                NextHops hops = new NextHops("mx.relay.test", List.of(), dns, places);
                for (int attempt = 1; attempt <= 7; attempt++) {
                    Destination.Remote destination =
                            new Destination.Remote(List.of(), "many.test", TlsDemand.OPPORTUNISTIC);
                    try (RemoteDelivery delivery = delivery(lease -> true, destination, dns, hops)) {
                        assertThat(delivery.deliver(lease()).outcomes())
                                .as("attempt %s", attempt)
                                .extracting(Outcome::verdict)
                                .containsExactly(attempt < 6 ? Outcome.Verdict.DEFERRED : Outcome.Verdict.DELIVERED);
                    }
                }
                assertThat(dead.connections()).isEqualTo(29);
                assertThat(living.connections()).isEqualTo(2);
            }
        }
    }

    /** Exchangers of many.test that nobody can connect to, but for those that are placed elsewhere. */
    private static String[] sevenUnreachable() {
        String[] records = new String[14];
        for (int i = 0; i < 7; i++) {
            records[2 * i] = "many.test. 60 IN MX " + i + " h" + i + ".many.test.";
            records[2 * i + 1] = "h" + i + ".many.test. 60 IN A 224.0.0.10" + i;
        }
        return records;
    }

    /** To connect to a group of hosts fails at once and without a word of theirs, as everything does in an outage of our network. */
    @Test
    void afterAnOutageThePreferredHaveTheirPlaceAgain() throws Exception {
        String[] records = sevenUnreachable();
        try (FakeHop living = new FakeHop((number, heard) -> null);
                FakeHop refusing = new FakeHop((number, heard) -> heard.equals("greeting") ? "421 4.3.2 down" : null)) {
            place("h6.many.test", living);
            assertThat(firstAfterAnAttempt(records)).isEqualTo("h0.many.test");
            place("h1.many.test", refusing);
            assertThat(firstAfterAnAttempt(records)).isEqualTo("h6.many.test");
        }
    }

    /** Of seven one is down; that we could not call the others is no word of theirs, though somebody else was heard. */
    @Test
    void whoWasNotCalledForWantOfFilesKeepsItsPlace() throws Exception {
        String[] records = sevenUnreachable();
        try (FakeHop living = new FakeHop((number, heard) -> null);
                FakeHop refusing = new FakeHop((number, heard) -> heard.equals("greeting") ? "421 4.3.2 down" : null)) {
            place("h1.many.test", refusing);
            place("h5.many.test", living);
            dialling = (address, patience) -> {
                if (address.getAddress().isMulticastAddress()) {
                    throw new NoSocket("Too many open files");
                }
                return Dialogue.open(address, patience);
            };
            assertThat(firstAfterAnAttempt(records)).isEqualTo("h0.many.test");
        }
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
                    throw new NoSocket("Too many open files");
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

    /** Who is asked first after an attempt that asks five and one that finds somebody. */
    private String firstAfterAnAttempt(String... records) throws Exception {
        try (FakeDns server = new FakeDns(records)) {
            configuration = bench.with("dns", "{\"servers\": [\"127.0.0.1:" + server.port() + "\"]}")
                    .configuration();
            Dns dns = Dns.of(configuration.dns());
            NextHops hops = new NextHops("mx.relay.test", List.of(), dns, places);
            Destination.Remote destination = new Destination.Remote(List.of(), "many.test", TlsDemand.OPPORTUNISTIC);
            for (Outcome.Verdict verdict : List.of(Outcome.Verdict.DEFERRED, Outcome.Verdict.DELIVERED)) {
                try (RemoteDelivery delivery = delivery(lease -> true, destination, dns, hops)) {
                    assertThat(delivery.deliver(lease()).outcomes())
                            .extracting(Outcome::verdict)
                            .containsExactly(verdict);
                }
            }
            return hops.plan(destination).hops().get(0).host();
        }
    }

    /** To connect to a group of hosts fails at once, wherever this runs. */
    @Test
    void aDeadExchangerWithManyAddressesDoesNotHideTheNext() throws Exception {
        try (FakeHop hop = new FakeHop((number, heard) -> null);
                FakeDns dns = new FakeDns(
                        "away.test. 60 IN MX 10 dead.test.",
                        "away.test. 60 IN MX 20 backup.test.",
                        "dead.test. 60 IN A 224.0.0.101",
                        "dead.test. 60 IN A 224.0.0.102",
                        "dead.test. 60 IN A 224.0.0.103",
                        "dead.test. 60 IN A 224.0.0.104",
                        "dead.test. 60 IN A 224.0.0.105",
                        "dead.test. 60 IN A 224.0.0.106")) {
            place("backup.test", hop);
            configuration = bench.with("dns", "{\"servers\": [\"127.0.0.1:" + dns.port() + "\"]}")
                    .configuration();
            try (RemoteDelivery delivery =
                    delivery(lease -> true, new Destination.Remote(List.of(), "away.test", TlsDemand.OPPORTUNISTIC))) {
                assertThat(delivery.deliver(lease()).outcomes())
                        .extracting(Outcome::verdict)
                        .containsExactly(Outcome.Verdict.DELIVERED);
            }
        }
    }

    /** Of a stranger it would be mischief to name an address of loopback where a server of ours listens. */
    @Test
    void whereTheAdministratorPlacesAHostIsNoLoop() throws Exception {
        Destination.Remote destination = new Destination.Remote(List.of(), "away.test", TlsDemand.OPPORTUNISTIC);
        try (FakeHop hop = new FakeHop((number, heard) -> null);
                FakeDns server = new FakeDns("away.test. 60 IN MX 10 mx.away.test.")) {
            place("mx.away.test", hop);
            configuration = bench.with("dns", "{\"servers\": [\"127.0.0.1:" + server.port() + "\"]}")
                    .configuration();
            Dns dns = Dns.of(configuration.dns());
            List<InetSocketAddress> own = List.of(new InetSocketAddress("127.0.0.2", hop.port()));
            NextHops hops = new NextHops("mx.relay.test", own, dns, places);
            try (RemoteDelivery delivery = delivery(lease -> true, destination, dns, hops)) {
                assertThat(delivery.deliver(lease()).outcomes())
                        .extracting(Outcome::verdict)
                        .containsExactly(Outcome.Verdict.DELIVERED);
            }
        }
    }

    @Test
    void howManyIsSaidInTheConfiguration() throws Exception {
        try (FakeHop hop = new FakeHop((number, heard) -> heard.equals("greeting") ? "421 4.3.2 down" : null)) {
            toThirtyExchangers(hop, "{\"folder\": \"queue\", \"addressesPerAttempt\": 7}");
            assertThat(hop.connections()).isEqualTo(7);
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

    /** The first that stands still has what time there is; without a deadline each of five would have had five minutes. */
    @Test
    @Timeout(120)
    void anAttemptDoesNotWaitForEver() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (FakeHop hop = new FakeHop(FakeHop.silentUntil(gate))) {
            RemoteDelivery.Attempt attempt = toThirtyExchangers(
                    hop, "{\"folder\": \"queue\", \"attemptTimeout\": \"300ms\", \"connectTimeout\": \"300ms\"}");
            assertThat(attempt.outcomes().get(0).diagnostic()).contains("timed out");
            assertThat(hop.connections()).isEqualTo(1);
        } finally {
            gate.countDown();
        }
    }

    /** The preferred one is in doubt after an outage, answers 450, and another takes the mail. */
    @Test
    void whoAnswersHasItsPlaceThoughAnotherTookTheMail() throws Exception {
        String[] records = sevenUnreachable();
        try (FakeHop living = new FakeHop((number, heard) -> null);
                FakeHop busy = new FakeHop((number, heard) -> heard.startsWith("RCPT") ? "450 4.2.0 later" : null)) {
            place("h0.many.test", busy);
            place("h6.many.test", living);
            try (FakeDns server = new FakeDns(records)) {
                configuration = bench.with("dns", "{\"servers\": [\"127.0.0.1:" + server.port() + "\"]}")
                        .configuration();
                NextHops hops = new NextHops("mx.relay.test", List.of(), Dns.of(configuration.dns()), places);
                Destination.Remote destination =
                        new Destination.Remote(List.of(), "many.test", TlsDemand.OPPORTUNISTIC);
                Set<String> silent = IntStream.range(0, 6)
                        .mapToObj(i -> "h" + i + ".many.test")
                        .collect(Collectors.toSet());
                hops.note(destination, new Turns.Course(silent, List.of(), true, false));
                hops.note(destination, new Turns.Course(Set.of(), List.of("h6.many.test"), true, true));
                try (RemoteDelivery delivery =
                        delivery(lease -> true, destination, Dns.of(configuration.dns()), hops)) {
                    assertThat(delivery.deliver(lease()).outcomes())
                            .extracting(Outcome::verdict)
                            .containsExactly(Outcome.Verdict.DELIVERED);
                }
                assertThat(busy.connections()).isEqualTo(1);
                assertThat(hops.plan(destination).hops().get(0).host()).isEqualTo("h0.many.test");
            }
        }
    }
}
