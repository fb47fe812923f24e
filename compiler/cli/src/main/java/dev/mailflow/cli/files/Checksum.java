package dev.mailflow.cli.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * Tells one content from another: its length in octets and two cyclic redundancy checks of different polynomials, CRC-32 (RFC 1952,
 * section 8) and CRC-32C (RFC 3720, section 12.1), 64 bits together. Against accident and not against who forges: who can write a
 * record of checksums can write what it is about. The JVM computes both with instructions of the processor even where nothing is
 * compiled yet; a cryptographic digest of a large policy and of what is made of it costs such a run a tenth of its time.
 */
public final class Checksum {
    private final CRC32 first = new CRC32();
    private final CRC32C second = new CRC32C();
    private long length;

    private Checksum() {}

    private Checksum add(byte[] octets) {
        first.update(octets);
        second.update(octets);
        length += octets.length;
        return this;
    }

    private String text() {
        return length + "-" + HexFormat.of().toHexDigits(first.getValue(), 8)
                + HexFormat.of().toHexDigits(second.getValue(), 8);
    }

    /** Of the text in UTF-8. */
    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    static String of(byte[] octets) {
        return new Checksum().add(octets).text();
    }

    /** No two different lists of texts are the same row of octets. */
    public static String of(List<String> texts) {
        Checksum checksum = new Checksum();
        for (String text : texts) {
            byte[] octets = text.getBytes(StandardCharsets.UTF_8);
            checksum.add((octets.length + ":").getBytes(StandardCharsets.US_ASCII));
            checksum.add(octets);
        }
        return checksum.text();
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
}
