package dev.mailflow.runtime;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A header field of a message, in the form that policies compare: whatever case and folding it is given in.
 *
 * @param name lower case (RFC 5322 1.2.2)
 * @param value unfolded (RFC 5322 2.2.3) and without white space at its ends
 */
public record Header(String name, String value) {
    private static final Pattern LINE_END = Pattern.compile("\r?\n(?=[ \t])");

    public Header {
        name = name.toLowerCase(Locale.ROOT);
        value = unfolded(value).strip();
    }

    private static String unfolded(String value) {
        return value.indexOf('\n') < 0 ? value : LINE_END.matcher(value).replaceAll("");
    }
}
