package dev.mailflow.relay.client;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A next hop's reply (RFC 5321 4.2).
 *
 * @param lines without code and divider
 */
record SmtpAnswer(int code, List<String> lines) {
    private static final int LONGEST = 2000;
    private static final Pattern STATUS = Pattern.compile("([245]\\.[0-9]{1,3}\\.[0-9]{1,3})(?: |$).*");

    SmtpAnswer {
        lines = List.copyOf(lines);
    }

    /** Done as asked. A reply of the 300s asks for more (RFC 5321 4.2.1): where nothing more is due it is no consent. */
    boolean isPositive() {
        return code / 100 == 2;
    }

    /** The enhanced status code, where the reply has one that agrees with its code. */
    String status() {
        Matcher matcher = STATUS.matcher(lines.get(0));
        int kind = code / 100 == 3 ? 4 : code / 100;
        return matcher.matches() && matcher.group(1).charAt(0) - '0' == kind ? matcher.group(1) : kind + ".0.0";
    }

    /** On one line, as logs and reports show it, and not more of it than they can use. */
    String line() {
        String line = code + " " + String.join(" ", lines);
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }
}
