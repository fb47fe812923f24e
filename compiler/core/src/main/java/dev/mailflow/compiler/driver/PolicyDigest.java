package dev.mailflow.compiler.driver;

import dev.mailflow.compiler.source.SourceFile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** What a header says in place of a date: the same files give the same digest, wherever they lie. */
public final class PolicyDigest {
    private PolicyDigest() {}

    /** SHA-256 over each text and its length, in hexadecimal. */
    public static String of(List<SourceFile> sources) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (SourceFile source : sources) {
                byte[] octets = source.text().getBytes(StandardCharsets.UTF_8);
                digest.update((octets.length + "\n").getBytes(StandardCharsets.US_ASCII));
                digest.update(octets);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
