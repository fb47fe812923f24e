package dev.mailflow.compiler.coverage;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * A share, kept as the two numbers it is made of: two thirds are neither 66.66 nor 66.67 percent.
 *
 * @param part at most {@code whole}
 * @param whole none: nothing was asked, and all of it was done
 */
public record Ratio(long part, long whole) {
    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    public Ratio {
        if (part < 0 || part > whole) {
            throw new IllegalArgumentException(part + " of " + whole);
        }
    }

    /** Whether the share is the percentage or more, by whole numbers: {@code part · 100 · 10^scale >= percent · whole}. */
    public boolean isAtLeast(Percentage percentage) {
        BigDecimal value = percentage.value();
        BigInteger unit = BigInteger.TEN.pow(value.scale());
        return whole == 0
                || BigInteger.valueOf(part)
                                .multiply(HUNDRED)
                                .multiply(unit)
                                .compareTo(value.unscaledValue().multiply(BigInteger.valueOf(whole)))
                        >= 0;
    }

    /** In percent with two decimals, rounded down: 100.00 means all. */
    public BigDecimal percent() {
        return whole == 0
                ? new BigDecimal("100.00")
                : BigDecimal.valueOf(part)
                        .multiply(BigDecimal.valueOf(100))
                        .divide(BigDecimal.valueOf(whole), 2, RoundingMode.DOWN);
    }
}
