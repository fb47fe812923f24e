package dev.mailflow.relay.smtp;

import dev.mailflow.relay.mail.NotificationRequest;
import dev.mailflow.relay.mail.NotificationRequest.ForRecipient;
import dev.mailflow.relay.mail.NotificationRequest.Occasion;
import dev.mailflow.relay.mail.NotificationRequest.Passage;
import dev.mailflow.relay.mail.NotificationRequest.Returned;
import dev.mailflow.relay.mail.PathParser;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** MAIL's and RCPT's argument: a path and parameters (RFC 5321 4.1.1.2, 4.1.1.3, 4.1.2). */
final class MailParameters {
    private PathParser.@Nullable Path path;
    private @Nullable SmtpReply refusal;
    private long size = -1;
    private boolean eightBit;
    private boolean utf8;
    private Returned returned = Returned.UNSTATED;
    private String envelopeId = "";
    private Passage passage = Passage.ANY;
    private Set<Occasion> notify = Set.of();
    private String originalRecipient = "";

    private MailParameters() {}

    /** Which of the two commands it is. */
    enum Command {
        MAIL("FROM:"),
        RCPT("TO:");

        private final String keyword;

        Command(String keyword) {
            this.keyword = keyword;
        }
    }

    /** Null if all is well. */
    @Nullable
    SmtpReply refusal() {
        return refusal;
    }

    PathParser.@Nullable Path path() {
        return path;
    }

    /** Of SIZE (RFC 1870), or -1. */
    long size() {
        return size;
    }

    boolean isEightBit() {
        return eightBit;
    }

    boolean isUtf8() {
        return utf8;
    }

    Returned returned() {
        return returned;
    }

    /** In xtext; empty if not stated. */
    String envelopeId() {
        return envelopeId;
    }

    /** Of REQUIRETLS (RFC 8689 4.1). */
    Passage passage() {
        return passage;
    }

    ForRecipient forRecipient() {
        return new ForRecipient(notify, originalRecipient);
    }

    private static MailParameters refused(int code, String status, String text) {
        return new MailParameters().refuse(code, status, text);
    }

    private MailParameters refuse(int code, String status, String text) {
        refusal = SmtpReply.of(code, status, text);
        return this;
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
        // Behind the address, wherever a parameter of its own has an angle bracket.
        int behind = PathParser.parse(text, start, PathParser.Letters.UNICODE).end();
        boolean declares = command == Command.MAIL
                && (text.substring(behind).toUpperCase(Locale.ROOT) + " ").contains(" SMTPUTF8 ");
        PathParser.Letters allowed = declares ? PathParser.Letters.UNICODE : letters;
        if (!ascii && allowed == PathParser.Letters.ASCII) {
            // RFC 6531 3.5.
            return refused(553, "5.6.7", "an address beyond ASCII needs SMTPUTF8");
        }
        PathParser.Path path = PathParser.parse(text, start, allowed);
        if (path.kind() == PathParser.Kind.REFUSED) {
            return refused(501, command == Command.MAIL ? "5.1.7" : "5.1.3", path.refusal());
        }
        return parameters(command, path, text.substring(path.end()), allowed);
    }

    private static MailParameters parameters(
            Command command, PathParser.Path path, String rest, PathParser.Letters letters) {
        if (!rest.isEmpty() && rest.charAt(0) != ' ') {
            return refused(501, "5.5.4", "text after the address");
        }
        MailParameters read = new MailParameters();
        read.path = path;
        Set<String> seen = new HashSet<>();
        for (String parameter : rest.split(" ")) {
            int equals = parameter.indexOf('=');
            String name = (equals < 0 ? parameter : parameter.substring(0, equals)).toUpperCase(Locale.ROOT);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            if (parameter.isEmpty()) {
                continue;
            }
            if (!seen.add(name)) {
                return refused(501, "5.5.4", "parameter stated twice");
            }
            boolean known =
                    command == Command.MAIL ? read.ofMail(name, value, equals) : read.ofRcpt(name, value, letters);
            if (!known) {
                // Not what may be somebody's address, or as long as a book.
                return refused(
                        555,
                        "5.5.4",
                        name.matches("[A-Z0-9-]{1,40}") ? "parameter not known: " + name : "parameter not known");
            }
            if (read.refusal != null) {
                return read;
            }
        }
        return read;
    }

    /** False if there is no such parameter. */
    private boolean ofMail(String name, String value, int equals) {
        switch (name) {
            case "SIZE" -> {
                // RFC 1870 3: up to 20 digits, and what a long does not hold is too large for anybody.
                if (!value.matches("[0-9]{1,20}")) {
                    refuse(501, "5.5.4", "SIZE is a number of octets");
                } else {
                    size = new BigInteger(value)
                            .min(BigInteger.valueOf(Long.MAX_VALUE))
                            .longValueExact();
                }
            }
            case "BODY" -> {
                eightBit = value.equalsIgnoreCase("8BITMIME");
                if (!eightBit && !value.equalsIgnoreCase("7BIT")) {
                    refuse(501, "5.5.4", "BODY is 7BIT or 8BITMIME");
                }
            }
            case "RET" -> {
                Optional<Returned> word = NotificationRequest.returned(value);
                returned = word.orElse(Returned.UNSTATED);
                if (word.isEmpty()) {
                    refuse(501, "5.5.4", "RET is FULL or HDRS");
                }
            }
            case "ENVID" -> {
                envelopeId = value;
                if (!NotificationRequest.isEnvelopeId(value)) {
                    refuse(501, "5.5.4", "ENVID is xtext of at most 100 characters");
                }
            }
            case "SMTPUTF8" -> {
                utf8 = true;
                return equals < 0;
            }
            case "REQUIRETLS" -> {
                passage = Passage.REQUIRETLS;
                return equals < 0;
            }
            case "AUTH" -> {
                // RFC 4954 5: what an untrusted client says here is ignored.
                return equals > 0;
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean ofRcpt(String name, String value, PathParser.Letters letters) {
        if (name.equals("NOTIFY")) {
            Optional<Set<Occasion>> occasions = NotificationRequest.notify(value);
            notify = occasions.orElse(Set.of());
            if (occasions.isEmpty()) {
                refuse(501, "5.5.4", "NOTIFY is NEVER, or some of SUCCESS, FAILURE and DELAY");
            }
            return true;
        }
        if (name.equals("ORCPT")) {
            originalRecipient = value;
            if (!NotificationRequest.isOriginalRecipient(value, letters)) {
                refuse(501, "5.5.4", "ORCPT is an address type, a semicolon and xtext");
            }
            return true;
        }
        return false;
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
