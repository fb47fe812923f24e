package dev.mailflow.cli.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BuildRecordTest {
    private static final Map<String, String> INPUTS =
            Map.of("a.mailflow", Checksum.of("language 1"), "b.csv", Checksum.of("id"));
    private static final Map<String, String> OUTPUTS =
            Map.of("com/A.java", Checksum.of("class A {}"), "b.json", Checksum.of("{}"));
    private static final BuildRecord RECORD =
            new BuildRecord("0a1b", 0, List.of("{\"code\": \"MF4001\"}"), INPUTS, OUTPUTS);

    @TempDir
    Path folder;

    private static Function<String, Optional<String>> now(Map<String, String> digests) {
        return path -> Optional.ofNullable(digests.get(path));
    }

    @Test
    void nothingChanged() {
        assertThat(RECORD.isCurrent("0a1b", now(INPUTS), now(OUTPUTS))).isTrue();
    }

    @Test
    void toolOrOptionsChanged() {
        assertThat(RECORD.isCurrent("0a1c", now(INPUTS), now(OUTPUTS))).isFalse();
    }

    /** A message that was told once and then silently skipped would be a message lost. */
    @Test
    void somethingWasToldThatIsNotKept() {
        assertThat(new BuildRecord("0a1b", 1, List.of(), INPUTS, OUTPUTS).isCurrent("0a1b", now(INPUTS), now(OUTPUTS)))
                .isFalse();
    }

    @Test
    void aFileChangedOrWentAway() {
        for (String input : INPUTS.keySet()) {
            assertThat(RECORD.isCurrent("0a1b", now(other(INPUTS, input)), now(OUTPUTS)))
                    .isFalse();
            assertThat(RECORD.isCurrent("0a1b", now(without(INPUTS, input)), now(OUTPUTS)))
                    .isFalse();
        }
        for (String output : OUTPUTS.keySet()) {
            assertThat(RECORD.isCurrent("0a1b", now(INPUTS), now(other(OUTPUTS, output))))
                    .isFalse();
            assertThat(RECORD.isCurrent("0a1b", now(INPUTS), now(without(OUTPUTS, output))))
                    .isFalse();
        }
    }

    private static Map<String, String> other(Map<String, String> digests, String path) {
        Map<String, String> changed = new HashMap<>(digests);
        changed.put(path, Checksum.of("other"));
        return changed;
    }

    private static Map<String, String> without(Map<String, String> digests, String path) {
        Map<String, String> fewer = new HashMap<>(digests);
        fewer.remove(path);
        return fewer;
    }

    @Test
    void aPathThatIsNoneIsNoFile() {
        BuildRecord odd = new BuildRecord("0a1b", 0, List.of(), Map.of(), Map.of("a\0b", Checksum.of("{}")));
        assertThat(odd.isCurrent("0a1b", now(Map.of()), path -> Checksum.ofFile(folder.resolve(path))))
                .isFalse();
    }

    @Test
    void aRecordCutShortOrMissingIsNone() throws Exception {
        Path file = folder.resolve("record");
        assertThat(BuildRecord.read(file)).isEmpty();
        List<String> lines = RECORD.text().lines().toList();
        for (int kept = 0; kept < lines.size(); kept++) {
            Files.write(file, lines.subList(0, kept));
            assertThat(BuildRecord.read(file)).isEmpty();
        }
        Files.writeString(file, RECORD.text());
        assertThat(BuildRecord.read(file)).contains(RECORD);
    }
}
