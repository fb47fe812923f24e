package dev.mailflow.relay.smtp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Who may submit, by password; the file's format is in {@code docs/configuration.md}. */
public final class Users {
    private static final Pattern LINE =
            Pattern.compile("([^:\\s]+):pbkdf2-sha256\\$([0-9]{1,8})\\$([A-Za-z0-9+/=]+)\\$([A-Za-z0-9+/=]+)");
    private static final int KEY_BITS = 256;
    /** Of a user that does not exist, so that his refusal takes as long as any other's. */
    private static final Entry NOBODY = new Entry(100_000, new byte[16], new byte[KEY_BITS / 8]);

    private final Map<String, Entry> entries;

    private Users(Map<String, Entry> entries) {
        this.entries = Map.copyOf(entries);
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Entry(int iterations, byte[] salt, byte[] hash) {}

    /** @throws IOException if the file cannot be read or a line is not of the format; the message names the line */
    public static Users read(Path file) throws IOException {
        Map<String, Entry> entries = new HashMap<>();
        int number = 0;
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line.trim());
            if (!matcher.matches() || Integer.parseInt(matcher.group(2)) < 1) {
                throw new IOException(
                        file + ":" + number + ": not of the form `user:pbkdf2-sha256$ITERATIONS$SALT$HASH`");
            }
            try {
                Base64.Decoder decoder = Base64.getDecoder();
                entries.put(
                        matcher.group(1),
                        new Entry(
                                Integer.parseInt(matcher.group(2)),
                                decoder.decode(matcher.group(3)),
                                decoder.decode(matcher.group(4))));
            } catch (IllegalArgumentException e) {
                throw new IOException(file + ":" + number + ": salt or hash is not base64", e);
            }
        }
        return new Users(entries);
    }

    boolean accepts(String user, String password) {
        Entry entry = entries.getOrDefault(user, NOBODY);
        try {
            byte[] hash = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), entry.salt(), entry.iterations(), KEY_BITS))
                    .getEncoded();
            return MessageDigest.isEqual(hash, entry.hash()) && entries.containsKey(user);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }
}
