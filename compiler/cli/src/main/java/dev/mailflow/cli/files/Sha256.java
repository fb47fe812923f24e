package dev.mailflow.cli.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Digests of contents (FIPS 180-4), in hexadecimal. */
public final class Sha256 {
    private Sha256() {}

    private static String of(byte[] octets) {
        return HexFormat.of().formatHex(digest().digest(octets));
    }

    /** Of the text in UTF-8. */
    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** No two different lists of texts are the same row of octets. */
    public static String of(List<String> texts) {
        MessageDigest digest = digest();
        for (String text : texts) {
            byte[] octets = text.getBytes(StandardCharsets.UTF_8);
            digest.update((octets.length + ":").getBytes(StandardCharsets.US_ASCII));
            digest.update(octets);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Empty where there is no file that can be read. */
    public static Optional<String> ofFile(Path file) {
        try {
            return Files.isRegularFile(file) ? Optional.of(of(Files.readAllBytes(file))) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Of an archive, or of a folder of classes with the names in it. */
    public static String ofTree(Path place) {
        try (Stream<Path> below = Files.walk(place)) {
            return of(below.filter(Files::isRegularFile)
                    .sorted()
                    .flatMap(file -> Stream.of(
                            place.relativize(file).toString().replace('\\', '/'),
                            ofFile(file).orElse("")))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
