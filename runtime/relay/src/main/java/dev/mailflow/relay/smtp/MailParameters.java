package dev.mailflow.relay.smtp;

import dev.mailflow.relay.mail.PathParser;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * MAIL's and RCPT's argument: a path and parameters (RFC 5321 4.1.1.2, 4.1.1.3, 4.1.2).
 *
 * @param size of SIZE, or -1
 * @param refusal null if all is well
 */
record MailParameters(
        PathParser.@Nullable Path path,
        long size,
        boolean isEightBit,
        boolean isUtf8,
        @Nullable SmtpReply refusal) {
    /** Which of the two commands it is. */
    enum Command {
        MAIL("FROM:"),
        RCPT("TO:");

        private final String keyword;

        Command(String keyword) {
            this.keyword = keyword;
        }
    }

    private static MailParameters refused(int code, String status, String text) {
        return new MailParameters(null, -1, false, false, SmtpReply.of(code, status, text));
    }

    /**
     * @param argument after the verb, one character an octet
     * @param letters for RCPT: what MAIL declared; for MAIL its own SMTPUTF8 decides
     */
    static MailParameters parse(Command command, String argument, PathParser.Letters letters) {
        if (!argument.regionMatches(true, 0, command.keyword, 0, command.keyword.length())) {
            return refused(501, "5.5.4", "syntax: " + command + " " + command.keyword + "<address>");
        }
        boolean ascii = argument.chars().allMatch(c -> c < 0x80);
        String text = ascii ? argument : utf8(argument);
        if (text == null) {
            return refused(501, "5.5.2", "neither ASCII nor UTF-8");
        }
        int start = command.keyword.length();
        // RFC 5321 has no space here, but many a client sends one and nothing is read otherwise for it.
        while (start < text.length() && text.charAt(start) == ' ') {
            start++;
        }
        boolean declares = command == Command.MAIL
                && (" " + text.toUpperCase(Locale.ROOT) + " ").lastIndexOf(" SMTPUTF8 ") > text.lastIndexOf('>');
        PathParser.Letters allowed = declares ? PathParser.Letters.UNICODE : letters;
        if (!ascii && allowed == PathParser.Letters.ASCII) {
            // RFC 6531 3.5.
            return refused(553, "5.6.7", "an address beyond ASCII needs SMTPUTF8");
        }
        PathParser.Path path = PathParser.parse(text, start, allowed);
        if (path.kind() == PathParser.Kind.REFUSED) {
            return refused(501, command == Command.MAIL ? "5.1.7" : "5.1.3", path.refusal());
        }
        return parameters(command, path, text.substring(path.end()));
    }

    private static MailParameters parameters(Command command, PathParser.Path path, String rest) {
        if (!rest.isEmpty() && rest.charAt(0) != ' ') {
            return refused(501, "5.5.4", "text after the address");
        }
        long size = -1;
        boolean eightBit = false;
        boolean utf8 = false;
        Set<String> seen = new HashSet<>();
        for (String parameter :
                rest.trim().isEmpty() ? new String[0] : rest.trim().split(" +")) {
            int equals = parameter.indexOf('=');
            String name = (equals < 0 ? parameter : parameter.substring(0, equals)).toUpperCase(Locale.ROOT);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            if (!seen.add(name)) {
                return refused(501, "5.5.4", "parameter stated twice");
            }
            if (command == Command.MAIL && name.equals("SIZE")) {
                // RFC 1870 3: up to 20 digits; what a long does not hold is not meant.
                if (!value.matches("[0-9]{1,18}")) {
                    return refused(501, "5.5.4", "SIZE is a number of octets");
                }
                size = Long.parseLong(value);
            } else if (command == Command.MAIL && name.equals("BODY")) {
                eightBit = value.equalsIgnoreCase("8BITMIME");
                if (!eightBit && !value.equalsIgnoreCase("7BIT")) {
                    return refused(501, "5.5.4", "BODY is 7BIT or 8BITMIME");
                }
            } else if (command == Command.MAIL && name.equals("SMTPUTF8") && equals < 0) {
                utf8 = true;
            } else if (command == Command.MAIL && name.equals("AUTH") && equals > 0) {
                // RFC 4954 5: what an untrusted client says here is ignored.
                continue;
            } else {
                return refused(555, "5.5.4", "parameter not known");
            }
        }
        return new MailParameters(path, size, eightBit, utf8, null);
    }

    private static @Nullable String utf8(String octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
