package dev.mailflow.compiler.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class OtherNamesPropertyTest {
    /** What the loop stands for, as it would be written without a thought of what Java sets up for an expression. */
    private static final String DOMAIN = "([A-Za-z0-9-]+\\.)+[A-Za-z]{2,63}";

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.strings()
                .withChars('a', 'z', 'A', 'Z', '0', '9', '-', '.', '.', '_', '@', '`', '{', '[', '/', ':', 'é', 'İ')
                .ofMaxLength(9);
    }

    @Provide
    Arbitrary<String> nearlyDomains() {
        return Arbitraries.of("a", "Z9", "-", "", ".", "a-b", "com", "x", "é", "0")
                .list()
                .ofMaxSize(4)
                .map(labels -> String.join(".", labels));
    }

    @Property
    void aDomainIsWhatTheExpressionSays(@ForAll("words") String word) {
        assertThat(OtherNames.isDomain(word)).isEqualTo(word.matches(DOMAIN));
    }

    @Property
    void soOfLabels(@ForAll("nearlyDomains") String word) {
        assertThat(OtherNames.isDomain(word)).isEqualTo(word.matches(DOMAIN));
    }

    @Example
    void theLastLabelHasTwoTo63Letters() {
        assertThat(OtherNames.isDomain("a." + "b".repeat(63))).isTrue();
        assertThat(OtherNames.isDomain("a." + "b".repeat(64))).isFalse();
        assertThat(OtherNames.isDomain("a.bc")).isTrue();
        assertThat(OtherNames.isDomain("a.b")).isFalse();
        assertThat(OtherNames.isDomain("9.co")).isTrue();
        assertThat(OtherNames.isDomain("co")).isFalse();
    }
}
