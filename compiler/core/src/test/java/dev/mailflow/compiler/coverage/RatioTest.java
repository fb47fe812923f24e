package dev.mailflow.compiler.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RatioTest {
    private static Percentage percentage(String text) {
        return Percentage.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "2, 3, 66.66, true",
        "2, 3, 66.67, false",
        "2, 3, 66.666666666666666666666666666666, true",
        "2, 3, 66.666666666666666666666666666667, false",
        "1, 3, 33.33, true",
        "1, 3, 33.34, false",
        "3, 3, 100, true",
        "3, 3, 100.000, true",
        "9223372036854775806, 9223372036854775807, 100, false",
        "9223372036854775806, 9223372036854775807, 99.999999999999999989, true",
        "0, 7, 0, true",
        "0, 7, 0.000000000000000000000000000001, false",
        "29, 100, 29, true",
        "29, 100, 29%, true",
        "57, 100, 57.00, true",
        "0, 0, 100, true",
    })
    void isComparedByWholeNumbers(long part, long whole, String threshold, boolean met) {
        assertThat(new Ratio(part, whole).isAtLeast(percentage(threshold))).isEqualTo(met);
    }

    @ParameterizedTest
    @CsvSource({"2,3,66.66", "1,3,33.33", "1,1,100.00", "0,4,0.00", "99999,100000,99.99", "0,0,100.00", "1,8,12.50"})
    void isShownRoundedDown(long part, long whole, String shown) {
        assertThat(new Ratio(part, whole).percent()).isEqualTo(new BigDecimal(shown));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "%", "-1", "+1", "100.1", "101", "1e2", "66,67", "2/3", "0x10", ".5", "5.", " 5", "５", "NaN", "1000"
            })
    void whatIsNoPercentageIsNone(String text) {
        assertThat(Percentage.parse(text)).isEmpty();
    }

    @Test
    void aPartIsNeverMoreThanTheWhole() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Ratio(2, 1));
    }
}
