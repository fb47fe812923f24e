package dev.mailflow.relay.smtp;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What is kept of a password: PBKDF2 (RFC 8018 5.2) with HMAC-SHA-256 over its UTF-8 octets, as {@code
 * pbkdf2-sha256$ITERATIONS$SALT$HASH}.
 */
@SuppressWarnings("ArrayRecordComponent")
record PasswordHash(int iterations, byte[] salt, byte[] hash) {
    /** What the text is like, for messages. */
    static final String FORM = "pbkdf2-sha256$ITERATIONS$SALT$HASH";

    private static final Pattern TEXT =
            Pattern.compile("pbkdf2-sha256\\$([0-9]{1,8})\\$([A-Za-z0-9+/=]+)\\$([A-Za-z0-9+/=]+)");
    private static final int KEY_BITS = 256;
    private static final int SALT_OCTETS = 16;

    /** Of a new password, with a salt of its own. */
    static PasswordHash of(char[] password, int iterations) {
        byte[] salt = new byte[SALT_OCTETS];
        new SecureRandom().nextBytes(salt);
        return new PasswordHash(iterations, salt, hash(password, iterations, salt));
    }

    /** One that no password fits, but for a guess of 256 bits. */
    static PasswordHash nobody(int iterations) {
        return new PasswordHash(iterations, new byte[SALT_OCTETS], new byte[KEY_BITS / 8]);
    }

    /**
     * Empty if it is not of the form.
     *
     * @throws IllegalArgumentException if it is, but for salt or hash that are not base64
     */
    static Optional<PasswordHash> of(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) < 1) {
            return Optional.empty();
        }
        Base64.Decoder decoder = Base64.getDecoder();
        return Optional.of(new PasswordHash(
                Integer.parseInt(matcher.group(1)),
                decoder.decode(matcher.group(2)),
                decoder.decode(matcher.group(3))));
    }

    /** Takes as long whether it is or not. */
    boolean isOf(String password) {
        return MessageDigest.isEqual(hash(password.toCharArray(), iterations, salt), hash);
    }

    private static byte[] hash(char[] password, int iterations, byte[] salt) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password, salt, iterations, KEY_BITS))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("PBKDF2 is not available", e);
        }
    }

    @Override
    public String toString() {
        Base64.Encoder encoder = Base64.getEncoder();
        return "pbkdf2-sha256$" + iterations + "$" + encoder.encodeToString(salt) + "$" + encoder.encodeToString(hash);
    }
}
