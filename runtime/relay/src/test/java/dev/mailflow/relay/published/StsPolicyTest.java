package dev.mailflow.relay.published;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.relay.published.StsPolicy.Mode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Policy files and TXT records of MTA-STS, as RFC 8461 3 has them. */
final class StsPolicyTest {
    private static Optional<StsPolicy> parse(String text) {
        return StsPolicy.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsEitherLineEnd() {
        for (String end : List.of("\n", "\r\n")) {
            assertThat(parse(String.join(
                            end,
                            "version: STSv1",
                            "mode: enforce",
                            "mx: Mail.Example.test",
                            "mx: *.example.test",
                            "future: x",
                            "max_age: 86400",
                            "")))
                    .contains(new StsPolicy(
                            Mode.ENFORCE, List.of("mail.example.test", "*.example.test"), Duration.ofDays(1)));
        }
    }

    @Test
    void refusesWhatIsNone() {
        String good = "version: STSv1\nmode: enforce\nmx: a.test\nmax_age: 1\n";
        assertThat(parse(good)).isPresent();
        assertThat(parse(good.replace("STSv1", "STSv2"))).isEmpty();
        assertThat(parse(good.replace("enforce", "strict"))).isEmpty();
        assertThat(parse(good.replace("mx: a.test\n", ""))).isEmpty();
        assertThat(parse(good.replace("a.test", "a_ test"))).isEmpty();
        assertThat(parse(good.replace("a.test", "a.*.test"))).isEmpty();
        assertThat(parse(good.replace("max_age: 1", "max_age: -1"))).isEmpty();
        assertThat(parse(good.replace("max_age: 1\n", ""))).isEmpty();
        assertThat(parse(good + "nonsense\n")).isEmpty();
        assertThat(parse("version: STSv1\nmode: none\nmax_age: 9\n")).isPresent();
        assertThat(parse(good.replace("a.test", "a.".repeat(120) + "test"))).isPresent();
        assertThat(parse(good.replace("a.test", "a.".repeat(30_000) + "test"))).isEmpty();
    }

    @Test
    void namesHostsForNothingWhereItIsNone() {
        assertThat(parse("version: STSv1\nmode: none\nmx: " + "a.".repeat(30_000) + "\nmax_age: 9\n")
                        .orElseThrow()
                        .mx())
                .isEmpty();
    }

    @Test
    void capsTheAge() {
        assertThat(parse("version: STSv1\nmode: none\nmax_age: 9999999999\n")
                        .orElseThrow()
                        .maxAge())
                .isEqualTo(Duration.ofSeconds(31_557_600));
    }

    @Test
    void aWildCardIsOneLabel() {
        StsPolicy policy = new StsPolicy(Mode.ENFORCE, List.of("*.example.test", "mx.other.test."), Duration.ZERO);
        assertThat(policy.names("MX.example.test")).isTrue();
        assertThat(policy.names("example.test")).isFalse();
        assertThat(policy.names("a.b.example.test")).isFalse();
        assertThat(policy.names("mx.other.test")).isTrue();
        assertThat(policy.names("nmx.other.test")).isFalse();
    }

    @Test
    void wantsExactlyOneRecord() {
        assertThat(StsPolicies.id(List.of("v=STSv1; id=20160831085700Z;", "v=spf1 -all")))
                .contains("20160831085700Z");
        assertThat(StsPolicies.id(List.of("v=STSv1; id=1", "v=STSv1; id=2"))).isEmpty();
        assertThat(StsPolicies.id(List.of("v=STSv1; id=no-dash"))).isEmpty();
        assertThat(StsPolicies.id(List.of("v=STSv10; id=1"))).isEmpty();
        assertThat(StsPolicies.id(List.of())).isEmpty();
    }

    @Property(seed = "6110083")
    boolean neverThrows(@ForAll @StringLength(max = 200) @CharRange(from = '\0', to = '\u00ff') String text) {
        return parse(text).isEmpty() || text.contains("STSv1");
    }
}
