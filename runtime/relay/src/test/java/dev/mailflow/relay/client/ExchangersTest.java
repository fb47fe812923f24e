package dev.mailflow.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.relay.FakeDns;
import dev.mailflow.relay.FakeHop;
import dev.mailflow.relay.dns.Dns;
import dev.mailflow.relay.queue.Destination;
import dev.mailflow.relay.socket.OwnFailure;
import dev.mailflow.runtime.TlsDemand;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One attempt at a domain with exchangers, of which there may be many. */
final class ExchangersTest extends OneAttempt {
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
                    throw new OwnFailure("Too many open files");
                }
                return Dialogue.open(address, patience);
            };
            assertThat(firstAfterAnAttempt(records)).isEqualTo("h0.many.test");
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
