package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Expected output kept in files. {@code -Dgolden.update=true} writes what is there now; the reader of the change judges it. */
final class Golden {
    private Golden() {}

    static boolean updates() {
        return Boolean.getBoolean("golden.update");
    }

    static void check(Path expected, String actual) throws IOException {
        if (updates()) {
            Files.createDirectories(expected.toAbsolutePath().getParent());
            Files.writeString(expected, actual);
        }
        assertThat(expected).as("run with -Dgolden.update=true to write it").exists();
        assertThat(actual).isEqualTo(Files.readString(expected));
    }

    /** Compares whole folders, by path below them. */
    static void checkTree(Path expected, SortedMap<String, String> actual) throws IOException {
        if (updates()) {
            delete(expected);
            for (var file : actual.entrySet()) {
                Path place = expected.resolve(file.getKey());
                Files.createDirectories(place.toAbsolutePath().getParent());
                Files.writeString(place, file.getValue());
            }
        }
        assertThat(actual).isEqualTo(tree(expected));
    }

    /** All files of a folder, by path with {@code /}; none if there is no such folder. */
    static SortedMap<String, String> tree(Path folder) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            for (Path file : files(folder)) {
                files.put(
                        folder.relativize(file).toString().replace('\\', '/'),
                        new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.sorted(Comparator.reverseOrder()).forEach(Golden::deleteOne);
            }
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
