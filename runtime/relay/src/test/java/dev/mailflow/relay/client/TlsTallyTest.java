package dev.mailflow.relay.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.relay.MailLogLines;
import dev.mailflow.relay.metrics.RelayMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Days of counts, and how many destinations one may have. */
final class TlsTallyTest {
    private Instant now = Instant.parse("2026-01-01T23:59:00Z");
    private final TlsTally tally = new TlsTally(new RelayMetrics(), new Clock() {
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
    });

    @Test
    void aDayThatIsOverIsWrittenDown() throws Exception {
        try (MailLogLines log = MailLogLines.listen()) {
            tally.count("b.test", "sts", TlsResult.SUCCESSFUL);
            tally.count("a.test", "no-policy-found", TlsResult.STARTTLS_NOT_SUPPORTED);
            tally.count("b.test", "sts", TlsResult.SUCCESSFUL);
            assertThat(log.of("tls-report")).isEmpty();
            now = now.plus(Duration.ofMinutes(1));
            tally.count("b.test", "sts", TlsResult.SUCCESSFUL);
            assertThat(log.of("tls-report"))
                    .containsExactly(
                            "event=tls-report day=2026-01-01 domain=a.test policy=no-policy-found"
                                    + " result=starttls-not-supported sessions=1",
                            "event=tls-report day=2026-01-01 domain=b.test policy=sts result=successful sessions=2");
            tally.close();
            assertThat(log.of("tls-report")).hasSize(3).last().asString().contains("day=2026-01-02");
        }
    }

    @Test
    void manyDestinationsAreCountedTogether() throws Exception {
        try (MailLogLines log = MailLogLines.listen()) {
            for (int i = 0; i < 12_000; i++) {
                tally.count("d" + i + ".test", "tlsa", TlsResult.SUCCESSFUL);
            }
            tally.close();
            assertThat(log.of("tls-report"))
                    .hasSize(10_001)
                    .anyMatch(line -> line.contains("domain=(others) policy=tlsa result=successful sessions=2000"));
        }
    }
}
