package dev.mailflow.relay.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.mailflow.relay.FakeDns;
import dev.mailflow.relay.FakeHttps;
import dev.mailflow.relay.RelayBench;
import dev.mailflow.relay.TestPki;
import dev.mailflow.relay.config.RelayConfiguration;
import dev.mailflow.relay.dns.Dns;
import dev.mailflow.relay.published.StsPolicy.Mode;
import dev.mailflow.relay.tls.TlsEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetching and keeping policies (RFC 8461 3.3, 5.1, 10.2), over HTTPS on loopback. */
final class StsPoliciesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final Hand clock = new Hand();
    private TestPki pki;
    private FakeDns dns;
    private FakeHttps https;

    /** A clock that goes when it is told to. */
    private static final class Hand extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @BeforeEach
    void open() throws Exception {
        pki = new TestPki(folder.resolve("pki"));
        dns = new FakeDns();
        https = new FakeHttps(pki.issue("mta-sts.away.test"), policy("enforce", 600));
    }

    @AfterEach
    void close() throws Exception {
        dns.close();
        https.close();
    }

    private static String policy(String mode, long age) {
        return FakeHttps.policy("version: STSv1", "mode: " + mode, "mx: mx.away.test", "max_age: " + age);
    }

    private void publish(String id) throws IOException {
        dns.remove("_mta-sts.away.test.");
        dns.add("_mta-sts.away.test. 0 IN TXT \"v=STSv1; id=" + id + "\"");
    }

    private Dns questions() throws IOException {
        return Dns.of(new RelayConfiguration.Dns(
                List.of(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), dns.port())), Duration.ofSeconds(5)));
    }

    private TlsEngine trusting(TestPki roots) throws Exception {
        try (RelayBench bench = new RelayBench(folder.resolve("relay"))) {
            return TlsEngine.of(bench.with("tls", "{\"trust\": [\"" + roots.authority() + "\"]}")
                    .configuration());
        }
    }

    private PolicyFile file(Duration timeout) throws Exception {
        return new PolicyFile(
                questions(),
                trusting(pki),
                Map.of("mta-sts.away.test", new InetSocketAddress(InetAddress.getByName("127.0.0.1"), https.port())),
                timeout);
    }

    private StsPolicies policies(Duration timeout) throws Exception {
        return new StsPolicies(questions(), file(timeout), Optional.empty(), clock);
    }

    /** Of domains a, b and c, each with its policy of three names. */
    private StsPolicies ofThree(StsPolicies.Bounds bounds) throws Exception {
        https.close();
        https = new FakeHttps(
                pki.issue("mta-sts.a.test", "mta-sts.b.test", "mta-sts.c.test"),
                FakeHttps.policy("version: STSv1", "mode: enforce", "mx: x", "mx: y", "mx: z", "max_age: 600"));
        InetSocketAddress place = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), https.port());
        for (String domain : List.of("a", "b", "c")) {
            dns.add("_mta-sts." + domain + ".test. 60 IN TXT \"v=STSv1; id=1\"");
        }
        PolicyFile file = new PolicyFile(
                questions(),
                trusting(pki),
                Map.of("mta-sts.a.test", place, "mta-sts.b.test", place, "mta-sts.c.test", place));
        return new StsPolicies(questions(), file, Optional.of(kept()), clock, bounds);
    }

    private Path kept() {
        return folder.resolve("mta-sts");
    }

    private List<String> domains() throws IOException {
        return Files.readAllLines(kept()).stream()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"2, 1000", "1000, 6", "1000, 8"})
    void soManyAreKeptAtMost(int mostDomains, int mostNames) throws Exception {
        StsPolicies policies = ofThree(new StsPolicies.Bounds(mostDomains, mostNames));
        policies.of("a.test");
        policies.of("b.test");
        policies.of("a.test");
        policies.of("c.test");
        assertThat(https.requests()).isEqualTo(3);
        assertThat(domains()).containsExactlyInAnyOrder("a.test", "c.test");
        assertThat(mode(policies.of("b.test"))).contains(Mode.ENFORCE);
        assertThat(https.requests()).isEqualTo(4);
        assertThat(domains()).hasSize(2);
    }

    /** Whom one forgets first is the same after a restart. */
    @Test
    void theFileKeepsTheOrder() {
        Map<String, StsPolicies.Kept> written = new LinkedHashMap<>();
        for (int i = 0; i < 50; i++) {
            written.put(
                    "d" + (i * 7 % 50) + ".test",
                    new StsPolicies.Kept(
                            new StsPolicy(Mode.ENFORCE, List.of("mx.test"), Duration.ofDays(1)),
                            "1",
                            clock.now.plus(Duration.ofDays(1))));
        }
        new StsStore(kept()).write(written);
        assertThat(new StsStore(kept()).read(clock.now).keySet()).containsExactlyElementsOf(written.keySet());
    }

    /** As a file of an older version can hold it. */
    @Test
    void boundsHoldOfTheFileToo() throws Exception {
        StsPolicies policies = ofThree(new StsPolicies.Bounds(1000, 9));
        for (String domain : List.of("a.test", "b.test", "c.test")) {
            policies.of(domain);
        }
        StsPolicies later = ofThree(new StsPolicies.Bounds(1000, 6));
        dns.remove("_mta-sts.a.test.");
        dns.remove("_mta-sts.c.test.");
        assertThat(later.of("a.test").policy()).isEmpty();
        assertThat(later.of("c.test").policy()).isPresent();
    }

    @Test
    void whatIsOverIsNotKept() throws Exception {
        StsPolicies policies = ofThree(new StsPolicies.Bounds(1000, 1000));
        policies.of("a.test");
        clock.now = clock.now.plusSeconds(600);
        policies.of("b.test");
        assertThat(domains()).containsExactly("b.test");
    }

    @Test
    void failuresAreRememberedToABound() throws Exception {
        StsPolicies policies = ofThree(new StsPolicies.Bounds(2, 1000));
        https.answer("HTTP/1.1 503 Busy\r\n\r\n");
        for (String domain : List.of("a.test", "b.test", "c.test", "c.test", "a.test")) {
            assertThat(policies.of(domain))
                    .isEqualTo(new StsPolicies.Found(Optional.empty(), StsPolicies.Doubt.THEIRS));
        }
        assertThat(https.requests()).isEqualTo(4);
    }

    /** A hundred messages for one new domain, whether its server has a policy or not. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Timeout(60)
    void whoComesWhileItIsFetchedWaitsForIt(boolean isThere) throws Exception {
        publish("1");
        if (!isThere) {
            https.answer("HTTP/1.1 503 Busy\r\n\r\n");
        }
        https.slowDown();
        StsPolicies policies = policies(PATIENCE);
        ExecutorService crowd = Executors.newCachedThreadPool();
        try {
            List<Future<StsPolicies.Found>> found = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                found.add(crowd.submit(() -> policies.of("away.test")));
            }
            for (Future<StsPolicies.Found> each : found) {
                assertThat(each.get().policy().isPresent()).isEqualTo(isThere);
                assertThat(each.get().doubt()).isEqualTo(isThere ? StsPolicies.Doubt.NONE : StsPolicies.Doubt.THEIRS);
            }
        } finally {
            crowd.shutdownNow();
        }
        assertThat(https.requests()).isEqualTo(1);
    }

    /** A renewed authority counts without a restart, and one that is taken away does not. */
    @Test
    void rootsInForceCount() throws Exception {
        TlsEngine inForce = trusting(new TestPki(folder.resolve("other")));
        PolicyFile file = new PolicyFile(
                questions(),
                inForce,
                Map.of("mta-sts.away.test", new InetSocketAddress(InetAddress.getByName("127.0.0.1"), https.port())));
        assertThatThrownBy(() -> file.fetch("away.test")).isInstanceOf(IOException.class);
        TlsEngine none = trusting(new TestPki(folder.resolve("third")));
        inForce.takeOver(trusting(pki));
        assertThat(file.fetch("away.test").mode()).isEqualTo(Mode.ENFORCE);
        inForce.takeOver(none);
        assertThatThrownBy(() -> file.fetch("away.test")).isInstanceOf(IOException.class);
        assertThat(https.requests()).isEqualTo(1);
    }

    private static Optional<Mode> mode(StsPolicies.Found found) {
        return found.policy().map(StsPolicy::mode);
    }

    @Test
    void keepsAPolicyForItsAgeThoughTheDnsIsGone() throws Exception {
        publish("1");
        StsPolicies policies = policies(PATIENCE);
        assertThat(mode(policies.of("away.test"))).contains(Mode.ENFORCE);
        dns.remove("_mta-sts.away.test.");
        clock.now = clock.now.plusSeconds(599);
        assertThat(mode(policies.of("away.test"))).contains(Mode.ENFORCE);
        clock.now = clock.now.plusSeconds(1);
        assertThat(policies.of("away.test")).isEqualTo(new StsPolicies.Found(Optional.empty(), StsPolicies.Doubt.NONE));
        assertThat(https.requests()).isEqualTo(1);
    }

    @Test
    void fetchesAgainWhenItsAgeIsOver() throws Exception {
        publish("1");
        StsPolicies policies = policies(PATIENCE);
        policies.of("away.test");
        https.answer(policy("testing", 600));
        assertThat(mode(policies.of("away.test"))).contains(Mode.ENFORCE);
        clock.now = clock.now.plusSeconds(600);
        assertThat(mode(policies.of("away.test"))).contains(Mode.TESTING);
        assertThat(https.requests()).isEqualTo(2);
    }

    @Test
    void keepsTheOldOneWhereTheNewOneCannotBeHad() throws Exception {
        publish("1");
        StsPolicies policies = policies(PATIENCE);
        policies.of("away.test");
        publish("2");
        https.answer("HTTP/1.1 503 Busy\r\n\r\n");
        assertThat(mode(policies.of("away.test"))).contains(Mode.ENFORCE);
        assertThat(mode(policies.of("away.test"))).contains(Mode.ENFORCE);
        // RFC 8461 3.3: a failure is not repeated for every message.
        assertThat(https.requests()).isEqualTo(2);
        https.answer(policy("none", 600));
        clock.now = clock.now.plusSeconds(300);
        assertThat(mode(policies.of("away.test"))).contains(Mode.NONE);
    }

    @Test
    void aServerThatDripsIsGivenUp() throws Exception {
        https.answer(policy("enforce", 600) + "x: y\r\n".repeat(1_000));
        https.slowDown();
        assertThatThrownBy(() -> file(Duration.ofSeconds(2)).fetch("away.test")).isInstanceOf(IOException.class);
        publish("1");
        assertThat(policies(Duration.ofSeconds(1)).of("away.test"))
                .isEqualTo(new StsPolicies.Found(Optional.empty(), StsPolicies.Doubt.THEIRS));
    }

    @Test
    void aServerWithoutEndIsGivenUp() throws Exception {
        https.answer("HTTP/1.1 200 OK\r\n" + "X-Field: y\r\n".repeat(2_000) + "\r\n");
        assertThatThrownBy(() -> file(PATIENCE).fetch("away.test")).hasMessageContaining("too long a head");
        https.answer(policy("enforce", 600) + "x: y\r\n".repeat(11_000));
        assertThatThrownBy(() -> file(PATIENCE).fetch("away.test")).hasMessageContaining("larger than 64 KiB");
    }

    @Test
    void aRedirectIsNoPolicy() throws Exception {
        https.answer("HTTP/1.1 301 Moved\r\nLocation: https://mta-sts.away.test/other\r\n\r\n");
        assertThatThrownBy(() -> file(PATIENCE).fetch("away.test")).hasMessageContaining("301");
        assertThat(https.requests()).isEqualTo(1);
    }

    /** The policy of a new id comes while that of the older one is fetched still. */
    @Test
    @Timeout(60)
    void whoKnowsANewerIdDoesNotWaitForTheOlderFile() throws Exception {
        publish("1");
        CountDownLatch gate = new CountDownLatch(1);
        https.holdBack(gate);
        StsPolicies policies = policies(PATIENCE);
        ExecutorService both = Executors.newCachedThreadPool();
        try {
            Future<StsPolicies.Found> older = both.submit(() -> policies.of("away.test"));
            await().until(() -> https.requests() == 1);
            publish("2");
            https.answer(policy("testing", 600));
            Future<StsPolicies.Found> newer = both.submit(() -> policies.of("away.test"));
            await().until(() -> dns.questions() == 2);
            gate.countDown();
            assertThat(mode(older.get())).contains(Mode.ENFORCE);
            assertThat(mode(newer.get())).contains(Mode.TESTING);
        } finally {
            gate.countDown();
            both.shutdownNow();
        }
    }

    /** An octet of the handshake now and then: each wait for one is short, and they have no end. */
    @Test
    @Timeout(60)
    void aServerThatDripsItsHandshakeIsGivenUp() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Thread dripping = new Thread(() -> drip(server), "drip");
            dripping.setDaemon(true);
            dripping.start();
            PolicyFile file = new PolicyFile(
                    questions(),
                    trusting(pki),
                    Map.of("mta-sts.away.test", (InetSocketAddress) server.getLocalSocketAddress()),
                    Duration.ofMillis(400));
            long begun = System.nanoTime();
            assertThatThrownBy(() -> file.fetch("away.test")).hasMessageContaining("too slow");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        }
    }

    /** Twelve seconds of a handshake record of 16 KiB, and no more of it. */
    private static void drip(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write(new byte[] {22, 3, 3, 0x3f, 0});
            for (int i = 0; i < 240; i++) {
                socket.getOutputStream().write(2);
                Thread.sleep(50);
            }
        } catch (IOException e) {
            // Given up, as it should be.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
