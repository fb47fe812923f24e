package dev.mailflow.compiler.targets.exchangeonline.tenant;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A domain as {@code SenderDomains} stores it: {@code smtp:x;1}. Input may be the bare pattern.
 *
 * @param type the address type, {@code smtp} where none is written
 * @param pattern {@code x}, {@code *.x} or {@code *}, lower case
 * @param cost 1 where none is written; nothing says that it has an effect on inbound selection
 */
public record DomainSpace(String type, String pattern, int cost) {
    private static final Pattern WRITTEN = Pattern.compile("(?:([A-Za-z0-9]+):)?([^;:]+?)(?:;([0-9]{1,3}))?");

    /** Empty if it cannot be read so; whether the pattern is one that the service takes is {@link #isTaken}. */
    public static Optional<DomainSpace> parse(String text) {
        Matcher matcher = WRITTEN.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(new DomainSpace(
                matcher.group(1) == null ? "smtp" : matcher.group(1).toLowerCase(Locale.ROOT),
                matcher.group(2).toLowerCase(Locale.ROOT),
                matcher.group(3) == null ? 1 : Integer.parseInt(matcher.group(3))));
    }

    /** An asterisk stands alone or before the first dot, nowhere else. */
    public boolean isTaken() {
        return pattern.equals("*")
                || pattern.matches("(\\*\\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");
    }
}
