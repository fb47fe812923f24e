package dev.mailflow.cli.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.target.Artifact;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputFolderTest {
    @TempDir
    Path folder;

    private List<String> files() throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void writesIntoFoldersThatItMakes() throws Exception {
        OutputFolder.Written written = new OutputFolder(folder.resolve("out"), "out")
                .write(List.of(new Artifact("a/b/C.java", "class C {}\n"), new Artifact("d.json", "{}\n")));
        assertThat(written.failure()).isEmpty();
        assertThat(written.changed()).containsExactly("out/a/b/C.java", "out/d.json");
        assertThat(files()).containsExactly("out/a/b/C.java", "out/d.json");
        assertThat(folder.resolve("out/d.json")).hasContent("{}");
    }

    /** The first artifact could be written; that the second cannot is known before anything is moved. */
    @Test
    void movesNothingUnlessAllCanBeWritten() throws Exception {
        Files.writeString(folder.resolve("first.json"), "old\n");
        Files.createDirectories(folder.resolve("second.json"));
        OutputFolder.Written written = new OutputFolder(folder, ".")
                .write(List.of(new Artifact("first.json", "new\n"), new Artifact("second.json", "new\n")));
        assertThat(written.failure()).hasValueSatisfying(failure -> {
            assertThat(failure.code()).isEqualTo(DiagnosticCode.CANNOT_WRITE);
            assertThat(failure.message()).isEqualTo("cannot write `second.json`: a folder is in its place");
        });
        assertThat(folder.resolve("first.json")).hasContent("old");
        assertThat(files()).containsExactly("first.json");
        assertThat(written.checksums()).isEmpty();
    }

    @Test
    void tellsChecksumsOfWhatIsThereInTheOrderGiven() throws Exception {
        Files.writeString(folder.resolve("b.json"), "same\n");
        OutputFolder.Written written = new OutputFolder(folder, ".")
                .write(List.of(new Artifact("c.json", "new\n"), new Artifact("b.json", "same\n")));
        assertThat(written.unchanged()).containsExactly("b.json");
        assertThat(written.checksums())
                .containsExactly(
                        entry("c.json", Checksum.of("new\n")),
                        entry(
                                "b.json",
                                Checksum.ofFile(folder.resolve("b.json")).orElseThrow()));
    }
}
