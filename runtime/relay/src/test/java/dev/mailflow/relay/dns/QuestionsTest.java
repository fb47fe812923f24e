package dev.mailflow.relay.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.relay.FakeDns;
import dev.mailflow.relay.config.RelayConfiguration;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
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
            assertThat(dns(server).addresses("ring.test")).isEmpty();
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
            assertThat(dns(server).addresses("there.test")).contains(List.of());
            assertThat(dns(server).addresses("broken.test")).isEmpty();
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
            dns.addresses("a.test");
            server.failAll();
            assertThat(dns.addresses("a.test")).isPresent();
        }
    }

    /** A thousand messages for a domain whose servers are silent must not each wait for them (RFC 2308 7). */
    @Test
    void keepsFailuresForAMoment() throws Exception {
        try (FakeDns server = new FakeDns("b.test. 60 IN A 127.0.0.9").failing("b.test.")) {
            AtomicLong now = new AtomicLong();
            Questions questions = new Questions(
                    new SimpleResolver(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), server.port())),
                    Questions.Validation.UNTRUSTED,
                    now::get);
            assertThat(questions.ask("b.test", Type.A).status()).isEqualTo(MailHosts.Status.TRY_AGAIN);
            int asked = server.questions();
            server.recover();
            now.addAndGet(TimeUnit.SECONDS.toNanos(29));
            assertThat(questions.ask("b.test", Type.A).status()).isEqualTo(MailHosts.Status.TRY_AGAIN);
            assertThat(server.questions()).isEqualTo(asked);
            now.addAndGet(TimeUnit.SECONDS.toNanos(1));
            assertThat(questions.ask("b.test", Type.A).status()).isEqualTo(MailHosts.Status.FOUND);
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
}
