package dev.mailflow.relay.smtp;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * BDAT's argument (RFC 3030 2).
 *
 * @param size in octets
 * @param isLast whether it ends the message
 */
record Chunk(long size, boolean isLast) {
    /** RFC 3030 allows 20 digits; what a long does not hold is not meant. */
    private static final Pattern ARGUMENT = Pattern.compile("([0-9]{1,18})(?: +(LAST))?", Pattern.CASE_INSENSITIVE);

    static Optional<Chunk> parse(String argument) {
        Matcher matcher = ARGUMENT.matcher(argument);
        return matcher.matches()
                ? Optional.of(new Chunk(Long.parseLong(matcher.group(1)), matcher.group(2) != null))
                : Optional.empty();
    }
}
