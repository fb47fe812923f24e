package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.cli.MessageOptions.Reading;
import dev.mailflow.compiler.decision.Message;
import dev.mailflow.compiler.decision.Message.Connection;
import dev.mailflow.relay.log.MessageWords;
import dev.mailflow.runtime.Header;
import dev.mailflow.runtime.TlsVersion;
import dev.mailflow.runtime.Transaction;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a relay logs in shadow mode is what `explain` reads. */
final class ShadowWordsTest {
    private static Message read(Transaction transaction) {
        Reading reading = MessageOptions.read(
                MessageWords.client(transaction), MessageWords.envelope(transaction), Optional.empty());
        assertThat(reading.diagnostics()).as(MessageWords.envelope(transaction)).isEmpty();
        return reading.message().orElseThrow();
    }

    @Test
    void everythingThatIsKnownIsReadBack() {
        Message read = read(Transaction.builder()
                .client("2001:db8::25")
                .tls(TlsVersion.TLS_1_2)
                .certificateNames(List.of("mail.contoso.com", "*.contoso.com"))
                .user("ann smith")
                .from("john@contoso.com")
                .to("bob@contoso.com")
                .size(4096)
                .hops(3)
                .headers(List.of(new Header("x-filter", "passed \"twice\" \\ done")))
                .build());
        Connection origin = (Connection) read.origin();
        assertThat(origin.client()).hasToString("2001:db8::25");
        assertThat(origin.tls().orElseThrow().text()).isEqualTo("1.2");
        assertThat(origin.certificateNames()).containsExactly("mail.contoso.com", "*.contoso.com");
        assertThat(origin.user()).contains("ann smith");
        assertThat(read.sender().orElseThrow()).hasToString("john@contoso.com");
        assertThat(read.recipient()).hasToString("bob@contoso.com");
        assertThat(read.size()).isEqualTo(4096);
        assertThat(read.hops()).isEqualTo(3);
        assertThat(read.headers()).containsExactly(new Message.Header("x-filter", "passed \"twice\" \\ done"));
    }

    @Test
    void theEmptySenderAndTheSiteItself() {
        Message read = read(Transaction.builder()
                .submitted()
                .from("<>")
                .to("bob@contoso.com")
                .build());
        assertThat(read.origin()).isInstanceOf(Message.Submitted.class);
        assertThat(read.sender()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tls@contoso.com", "o'neil@contoso.com", "a{b}@contoso.com", "a#b=c@contoso.com", "1@contoso.com"
            })
    void oddAddresses(String address) {
        Message read = read(Transaction.builder().from(address).to(address).build());
        assertThat(read.sender().orElseThrow()).hasToString(address);
        assertThat(read.recipient()).hasToString(address);
    }
}
