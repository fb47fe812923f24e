package dev.mailflow.maven;

import dev.mailflow.compiler.target.Artifact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one execution of a goal read and wrote: from it the next one knows whether there is anything to do, and which files are
 * left over. Paths are relative to the module, so that a checkout can be moved.
 *
 * @param options digest of everything else that what is written depends on
 * @param warnings how many were told; a run that told some is run again, to tell them again
 * @param inputs digest of each file that was read, by path
 * @param outputs digest of each file that was written, by path
 */
record BuildRecord(String options, int warnings, SortedMap<String, String> inputs, SortedMap<String, String> outputs) {
    private static final String HEAD = "mailflow build record 1";

    BuildRecord {
        inputs = new TreeMap<>(inputs);
        outputs = new TreeMap<>(outputs);
    }

    /** Empty where there is none, or none that is whole. */
    static Optional<BuildRecord> read(Path file) {
        try {
            return Files.isRegularFile(file) ? parse(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Optional<BuildRecord> parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() < 4
                || !lines.get(0).equals(HEAD)
                || !lines.get(lines.size() - 1).equals("end")) {
            return Optional.empty();
        }
        String options = "";
        int warnings = 0;
        SortedMap<String, String> inputs = new TreeMap<>();
        SortedMap<String, String> outputs = new TreeMap<>();
        for (String line : lines.subList(1, lines.size() - 1)) {
            String[] words = line.split(" ", 3);
            if (words.length == 2 && words[0].equals("options")) {
                options = words[1];
            } else if (words.length == 2 && words[0].equals("warnings") && words[1].matches("[0-9]{1,9}")) {
                warnings = Integer.parseInt(words[1]);
            } else if (words.length == 3 && words[0].equals("input")) {
                inputs.put(words[2], words[1]);
            } else if (words.length == 3 && words[0].equals("output")) {
                outputs.put(words[2], words[1]);
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(new BuildRecord(options, warnings, inputs, outputs));
    }

    String text() {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        text.append("options ").append(options).append('\n');
        text.append("warnings ").append(warnings).append('\n');
        inputs.forEach((path, digest) -> line(text, "input", digest, path));
        outputs.forEach((path, digest) -> line(text, "output", digest, path));
        return text.append("end\n").toString();
    }

    private static void line(StringBuilder text, String what, String digest, String path) {
        text.append(what).append(' ').append(digest).append(' ').append(path).append('\n');
    }

    /** Whether a run with these options would read and write the same. */
    boolean isCurrent(Path basedir, String options) {
        return warnings == 0
                && this.options.equals(options)
                && areUnchanged(basedir, inputs)
                && areUnchanged(basedir, outputs);
    }

    private static boolean areUnchanged(Path basedir, Map<String, String> files) {
        return files.entrySet().stream()
                .allMatch(file -> Sha256.ofFile(basedir.resolve(file.getKey()))
                        .filter(file.getValue()::equals)
                        .isPresent());
    }

    static String digest(Artifact artifact) {
        return Sha256.of(artifact.text().getBytes(StandardCharsets.UTF_8));
    }
}
