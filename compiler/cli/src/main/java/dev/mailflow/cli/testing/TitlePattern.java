package dev.mailflow.cli.testing;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which tests are wanted.
 *
 * @param text that a title has to hold, in any case; {@code *} stands for anything
 */
public record TitlePattern(String text) {
    public boolean matches(String title) {
        String expression =
                Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL)
                .matcher(title)
                .find();
    }
}
