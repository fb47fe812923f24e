package dev.mailflow.relay.smtp;

import dev.mailflow.runtime.IpAddress;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** AUTH with PLAIN (RFC 4616) and LOGIN (RFC 4954). */
final class Authentication {
    /** RFC 4954 4: a base64 line may be so long. */
    static final int LONGEST_LINE = 12_286;

    private static final SmtpReply MALFORMED = SmtpReply.of(501, "5.5.2", "not base64 of UTF-8");
    private static final SmtpReply NOT_PLAIN = SmtpReply.of(501, "5.5.2", "not identity, user and password (RFC 4616)");
    /** Said before the password is looked at: nobody learns by it whether it was right. */
    private static final SmtpReply OTHER_IDENTITY = SmtpReply.of(501, "5.7.0", "nobody acts for another user here");

    /** RFC 4954 6. Says nothing of the password, which was not looked at. */
    private static final SmtpReply LATER =
            SmtpReply.of(454, "4.7.0", "too many wrong passwords from your address; try again later");

    private final SessionLink link;
    private final Users users;
    private final LoginGuard guard;
    private final IpAddress client;

    Authentication(SessionLink link, Users users, LoginGuard guard, IpAddress client) {
        this.link = link;
        this.users = users;
        this.guard = guard;
        this.client = client;
    }

    /**
     * @param user empty if the reply refuses
     * @param claimed whom the client said to be, proved or not; empty if it did not come to that
     */
    record Outcome(SmtpReply reply, Optional<String> user, String claimed) {
        /** Whether it cost us or the client a guess. */
        boolean isGuess() {
            return reply.code() == 535 || reply.code() == 454;
        }

        /** In one word, for log and metrics. */
        String result() {
            return user.isPresent() ? "accepted" : reply.code() == 454 ? "held-back" : "refused";
        }
    }

    Outcome run(String argument) throws IOException {
        if (!guard.permits(client)) {
            return refused(LATER);
        }
        boolean isSettled = false;
        try {
            Outcome outcome = exchange(argument);
            isSettled = outcome.reply().code() == 535;
            return outcome;
        } finally {
            if (!isSettled) {
                guard.over(client);
            }
        }
    }

    private Outcome exchange(String argument) throws IOException {
        int space = argument.indexOf(' ');
        String mechanism = (space < 0 ? argument : argument.substring(0, space)).toUpperCase(Locale.ROOT);
        String initial = space < 0 ? "" : argument.substring(space + 1);
        if (mechanism.equals("PLAIN")) {
            return plain(initial.isEmpty() ? challenge("") : decode(initial));
        }
        if (mechanism.equals("LOGIN")) {
            Optional<String> user = initial.isEmpty() ? challenge("Username:") : decode(initial);
            Optional<String> password = user.isEmpty() ? Optional.empty() : challenge("Password:");
            return password.isEmpty() ? refused(MALFORMED) : check(user.orElseThrow(), password.get());
        }
        return refused(SmtpReply.of(504, "5.5.4", "mechanism not known"));
    }

    private Outcome plain(Optional<String> response) {
        if (response.isEmpty()) {
            return refused(MALFORMED);
        }
        String[] parts = response.get().split("\0", -1);
        if (parts.length != 3) {
            return refused(NOT_PLAIN);
        }
        // An identity to act as is taken only where it is the user's own.
        if (!parts[0].isEmpty() && !parts[0].equals(parts[1])) {
            return refused(OTHER_IDENTITY);
        }
        return check(parts[1], parts[2]);
    }

    private Outcome check(String user, String password) {
        if (users.accepts(user, password)) {
            return new Outcome(SmtpReply.of(235, "2.7.0", "authenticated"), Optional.of(user), user);
        }
        guard.wrong(client, user, password);
        return new Outcome(SmtpReply.of(535, "5.7.8", "user or password wrong"), Optional.empty(), user);
    }

    private static Outcome refused(SmtpReply reply) {
        return new Outcome(reply, Optional.empty(), "");
    }

    private Optional<String> challenge(String text) throws IOException {
        link.sendLine("334 " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII)));
        SmtpInput.Line line = link.input().readLine(LONGEST_LINE);
        return line.kind() == SmtpInput.Kind.LINE ? decode(line.text()) : Optional.empty();
    }

    private static Optional<String> decode(String base64) {
        try {
            String plain = base64.equals("=") ? "" : base64;
            return Optional.of(PasswordLine.utf8(Base64.getDecoder().decode(plain)));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
