package dev.mailflow.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mailflow.runtime.TlsDemand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mailboxes that cannot be written. */
final class LocalDeliveryTest {
    @TempDir
    Path folder;

    /** The administrator reads which one and why; what an address holds is no field of the line. */
    @Test
    void aMailboxThatCannotBeWrittenIsNamedInTheLog() throws Exception {
        Files.createDirectories(folder.resolve("mail"));
        Files.writeString(folder.resolve("mail/local.test"), "no folder");
        try (MailLogLines log = MailLogLines.listen();
                RelayBench bench = new RelayBench(folder)) {
            Relay relay = bench.start(TestPolicy.usual(TlsDemand.OPPORTUNISTIC));
            try (RawClient client = RawClient.greeted(relay.ports().get(0))) {
                assertThat(client.send("a@sender.test", "\"b reason=forged\"@local.test", "\r\nx"))
                        .startsWith("250");
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !log.of("maildir-error").isEmpty());
            assertThat(log.of("maildir-error").get(0))
                    .contains(" to=\"\\\"b reason=forged\\\"@local.test\" reason=\"", "mail/local.test")
                    .matches("event=maildir-error id=[0-9A-Z]+ to=.*");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> relay.queued().get(0).last().contains("the mailbox cannot be written"));
            assertThat(relay.queued().get(0).last()).doesNotContain(folder.toString());
        }
    }
}
