package dev.mailflow.relay.mail;

import java.util.Optional;

/**
 * The encoding of DSN parameters (RFC 3461 4): printable ASCII without {@code +} and {@code =}, every other octet as
 * {@code +} and two upper-case hexadecimal digits.
 */
public final class Xtext {
    private Xtext() {}

    /**
     * Decodes.
     *
     * @param letters under SMTPUTF8 Unicode may stand for itself (RFC 6533 3)
     * @return empty if it is no xtext, or if a decoded character is none that prints: what is decoded goes into reports,
     *     where a line end would begin a field
     */
    public static Optional<String> decode(String text, PathParser.Letters letters) {
        StringBuilder plain = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '+') {
                int octet = at + 2 <= text.length() ? hex(text.charAt(at)) * 16 + hex(text.charAt(at + 1)) : -1;
                if (octet < ' ' || octet > '~') {
                    return Optional.empty();
                }
                c = (char) octet;
                at += 2;
            } else if (c <= ' ' || c == '=' || c > '~' && !letters.allow(c)) {
                return Optional.empty();
            }
            plain.append(c);
        }
        return Optional.of(plain.toString());
    }

    /** Far below zero for what is no digit, so that no sum of two is an octet. */
    private static int hex(char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -10_000;
    }
}
