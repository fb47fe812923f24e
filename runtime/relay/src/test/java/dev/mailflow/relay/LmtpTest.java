package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailflow.runtime.Attribution;
import dev.mailflow.runtime.Decision;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mailbox stores at several addresses. */
final class LmtpTest {
    @TempDir
    Path folder;

    /** RFC 5321 5.1. */
    @Test
    void eachAddressOfTheStoreIsTried() throws Exception {
        try (FakeHop store = new FakeHop((number, command) -> null);
                FakeDns dns = new FakeDns("lm.test. 60 IN A 127.0.0.2", "lm.test. 60 IN A 127.0.0.1");
                RelayBench bench = new RelayBench(folder)
                        .with("dns", "{\"servers\": [\"127.0.0.1:" + dns.port() + "\"]}")
                        .with("local", "{\"lmtp\": \"lm.test:" + store.port() + "\"}")) {
            Relay relay = bench.start(TestPolicy.of(transaction -> Decision.deliver(Attribution.INTERNET)));
            try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
                assertThat(client.send("a@sender.test", "b@local.test", "\r\nx"))
                        .startsWith("250");
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> relay.queued().isEmpty());
            assertThat(store.heard()).contains("RCPT TO:<b@local.test>");
        }
    }
}
