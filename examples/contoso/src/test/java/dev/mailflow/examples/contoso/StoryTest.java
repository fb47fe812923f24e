package dev.mailflow.examples.contoso;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StoryTest {
    @Test
    void everyMessageMeetsTheFateThatThePolicyGivesIt() throws Exception {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        assertThat(Story.tell(new PrintStream(told, true, StandardCharsets.UTF_8)))
                .as(told.toString(StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("accepted  by bank-in over TLS 1.3, certificate mail.contosobank.com")
                .contains("because   recipient-not-allowed, as mail by printing")
                .contains("deferred  via woodgrove-out: cert-mismatch (4.4.317)")
                .contains("4 at office365, 2 at onprem, 2 at the bank, 2 with Sun, 0 at Woodgrove. Waiting: 1.");
    }
}
