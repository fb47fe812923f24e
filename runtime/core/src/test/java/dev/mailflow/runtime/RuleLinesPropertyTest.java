package dev.mailflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleLinesPropertyTest {
    @Provide
    Arbitrary<List<String>> fields() {
        return Arbitraries.strings()
                .withChars("aé\u0080\u00ff0.-=")
                .ofMaxLength(5)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    @Property(tries = 300)
    void fieldsStandBetweenTabs(@ForAll("fields") List<String> first, @ForAll("fields") List<String> second) {
        String text = "a" + String.join("\t", first) + "\nb" + String.join("\t", second) + "\n.\n";
        RuleLines lines = new RuleLines(text.getBytes(StandardCharsets.UTF_8));
        for (List<String> wanted : List.of(first, second)) {
            assertThat(lines.next()).isTrue();
            List<String> found = new ArrayList<>();
            for (int field = 1; field < lines.fields(); field++) {
                found.add(lines.raw(field));
                assertThat(lines.isEmpty(field)).isEqualTo(lines.raw(field).isEmpty());
            }
            assertThat(found).isEqualTo(wanted);
        }
        assertThat(lines.next()).isTrue();
        assertThat(lines.kind()).isEqualTo('.');
        assertThat(lines.next()).isFalse();
    }

    @Provide
    Arbitrary<Network> networks() {
        Arbitrary<Network> four = Combinators.combine(
                        Arbitraries.integers(), Arbitraries.integers().between(0, 32))
                .as((bits, prefix) -> new Network(IpAddress.ofV4(bits).truncated(96 + prefix), prefix));
        Arbitrary<Network> six = Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.longs(),
                        Arbitraries.integers().between(0, 128))
                .as((high, low, prefix) -> new Network(
                        new IpAddress(high | 1L << 61, low).truncated(Math.max(prefix, 3)), Math.max(prefix, 3)));
        return Arbitraries.oneOf(four, six);
    }

    @Property(tries = 500)
    void aNetworkIsThatOfItsText(@ForAll("networks") Network network) {
        assertThat(network(network.toString())).isEqualTo(network);
        assertThat(network(network.base().toString()).base()).isEqualTo(network.base());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"300.0.0.0/8", "10.0.0/8", "10.0.0.0.0/8", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/8/8", "", "/8"
            })
    void whatIsNoNetworkIsRefused(String text) {
        assertThatThrownBy(() -> network(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Network network(String text) {
        RuleLines lines = new RuleLines(("w" + text + "\n").getBytes(StandardCharsets.UTF_8));
        assertThat(lines.next()).isTrue();
        return lines.network(1);
    }
}
