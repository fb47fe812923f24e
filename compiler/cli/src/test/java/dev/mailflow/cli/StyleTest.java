package dev.mailflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.format.Formatter;
import dev.mailflow.compiler.source.SourceFile;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The formatter over every policy of this repository. */
final class StyleTest {
    private static final Path TOP = Path.of("../..");

    @TempDir
    private Path folder;

    private static Optional<String> formatted(Path file) throws IOException {
        try {
            String text = Files.readString(file);
            return Formatter.format(new SourceFile("input.mailflow", text), diagnostic -> {});
        } catch (MalformedInputException e) {
            return Optional.empty();
        }
    }

    @Test
    void theExamplesAreInStyle() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(TOP.resolve("examples"))) {
            files = all.filter(file -> file.toString().endsWith(".mailflow"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .toList();
        }
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            assertThat(formatted(file)).as(file.toString()).contains(Files.readString(file));
        }
    }

    @Test
    void theFirstPolicyIsInStyle() throws IOException {
        new Shell(folder).run("init", "first");
        Shell.Run run = new Shell(folder).run("fmt", "--check", "first");
        assertThat(run.out()).contains("1 file looked at, 0 not in style");
    }

    /** Of each case that can be formatted the same is said afterwards, but for the places and the lines shown. */
    @Test
    void theCorpusMeansTheSameFormatted() throws IOException {
        List<Path> cases;
        try (Stream<Path> all = Files.list(Path.of("src/test/corpus"))) {
            cases = all.filter(one -> Files.exists(one.resolve("input.mailflow")))
                    .sorted()
                    .toList();
        }
        int formatted = 0;
        for (Path one : cases) {
            Optional<String> text = formatted(one.resolve("input.mailflow"));
            if (text.isEmpty()) {
                continue;
            }
            formatted++;
            Path work = folder.resolve(one.getFileName().toString());
            copy(one, work);
            List<String> before = messages(work);
            Files.writeString(work.resolve("input.mailflow"), text.get());
            assertThat(messages(work)).as(one.toString()).containsExactlyInAnyOrderElementsOf(before);
            assertThat(Formatter.format(new SourceFile("input.mailflow", text.get()), diagnostic -> {}))
                    .as(one.toString())
                    .isEqualTo(text);
        }
        assertThat(formatted).isGreaterThan(40);
    }

    private static List<String> messages(Path work) {
        List<String> messages = new ArrayList<>();
        var report = new tools.jackson.databind.ObjectMapper()
                .readTree(new Shell(work)
                        .run("check", "--format", "json", "input.mailflow")
                        .out());
        report.get("diagnostics")
                .forEach(diagnostic -> messages.add((diagnostic.get("code").stringValue() + " "
                                + diagnostic.get("message").stringValue())
                        .replaceAll("[Ll]ine \\d+|:\\d+", "")));
        return messages;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.write(
                        copy,
                        Files.readString(file, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
    }
}
