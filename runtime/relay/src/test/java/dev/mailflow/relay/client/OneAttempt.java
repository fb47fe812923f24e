package dev.mailflow.relay.client;

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
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** For tests of one attempt at a time, to hosts that stand where the test places them. */
abstract class OneAttempt {
    static final EnvelopeAddress BOB = EnvelopeAddress.of("bob@away.test");

    @TempDir
    Path folder;

    final Deadlines<Dialogue> deadlines = new Deadlines<>();
    final Clock clock = Clock.systemUTC();
    final Map<String, InetSocketAddress> places = new HashMap<>();
    Connector.Dialling dialling = Dialogue::open;
    RelayConfiguration configuration;
    RelayBench bench;
    TestPki pki;

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

    RemoteDelivery delivery(Predicate<Lease> holds, String... hosts) throws Exception {
        return delivery(
                holds,
                new Destination.Remote(
                        Arrays.stream(hosts).map(host -> new NextHop(host, 25)).toList(), "", TlsDemand.OPPORTUNISTIC));
    }

    RemoteDelivery delivery(Predicate<Lease> holds, Destination.Remote destination) throws Exception {
        Dns dns = Dns.of(configuration.dns());
        return delivery(holds, destination, dns, new NextHops("mx.relay.test", List.of(), dns, places));
    }

    RemoteDelivery delivery(Predicate<Lease> holds, Destination.Remote destination, Dns dns, NextHops hops)
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

    RemoteDelivery.Attempt attempt(Predicate<Lease> holds, String... hosts) throws Exception {
        try (RemoteDelivery delivery = delivery(holds, hosts)) {
            return delivery.deliver(lease());
        }
    }

    static Lease lease() {
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

    void place(String host, FakeHop hop) {
        places.put(host, new InetSocketAddress("127.0.0.1", hop.port()));
    }
}
