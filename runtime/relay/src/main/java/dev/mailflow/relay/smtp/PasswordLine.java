package dev.mailflow.relay.smtp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Makes lines of the password file that {@code submission.users} names. */
public final class PasswordLine {
    /** A guess costs as much as a login: some tenths of a second of CPU. */
    static final int ITERATIONS = 600_000;

    /** Octets of a password; more is a file that was meant for something else. */
    private static final int LONGEST = 1000;

    private PasswordLine() {}

    /**
     * The line of a user, without its end.
     *
     * @throws IllegalArgumentException if there can be no such user, or the password is empty or holds NUL, which AUTH cannot say
     *     (RFC 4616 2)
     */
    public static String of(String user, char[] password) {
        if (!Users.isName(user)) {
            throw new IllegalArgumentException("`" + user + "` cannot be a user's name: it is not empty, has no colon"
                    + " and no blank in it, and does not begin with #");
        }
        if (password.length == 0 || new String(password).indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a password is not empty and has no NUL in it");
        }
        return user + ":" + PasswordHash.of(password, ITERATIONS);
    }

    /**
     * A password that is the first line of a stream, in UTF-8.
     *
     * @throws IOException if it cannot be read, is not UTF-8, or is too long to be one
     */
    public static char[] firstLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            if (line.size() == LONGEST) {
                throw new IOException("the first line is too long for a password");
            }
            line.write(octet);
        }
        String text;
        try {
            text = utf8(line.toByteArray());
        } catch (CharacterCodingException e) {
            throw new IOException("the password is not UTF-8", e);
        }
        return (text.endsWith("\r") ? text.substring(0, text.length() - 1) : text).toCharArray();
    }

    /** Exactly: one character for all that cannot be read would make two passwords alike. */
    static String utf8(byte[] octets) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(octets))
                .toString();
    }
}
