package dev.mailflow.compiler.coverage;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A percentage as it was written, from 0 to 100.
 *
 * @param value its scale is not negative
 */
public record Percentage(BigDecimal value) {
    /** As many decimals as anyone can mean; more would only be work. */
    private static final Pattern WRITTEN = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,30})?");

    public Percentage {
        if (value.scale() < 0 || value.signum() < 0 || value.compareTo(BigDecimal.valueOf(100)) > 0) {
            throw new IllegalArgumentException("not a percentage: " + value);
        }
    }

    /** A decimal number such as {@code 80} or {@code 66.67}, with or without the sign behind it; empty for anything else. */
    public static Optional<Percentage> parse(String text) {
        String number =
                text.endsWith("%") ? text.substring(0, text.length() - 1).stripTrailing() : text;
        if (!WRITTEN.matcher(number).matches()) {
            return Optional.empty();
        }
        BigDecimal value = new BigDecimal(number);
        return value.compareTo(BigDecimal.valueOf(100)) > 0 ? Optional.empty() : Optional.of(new Percentage(value));
    }

    /** As it was written. */
    public String text() {
        return value.toPlainString();
    }
}
