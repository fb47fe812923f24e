package dev.mailflow.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mailflow.testkit.HubRouting.Fault;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks try many messages and tell of a failure by the simplest. */
final class CheckTest {
    private static final CompiledPolicy RIGHT = Small.with(Fault.NONE);

    @Test
    void triesSoManyMessagesAndTheSameOnesForTheSameSeed() {
        List<Message> first = new ArrayList<>();
        List<Message> second = new ArrayList<>();
        Check.everyMessage(RIGHT).seed(7).tries(300).satisfies(first::add);
        Check.everyMessage(RIGHT).at("hub").seed(7).tries(300).satisfies(second::add);
        assertThat(first).hasSize(300).isEqualTo(second);
        assertThat(first.stream().distinct()).hasSizeGreaterThan(150);
    }

    @Test
    void tellsOfTheSimplestMessageInWordsThatCanBeCopied() {
        AssertionError failure = catchThrowableOfType(
                AssertionError.class,
                () -> Check.everyMessage(RIGHT).seed(1).satisfies(message -> {
                    HubRouting wrong = new HubRouting(Fault.NETWORK_ONE_TOO_FAR);
                    assertThat(wrong.decide(message.transaction()))
                            .isEqualTo(RIGHT.at("hub").decide(message.transaction()));
                }));
        assertThat(failure)
                .hasMessageContaining("of 1000 at hub of small.mailflow falsifies it\n"
                        + "  simplest: 203.0.113.48  sun@internet.example -> sun@internet.example"
                        + " header x-printer \"yes\"\n")
                .hasMessageContaining("  explain:  mailflow explain src/test/mailflow/small.mailflow --at hub \\\n"
                        + "    --client 203.0.113.48 \\\n"
                        + "    --message 'sun@internet.example -> sun@internet.example header x-printer \"yes\"'\n")
                .hasMessageContaining("  again:    -Dmailflow.seed=1 or .seed(1L)");
    }

    @Test
    void ofTheSameSeedTheSameMessageFails() {
        String first = failureOf(99);
        assertThat(failureOf(99)).isEqualTo(first);
    }

    private static String failureOf(long seed) {
        AssertionError failure = catchThrowableOfType(
                AssertionError.class,
                () -> Check.everyMessage(RIGHT)
                        .seed(seed)
                        .satisfies(message -> assertThat(message.size()).isLessThan(20_000_000)));
        return String.valueOf(failure.getMessage());
    }

    @Test
    void aConditionThatSelectsNothingFails() {
        assertThatThrownBy(() -> Check.everyMessage(RIGHT)
                        .satisfiesWhere("from Mars", (site, message) -> false, (site, message) -> {}))
                .isInstanceOf(AssertionError.class)
                .hasMessage("none of 1000 messages at each site was from Mars: nothing was checked");
    }

    @Test
    void simplerMessagesEndAtAStrangersPlainOne() {
        Message least = Simpler.simplest(
                Message.message("Clerk@Sub.Contosobank.com -> bob@contoso.com")
                        .client("::ffff:10.20.137.22")
                        .cert("a.mail.contoso.com", "B.example")
                        .auth("alice")
                        .size(77_777)
                        .hops(26)
                        .header("X-A", "b"),
                message -> true);
        assertThat(Simpler.weight(least)).isZero();
        assertThat(least.toString()).isEqualTo("198.51.100.7  sun@internet.example -> sun@internet.example");
    }
}
