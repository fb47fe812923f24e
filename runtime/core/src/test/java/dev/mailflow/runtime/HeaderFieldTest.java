package dev.mailflow.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A caller hands on a field as it came; the policy finds it all the same (RFC 5322 1.2.2 and 2.2.3). */
class HeaderFieldTest {
    private static final HeaderTest SECRET = new HeaderTest("x-class", List.of("top secret"));

    @Test
    void namesAreComparedWithoutCase() {
        assertThat(SECRET.holds(List.of(new Header("X-Class", "top secret")))).isTrue();
        assertThat(SECRET.holds(List.of(new Header("X-Class", "Top secret")))).isFalse();
    }

    @Test
    void bodiesAreUnfoldedAndTrimmed() {
        assertThat(SECRET.holds(List.of(new Header("x-class", " top\r\n secret\r\n"))))
                .isTrue();
        assertThat(SECRET.holds(List.of(new Header("x-class", "top\n secret")))).isTrue();
        assertThat(SECRET.holds(List.of(new Header("x-class", "top secret and more"))))
                .isFalse();
    }
}
