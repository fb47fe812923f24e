package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.Decision;
import dev.mailflow.runtime.Reason;
import dev.mailflow.runtime.Reply;
import dev.mailflow.runtime.Transaction;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a client in plain text is told that TLS is required (RFC 3207 4; language contract, default replies). */
final class TlsRefusalTest {
    private static final Attribution BANK = Attribution.connector("bank-in", "bank");

    @TempDir
    Path folder;

    private RelayBench bench;

    @BeforeEach
    void open() throws Exception {
        TestPki.Issued own = new TestPki(folder.resolve("pki")).issue("mx.relay.test");
        bench = new RelayBench(folder)
                .with("tls", "{\"key\": \"" + own.key() + "\", \"certificate\": \"" + own.certificate() + "\"}");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static Decision decide(Transaction transaction, Reply reply) {
        boolean bank = transaction
                .sender()
                .filter(sender -> sender.domain().text().equals("bank.test"))
                .isPresent();
        return bank && !transaction.tls().isProtected()
                ? Decision.reject(BANK, Reason.TLS_REQUIRED, reply)
                : Decision.deliver(Attribution.INTERNET);
    }

    private RawClient client(Reply reply) throws Exception {
        Relay relay = bench.start(TestPolicy.of(transaction -> decide(transaction, reply)));
        return RawClient.greeted(relay.ports().get(0));
    }

    private static final Reply DEFAULT = new Reply(550, "5.7.10", "TLS is required (tls-required; connector bank-in)");

    @Test
    void atMailWhereNoRecipientMatters() throws Exception {
        bench.with("tlsRefusal", "\"mail\"");
        try (RawClient client = client(DEFAULT)) {
            assertThat(client.ask("MAIL FROM:<a@bank.test>"))
                    .isEqualTo("530 5.7.0 TLS is required (tls-required; connector bank-in); STARTTLS first");
            assertThat(client.ask("RCPT TO:<b@local.test>")).startsWith("503");
            assertThat(client.ask("MAIL FROM:<a@else.test>")).startsWith("250");
            client.ask("RSET");
            client.startTls();
            client.ask("EHLO c.test");
            assertThat(client.ask("MAIL FROM:<a@bank.test>")).startsWith("250");
        }
    }

    @Test
    void thePolicysOwnWordsStay() throws Exception {
        bench.with("tlsRefusal", "\"mail\"");
        try (RawClient client = client(new Reply(550, "5.7.51", "the bank must use TLS"))) {
            assertThat(client.ask("MAIL FROM:<a@bank.test>")).isEqualTo("550 5.7.51 the bank must use TLS");
        }
    }

    @Test
    void atRcptWhereOneMay() throws Exception {
        try (RawClient client = client(DEFAULT)) {
            assertThat(client.ask("MAIL FROM:<a@bank.test>")).startsWith("250");
            assertThat(client.ask("RCPT TO:<b@local.test>")).startsWith("550 5.7.10");
        }
    }

    /** It goes with the policy: after a reload a connector may select by recipient. */
    @Test
    void fromAReloadOnAsTheNewPolicyHasIt() throws Exception {
        bench.with("tlsRefusal", "\"mail\"");
        Relay relay = bench.start(TestPolicy.of(transaction -> decide(transaction, DEFAULT)));
        bench.with("tlsRefusal", "\"rcpt\"");
        assertThat(relay.reload(bench.configuration(), TestPolicy.of(transaction -> decide(transaction, DEFAULT))))
                .isEmpty();
        try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
            assertThat(client.ask("MAIL FROM:<a@bank.test>")).startsWith("250");
            assertThat(client.ask("RCPT TO:<b@local.test>")).startsWith("550 5.7.10");
        }
    }

    /** Told to do what cannot be done, a client would try it again and again. */
    @Test
    void atRcptWhereThereIsNoStartTls() throws Exception {
        bench.with("tlsRefusal", "\"mail\"").with("tls", "{}");
        try (RawClient client = client(DEFAULT)) {
            assertThat(client.ask("MAIL FROM:<a@bank.test>")).startsWith("250");
            assertThat(client.ask("RCPT TO:<b@local.test>")).startsWith("550 5.7.10");
        }
    }
}
