package dev.mailflow.cli.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailflow.compiler.target.Artifact;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BuildRecordTest {
    private static final List<String> KEY = List.of("1.0", "a.mailflow", "java");
    private static final Map<String, String> INPUTS = Map.of("a.mailflow", "language 1", "b.csv", "id");

    @TempDir
    Path folder;

    @BeforeEach
    void compiled() throws Exception {
        Files.createDirectories(folder.resolve("com"));
        Files.writeString(folder.resolve("com/A.java"), "class A {}");
        Files.writeString(folder.resolve("b.json"), "{}");
        new BuildRecord(folder, KEY)
                .write(INPUTS, List.of(new Artifact("com/A.java", "class A {}"), new Artifact("b.json", "{}")));
    }

    private Optional<List<String>> current(List<String> key, Map<String, String> inputs) {
        return new BuildRecord(folder, key).current(path -> Optional.ofNullable(inputs.get(path)));
    }

    @Test
    void nothingChanged() {
        assertThat(current(KEY, INPUTS)).contains(List.of("com/A.java", "b.json"));
    }

    @Test
    void toolOrOptionsChanged() {
        assertThat(current(List.of("1.1", "a.mailflow", "java"), INPUTS)).isEmpty();
        assertThat(current(List.of("1.0", "a.mailflow", ""), INPUTS)).isEmpty();
        assertThat(current(List.of("1.0", "a.mailflowjava", ""), INPUTS)).isEmpty();
    }

    @Test
    void anInputChangedOrWentAway() {
        assertThat(current(KEY, Map.of("a.mailflow", "language 1", "b.csv", "id,cert")))
                .isEmpty();
        assertThat(current(KEY, Map.of("a.mailflow", "language 1"))).isEmpty();
    }

    @Test
    void anOutputChangedOrWentAway() throws Exception {
        Files.writeString(folder.resolve("b.json"), "{ }");
        assertThat(current(KEY, INPUTS)).isEmpty();
        Files.delete(folder.resolve("b.json"));
        assertThat(current(KEY, INPUTS)).isEmpty();
    }

    @Test
    void aRecordCutShortIsNone() throws Exception {
        Path record = folder.resolve(BuildRecord.NAME);
        List<String> lines = Files.readAllLines(record);
        for (int kept = 0; kept < lines.size(); kept++) {
            Files.write(record, lines.subList(0, kept));
            assertThat(current(KEY, INPUTS)).isEmpty();
        }
        Files.delete(record);
        assertThat(current(KEY, INPUTS)).isEmpty();
    }
}
