package dev.mailflow.compiler.targets.postfix.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WrittenTest {
    private static final List<String> DOMAINS =
            List.of("x.", "example", "a.example", "b.a.example", "c.b.a.example", "other.example", "aa.example");

    private static List<String> patterns() {
        return Stream.concat(
                        Stream.of("*"),
                        DOMAINS.stream()
                                .flatMap(domain -> Stream.of(
                                        domain,
                                        "." + domain,
                                        "*." + domain,
                                        "?." + domain,
                                        "u@" + domain,
                                        "v@" + domain)))
                .toList();
    }

    @Test
    void whatCoversAPatternIsListed() {
        for (String narrow : patterns()) {
            assertThat(patterns().stream().filter(Written.covering(narrow)::contains))
                    .as(narrow)
                    .containsExactlyElementsOf(patterns().stream()
                            .filter(wide -> Written.covers(wide, narrow))
                            .toList());
        }
    }
}
