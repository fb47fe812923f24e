package dev.mailflow.relay.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.relay.FakeDns;
import dev.mailflow.relay.MailLogLines;
import dev.mailflow.relay.config.RelayConfiguration;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Aliases, absences and whose word about validation is taken. */
final class QuestionsTest {
    private static Dns dns(FakeDns server) throws Exception {
        return Dns.of(new RelayConfiguration.Dns(
                List.of(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), server.port())),
                Duration.ofSeconds(2)));
    }

    @Test
    void followsAliases() throws Exception {
        try (FakeDns server = new FakeDns(
                "alias.test. 60 IN CNAME other.test.",
                "other.test. 60 IN CNAME real.test.",
                "real.test. 60 IN A 127.0.0.9",
                "ring.test. 60 IN CNAME ring2.test.",
                "ring2.test. 60 IN CNAME ring.test.")) {
            HostAddresses found = dns(server).hostAddresses("alias.test");
            assertThat(found.addresses()).containsExactly(InetAddress.getByName("127.0.0.9"));
            assertThat(found.canonicalName()).isEqualTo("real.test");
            assertThat(dns(server).hostAddresses("ring.test").status()).isEqualTo(MailHosts.Status.TRY_AGAIN);
        }
    }

    /** Whoever tries the first five has both families, however many addresses one of them has. */
    @Test
    void theFamiliesTakeTurns() throws Exception {
        try (FakeDns server = new FakeDns(
                "a.test. 60 IN AAAA 100::1",
                "a.test. 60 IN AAAA 100::2",
                "a.test. 60 IN AAAA 100::3",
                "a.test. 60 IN AAAA 100::4",
                "a.test. 60 IN AAAA 100::5",
                "a.test. 60 IN AAAA 100::6",
                "a.test. 60 IN A 127.0.0.9",
                "b.test. 60 IN A 127.0.0.7",
                "b.test. 60 IN A 127.0.0.8",
                "b.test. 60 IN AAAA 100::7")) {
            List<InetAddress> many = dns(server).hostAddresses("a.test").addresses();
            assertThat(many).hasSize(7).doesNotHaveDuplicates();
            assertThat(many.get(1)).isEqualTo(InetAddress.getByName("127.0.0.9"));
            assertThat(dns(server).hostAddresses("b.test").addresses())
                    .hasSize(3)
                    .startsWith(InetAddress.getByName("100::7"));
        }
    }

    @Test
    void tellsAbsenceFromFailure() throws Exception {
        try (FakeDns server = new FakeDns("there.test. 60 IN TXT x")) {
            assertThat(dns(server).hostAddresses("there.test").status()).isEqualTo(MailHosts.Status.FOUND);
            assertThat(dns(server).hostAddresses("there.test").addresses()).isEmpty();
            assertThat(dns(server).hostAddresses("broken.test").status()).isEqualTo(MailHosts.Status.TRY_AGAIN);
            assertThat(dns(server).exchangers("there.test").hosts())
                    .containsExactly(new MailHosts.Exchanger(0, "there.test"));
            assertThat(dns(server).exchangers("gone.test").status()).isEqualTo(MailHosts.Status.NO_DOMAIN);
            assertThat(dns(server).exchangers("broken.test").status()).isEqualTo(MailHosts.Status.TRY_AGAIN);
        }
    }

    @Test
    void keepsAnswers() throws Exception {
        try (FakeDns server = new FakeDns("a.test. 60 IN A 127.0.0.9")) {
            Dns dns = dns(server);
            dns.hostAddresses("a.test");
            server.failAll();
            assertThat(dns.hostAddresses("a.test").addresses()).hasSize(1);
        }
    }

    /** A thousand messages for a domain whose servers are silent must not each wait for them (RFC 2308 7). */
    @ParameterizedTest
    @CsvSource({"0,1", "12,12", "50,30"})
    void keepsFailuresForAsLongAsTheyTook(long seconds, long kept) throws Exception {
        try (FakeDns server = new FakeDns("b.test. 60 IN A 127.0.0.9").failing("b.test.")) {
            AtomicLong now = new AtomicLong();
            Resolver slow = new SimpleResolver(new InetSocketAddress("127.0.0.1", server.port())) {
                @Override
                public Message send(Message query) throws IOException {
                    now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
                    return super.send(query);
                }
            };
            Questions questions = new Questions(
                    slow, Questions.Validation.UNTRUSTED, slow.getTimeout(), now::get, new Answers.Bounds(10, 1 << 20));
            assertThat(questions.ask("b.test", Type.A).status()).isEqualTo(MailHosts.Status.TRY_AGAIN);
            int asked = server.questions();
            server.recover();
            now.addAndGet(TimeUnit.SECONDS.toNanos(kept) - 1);
            assertThat(questions.ask("b.test", Type.A).status()).isEqualTo(MailHosts.Status.TRY_AGAIN);
            assertThat(server.questions()).isEqualTo(asked);
            now.incrementAndGet();
            assertThat(questions.ask("b.test", Type.A).status()).isEqualTo(MailHosts.Status.FOUND);
        }
    }

    /** The question of one is lost, and another that was too impatient to wait for it had an answer. */
    @Test
    void aFailureDoesNotReplaceWhatAnotherLearntMeanwhile() throws Exception {
        try (FakeDns server = new FakeDns("b.test. 60 IN A 127.0.0.9")) {
            CompletableFuture<Questions> questions = new CompletableFuture<>();
            AtomicBoolean isLost = new AtomicBoolean(true);
            Resolver losing = new SimpleResolver(new InetSocketAddress("127.0.0.1", server.port())) {
                @Override
                public Message send(Message query) throws IOException {
                    if (isLost.getAndSet(false)) {
                        assertThat(questions.join().ask("b.test", Type.A).status())
                                .isEqualTo(MailHosts.Status.FOUND);
                        throw new SocketTimeoutException("lost");
                    }
                    return super.send(query);
                }
            };
            losing.setTimeout(Duration.ofMillis(100));
            questions.complete(new Questions(losing, Questions.Validation.UNTRUSTED));
            assertThat(questions.join().ask("b.test", Type.A).status()).isEqualTo(MailHosts.Status.FOUND);
            assertThat(questions.join().ask("b.test", Type.A).status()).isEqualTo(MailHosts.Status.FOUND);
            assertThat(server.questions()).isEqualTo(1);
        }
    }

    /** A hundred messages for one new domain. */
    @Test
    @Timeout(60)
    void whoComesWhileItIsAskedWaitsForTheAnswer() throws Exception {
        try (FakeDns server = new FakeDns("b.test. 60 IN A 127.0.0.9").failing("broken.test.")) {
            CountDownLatch gate = new CountDownLatch(1);
            Resolver slow = new SimpleResolver(new InetSocketAddress("127.0.0.1", server.port())) {
                @Override
                public Message send(Message query) throws IOException {
                    await(gate);
                    return super.send(query);
                }
            };
            slow.setTimeout(Duration.ofSeconds(30));
            Questions questions = new Questions(slow, Questions.Validation.UNTRUSTED);
            ExecutorService crowd = Executors.newCachedThreadPool();
            try {
                for (String name : List.of("b.test", "broken.test")) {
                    List<Future<Answer>> answers = new ArrayList<>();
                    int before = server.questions();
                    for (int i = 0; i < 100; i++) {
                        answers.add(crowd.submit(() -> questions.ask(name, Type.A)));
                    }
                    gate.countDown();
                    for (Future<Answer> answer : answers) {
                        assertThat(answer.get().status())
                                .isEqualTo(name.equals("b.test") ? MailHosts.Status.FOUND : MailHosts.Status.TRY_AGAIN);
                    }
                    assertThat(server.questions() - before).as(name).isEqualTo(1);
                }
            } finally {
                crowd.shutdownNow();
            }
        }
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whoever is stopped in the middle of a question has learnt nothing about it. */
    @Test
    void anInterruptionIsNoFailureOfTheDns() throws Exception {
        try (FakeDns server = new FakeDns("b.test. 60 IN A 127.0.0.9")) {
            AtomicBoolean isStopped = new AtomicBoolean(true);
            Resolver stopped = new SimpleResolver(new InetSocketAddress("127.0.0.1", server.port())) {
                @Override
                public Message send(Message query) throws IOException {
                    if (isStopped.getAndSet(false)) {
                        Thread.currentThread().interrupt();
                        throw new InterruptedIOException();
                    }
                    return super.send(query);
                }
            };
            Questions questions = new Questions(stopped, Questions.Validation.UNTRUSTED);
            assertThat(questions.ask("b.test", Type.A).status()).isEqualTo(MailHosts.Status.TRY_AGAIN);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(questions.ask("b.test", Type.A).status()).isEqualTo(MailHosts.Status.FOUND);
        }
    }

    /** No file for a socket, no way to the resolver, or nobody there: the name asked about has nothing to do with it. */
    @Test
    void whatDidNotReachTheResolverIsNoFailureOfTheName() throws Exception {
        try (FakeDns server = new FakeDns("b.test. 60 IN A 127.0.0.9")) {
            Queue<IOException> failures = new ArrayDeque<>(List.of(
                    new SocketException("Zu viele offene Dateien"),
                    // As dnsjava, and the system of its selectors, have it.
                    new IOException("No available source port found")));
            Resolver full = new SimpleResolver(new InetSocketAddress("127.0.0.1", server.port())) {
                @Override
                public Message send(Message query) throws IOException {
                    IOException failure = failures.poll();
                    if (failure != null) {
                        throw failure;
                    }
                    return super.send(query);
                }
            };
            Questions questions = new Questions(full, Questions.Validation.UNTRUSTED);
            assertThat(questions.ask("b.test", Type.A).status()).isEqualTo(MailHosts.Status.UNASKED);
            assertThat(questions.ask("b.test", Type.A).status()).isEqualTo(MailHosts.Status.UNASKED);
            assertThat(questions.ask("b.test", Type.A).status()).isEqualTo(MailHosts.Status.FOUND);
        }
        Dns nobody = Dns.of(new RelayConfiguration.Dns(
                List.of(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 9)), Duration.ofSeconds(5)));
        try (MailLogLines log = MailLogLines.of(Questions.class)) {
            assertThat(nobody.exchangers("b.test").status()).isEqualTo(MailHosts.Status.UNASKED);
            assertThat(log.of("dns-unasked"))
                    .containsExactly(
                            "event=dns-unasked name=b.test. type=MX reason=\"java.net.PortUnreachableException\"");
        }
        assertThat(nobody.hostAddresses("b.test").status()).isEqualTo(MailHosts.Status.UNASKED);
        assertThat(nobody.tlsa("b.test", 25).status()).isEqualTo(MailHosts.Status.UNASKED);
        assertThat(nobody.texts("b.test").status()).isEqualTo(MailHosts.Status.UNASKED);
    }

    /** One server is not there, and the other was silent as where the domain's servers are: in whatever order, every message would wait. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSilentServerBesideOneThatIsNotThereWasAsked(boolean isSilentFirst) throws Exception {
        try (FakeDns silent = new FakeDns().losing(Integer.MAX_VALUE)) {
            InetAddress loopback = InetAddress.getByName("127.0.0.1");
            List<InetSocketAddress> servers = new ArrayList<>(
                    List.of(new InetSocketAddress(loopback, silent.port()), new InetSocketAddress(loopback, 9)));
            if (!isSilentFirst) {
                Collections.reverse(servers);
            }
            Dns dns = Dns.of(new RelayConfiguration.Dns(servers, Duration.ofSeconds(2)));
            assertThat(dns.exchangers("b.test").status()).isEqualTo(MailHosts.Status.TRY_AGAIN);
            int asked = silent.questions();
            assertThat(asked).isPositive();
            assertThat(dns.exchangers("b.test").status()).isEqualTo(MailHosts.Status.TRY_AGAIN);
            assertThat(silent.questions()).isEqualTo(asked);
        }
    }

    @Test
    void whoAnswersThatThereIsMoreWasAsked() throws Exception {
        try (FakeDns server = new FakeDns("b.test. 60 IN MX 5 mx.b.test.").truncating()) {
            assertThat(dns(Duration.ofSeconds(10), server).exchangers("b.test").status())
                    .isEqualTo(MailHosts.Status.TRY_AGAIN);
        }
    }

    /** A server that is overwhelmed, or something on the way that lets no DNS through by TCP. */
    @Test
    void whoResetsTheCallForMoreWasAsked() throws Exception {
        try (FakeDns server = new FakeDns("b.test. 60 IN MX 5 mx.b.test.").resetting()) {
            Dns dns = dns(Duration.ofSeconds(10), server);
            assertThat(dns.exchangers("b.test").status()).isEqualTo(MailHosts.Status.TRY_AGAIN);
            assertThat(server.resets()).isPositive();
            int asked = server.questions();
            assertThat(dns.exchangers("b.test").status()).isEqualTo(MailHosts.Status.TRY_AGAIN);
            assertThat(server.questions()).isEqualTo(asked);
        }
    }

    @Test
    void believesValidationOnlyWhereItMay() throws Exception {
        try (FakeDns server =
                new FakeDns("a.test. 60 IN A 127.0.0.9", "b.test. 60 IN A 127.0.0.9").validating("b.test.")) {
            SimpleResolver resolver =
                    new SimpleResolver(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), server.port()));
            assertThat(new Questions(resolver, Questions.Validation.TRUSTED)
                            .ask("a.test", Type.A)
                            .isSecure())
                    .isTrue();
            assertThat(new Questions(resolver, Questions.Validation.TRUSTED)
                            .ask("b.test", Type.A)
                            .isSecure())
                    .isFalse();
            assertThat(new Questions(resolver, Questions.Validation.UNTRUSTED)
                            .ask("a.test", Type.A)
                            .isSecure())
                    .isFalse();
        }
    }

    @Test
    void trustsResolversOnLoopbackAlone() throws Exception {
        InetSocketAddress own = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 53);
        InetSocketAddress other = new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 53);
        assertThat(Dns.validation(List.of(own))).isEqualTo(Questions.Validation.TRUSTED);
        assertThat(Dns.validation(List.of(own, other))).isEqualTo(Questions.Validation.UNTRUSTED);
        assertThat(Dns.validation(List.of())).isEqualTo(Questions.Validation.UNTRUSTED);
    }

    private static Dns dns(Duration timeout, FakeDns... servers) throws IOException {
        List<InetSocketAddress> places = new ArrayList<>();
        for (FakeDns server : servers) {
            places.add(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), server.port()));
        }
        return Dns.of(new RelayConfiguration.Dns(places, timeout));
    }

    /** UDP promises nothing, and one lost packet must not defer a hundred messages. */
    @Test
    @Timeout(60)
    void aLostPacketFailsNobody() throws Exception {
        try (FakeDns server = new FakeDns("b.test. 60 IN TXT x").losing(1)) {
            Dns dns = dns(Duration.ofMillis(1600), server);
            ExecutorService crowd = Executors.newCachedThreadPool();
            try {
                List<Future<Dns.Texts>> answers = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    answers.add(crowd.submit(() -> dns.texts("b.test")));
                }
                for (Future<Dns.Texts> answer : answers) {
                    assertThat(answer.get().texts()).containsExactly("x");
                }
            } finally {
                crowd.shutdownNow();
            }
            assertThat(server.questions()).isEqualTo(2);
        }
    }

    @Test
    @Timeout(60)
    void whereTheFirstServerIsDeadTheSecondAnswers() throws Exception {
        try (FakeDns dead = new FakeDns().losing(Integer.MAX_VALUE);
                FakeDns living = new FakeDns("b.test. 60 IN TXT x")) {
            assertThat(dns(Duration.ofMillis(1000), dead, living)
                            .texts("b.test")
                            .texts())
                    .containsExactly("x");
            assertThat(dead.questions()).isEqualTo(1);
        }
    }
}
