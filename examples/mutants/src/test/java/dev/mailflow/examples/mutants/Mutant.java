package dev.mailflow.examples.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One wrong character in one line. Its file names the policy's file, then the line behind {@code "- "} and what becomes of it
 * behind {@code "+ "}.
 */
record Mutant(String name, String file, String line, String wrong) {
    static Mutant read(Path path) throws IOException {
        List<String> lines = Files.readAllLines(path);
        assertThat(lines).as(path.toString()).hasSize(3);
        assertThat(lines.get(1)).startsWith("- ");
        assertThat(lines.get(2)).startsWith("+ ");
        Mutant mutant = new Mutant(
                path.getFileName().toString().replace(".txt", ""),
                lines.get(0),
                lines.get(1).substring(2),
                lines.get(2).substring(2));
        assertThat(isOneCharacterAway(mutant.line(), mutant.wrong()))
                .as("one wrong character in " + path)
                .isTrue();
        return mutant;
    }

    /** Put in the place of another, added or left out. */
    static boolean isOneCharacterAway(String line, String wrong) {
        int same = 0;
        while (same < line.length() && same < wrong.length() && line.charAt(same) == wrong.charAt(same)) {
            same++;
        }
        String rest = line.substring(same);
        String other = wrong.substring(same);
        return !line.equals(wrong)
                && (!rest.isEmpty() && !other.isEmpty() && rest.substring(1).equals(other.substring(1))
                        || !rest.isEmpty() && rest.substring(1).equals(other)
                        || !other.isEmpty() && other.substring(1).equals(rest));
    }

    /** In the file of that folder, wherever the line stands; a line that stands nowhere is a mistake in the mutant. */
    void plant(Path folder) throws IOException {
        Path path = folder.resolve(file);
        String text = Files.readString(path);
        String before = "\n" + text;
        int at = before.indexOf("\n" + line);
        assertThat(at).as("`" + line + "` in " + file).isGreaterThanOrEqualTo(0);
        Files.writeString(path, before.substring(1, at + 1) + wrong + before.substring(at + 1 + line.length()));
    }
}
