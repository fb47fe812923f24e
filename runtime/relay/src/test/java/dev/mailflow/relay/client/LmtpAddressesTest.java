package dev.mailflow.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.relay.FakeDns;
import dev.mailflow.relay.dns.Dns;
import dev.mailflow.relay.socket.OwnFailure;
import dev.mailflow.relay.tls.TlsEngine;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A mailbox store none of whose addresses answers. */
final class LmtpAddressesTest extends OneAttempt {
    private RemoteDelivery.Attempt attempt(Connector.Dialling calls, FakeDns server) throws Exception {
        configuration = bench.with("dns", "{\"servers\": [\"127.0.0.1:" + server.port() + "\"]}")
                .with("local", "{\"lmtp\": \"lm.test:24\"}")
                .configuration();
        Dns dns = Dns.of(configuration.dns());
        try (LocalDelivery delivery = new LocalDelivery(
                new Connector(
                        "mx.relay.test",
                        TlsEngine.of(configuration),
                        Duration.ofSeconds(5),
                        deadlines,
                        lease -> true,
                        calls),
                new NextHops("mx.relay.test", List.of(), dns, places),
                Optional.empty(),
                configuration.local(),
                lease -> true,
                () -> {})) {
            return delivery.deliver(lease());
        }
    }

    /** Whoever has to mend it must know of both, and whose fault it was is not a matter of which came last. */
    @Test
    void eachAddressTellsItsOwnFailure() throws Exception {
        try (FakeDns server = new FakeDns("lm.test. 60 IN A 192.0.2.1", "lm.test. 60 IN AAAA 2001:db8::1")) {
            // The IPv6 address comes first.
            for (int refusing : List.of(4, 16)) {
                RemoteDelivery.Attempt attempt = attempt(
                        (address, patience) -> {
                            throw address.getAddress().getAddress().length == refusing
                                    ? new ConnectException("Connection refused")
                                    : new OwnFailure("Too many open files");
                        },
                        server);
                assertThat(attempt.outcomes().get(0).diagnostic())
                        .contains(
                                "[192.0.2.1]:24: ", "[2001:db8::1]:24: ", "Connection refused", "Too many open files");
                assertThat(attempt.isOurs()).isFalse();
                assertThat(attempt.isUnreachable()).isTrue();
                assertThat(attempt.outcomes().get(0).status()).isEqualTo("4.4.1");
            }
        }
    }

    @Test
    void whatWasOursAtEachIsOurs() throws Exception {
        try (FakeDns server = new FakeDns("lm.test. 60 IN A 192.0.2.1", "lm.test. 60 IN AAAA 2001:db8::1")) {
            RemoteDelivery.Attempt attempt = attempt(LmtpAddressesTest::withoutFiles, server);
            assertThat(attempt.isOurs()).isTrue();
            assertThat(attempt.isUnreachable()).isFalse();
        }
    }

    private static Dialogue withoutFiles(InetSocketAddress address, Duration patience) throws IOException {
        throw new OwnFailure("Too many open files");
    }

    @Test
    void theDnsThatGivesNoAnswerIsNoMissingAddress() throws Exception {
        try (FakeDns server = new FakeDns("lm.test. 60 IN A 192.0.2.1").failing("lm.test.")) {
            assertThat(attempt(LmtpAddressesTest::withoutFiles, server).outcomes())
                    .extracting(Outcome::diagnostic)
                    .containsExactly("DNS gives no answer for lm.test");
        }
    }
}
