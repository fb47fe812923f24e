package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.NextHop;
import dev.mailflow.runtime.Reason;
import dev.mailflow.runtime.Reply;
import dev.mailflow.runtime.TlsDemand;
import dev.mailflow.runtime.Transaction;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RFC 5321 4.5.1: what is written to the postmaster of the host reaches him, a reply to a report as well. */
final class PostmasterTest {
    private static final String ADDRESS = "postmaster@mx.relay.test";

    @TempDir
    Path folder;

    private interface Use {
        void with(RawClient client) throws Exception;
    }

    private RelayBench bench(Function<Transaction, Decision> decisions, Use use) throws Exception {
        RelayBench bench = new RelayBench(folder);
        Relay relay = bench.start(TestPolicy.of(decisions));
        try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
            use.with(client);
        }
        return bench;
    }

    @Test
    void aReplyToAReportGoesWhereBareMailGoes() throws Exception {
        try (RelayBench bench = bench(transaction -> TestPolicy.denied(), client -> {
            assertThat(client.send("ann@away.test", ADDRESS, "Subject: addressed\r\n\r\nx"))
                    .startsWith("250");
            client.ask("MAIL FROM:<ann@away.test>");
            assertThat(client.ask("RCPT TO:<Postmaster>")).startsWith("250");
            client.ask("DATA");
            client.raw("Subject: bare\r\n\r\nx\r\n.\r\n");
            assertThat(client.reply()).startsWith("250");
        })) {
            Victim.patiently()
                    .until(() -> bench.mailbox("mx.relay.test", "postmaster").size() == 2);
        }
    }

    /** The end of the message asks again, as where the policy knows only then. */
    @Test
    void whatThePolicyAsksOfTheSourceHolds() throws Exception {
        Decision unprotected =
                Decision.reject(Attribution.INTERNET, Reason.TLS_REQUIRED, new Reply(550, "5.7.10", "(tls-required)"));
        bench(transaction -> unprotected, client -> {
                    client.ask("MAIL FROM:<ann@away.test>");
                    assertThat(client.ask("RCPT TO:<" + ADDRESS + ">")).startsWith("550 5.7.10");
                })
                .close();
    }

    @Test
    void aPolicyThatHasAWayDecides() throws Exception {
        try (RelayBench bench = bench(
                transaction -> TestPolicy.send(TlsDemand.OPPORTUNISTIC, new NextHop("hop.test", 25)),
                client -> assertThat(client.send("ann@away.test", ADDRESS, "\r\nx"))
                        .startsWith("250"))) {
            assertThat(bench.relay().queued())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.via()).isEqualTo("out"));
        }
    }
}
