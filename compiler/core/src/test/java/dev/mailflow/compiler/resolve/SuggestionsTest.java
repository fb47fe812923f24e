package dev.mailflow.compiler.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionsTest {
    @Test
    void withinAThirdOfTheLength() {
        assertThat(Suggestions.nearest("onprm", List.of("onprem", "office365"))).contains("onprem");
        assertThat(Suggestions.nearest("cc", List.of("c", "ccc"))).isEmpty();
        assertThat(Suggestions.nearest("abcdef", List.of("abxxxx"))).isEmpty();
    }

    @Test
    void swappedNeighboursAreOneMistake() {
        assertThat(Suggestions.distance("office356", "office365")).isEqualTo(1);
    }

    @Test
    void nearestFirstThenAlphabet() {
        assertThat(Suggestions.nearest("banker", List.of("bankes", "banked", "bankings")))
                .contains("banked");
    }
}
