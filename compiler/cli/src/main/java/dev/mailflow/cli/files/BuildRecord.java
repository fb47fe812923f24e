package dev.mailflow.cli.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a run read and wrote, as checksums ({@link Checksum}), and what it told: from it the next one knows whether there is anything to
 * do but to tell the same again, and which files are left over.
 *
 * @param options checksum of everything but the content of files that what is written depends on: tool, options
 * @param lost how many findings were told that are not kept; a run that told one is run again, to tell it again
 * @param findings the others, a line each, in the order in which they were told; what is in a line is the teller's matter
 * @param inputs checksum of each file that was read, by path, in the order given
 * @param outputs checksum of each file that was written, by path, in the order given
 */
public record BuildRecord(
        String options, int lost, List<String> findings, Map<String, String> inputs, Map<String, String> outputs) {
    private static final String HEAD = "mailflow build record 4";
    private static final String END = "end";
    private static final String FINDING = "finding ";

    public BuildRecord {
        findings = List.copyOf(findings);
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }

    /** Empty where there is none, or none that is whole: then everything is made anew. */
    public static Optional<BuildRecord> read(Path file) {
        try {
            return Files.isRegularFile(file) ? parse(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public static Optional<BuildRecord> parse(String text) {
        // A record that was cut off could forget a file that was written: then none is better.
        List<String> lines = text.endsWith("\n") ? text.lines().toList() : List.of();
        if (lines.size() < 4
                || !lines.get(0).equals(HEAD)
                || !lines.get(lines.size() - 1).equals(END)) {
            return Optional.empty();
        }
        String options = "";
        int lost = 0;
        List<String> findings = new ArrayList<>();
        Map<String, String> inputs = new LinkedHashMap<>();
        Map<String, String> outputs = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size() - 1)) {
            String[] words = line.split(" ", 3);
            if (words.length == 2 && words[0].equals("options")) {
                options = words[1];
            } else if (words.length == 2 && words[0].equals("lost") && isNumber(words[1])) {
                lost = Integer.parseInt(words[1]);
            } else if (line.startsWith(FINDING)) {
                findings.add(written(line.substring(FINDING.length())));
            } else if (words.length == 3 && words[0].equals("input")) {
                inputs.put(written(words[2]), words[1]);
            } else if (words.length == 3 && words[0].equals("output")) {
                outputs.put(written(words[2]), words[1]);
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(new BuildRecord(options, lost, findings, inputs, outputs));
    }

    public String text() {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        text.append("options ").append(options).append('\n');
        text.append("lost ").append(lost).append('\n');
        findings.forEach(
                finding -> text.append(FINDING).append(oneLine(finding)).append('\n'));
        inputs.forEach((path, checksum) -> line(text, "input", checksum, path));
        outputs.forEach((path, checksum) -> line(text, "output", checksum, path));
        return text.append(END).append('\n').toString();
    }

    private static void line(StringBuilder text, String what, String checksum, String path) {
        text.append(what)
                .append(' ')
                .append(checksum)
                .append(' ')
                .append(oneLine(path))
                .append('\n');
    }

    /** A path may hold what would end the line. */
    private static String oneLine(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    private static String written(String oneLine) {
        if (oneLine.indexOf('\\') < 0) {
            return oneLine;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < oneLine.length(); i++) {
            char c = oneLine.charAt(i);
            if (c == '\\' && i + 1 < oneLine.length()) {
                char escaped = oneLine.charAt(++i);
                text.append(escaped == 'n' ? '\n' : escaped == 'r' ? '\r' : escaped);
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static boolean isNumber(String word) {
        return !word.isEmpty() && word.length() <= 9 && word.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /**
     * Whether a run with these options would read, write and tell the same.
     *
     * @param input checksum of a file that was read, as it is now; empty where it cannot be read
     * @param output the same of a file that was written
     */
    public boolean isCurrent(
            String options, Function<String, Optional<String>> input, Function<String, Optional<String>> output) {
        return lost == 0
                && this.options.equals(options)
                && areUnchanged(inputs, input)
                && areUnchanged(outputs, output);
    }

    private static boolean areUnchanged(Map<String, String> files, Function<String, Optional<String>> now) {
        try {
            return files.entrySet().stream()
                    .allMatch(file -> now.apply(file.getKey()).equals(Optional.of(file.getValue())));
        } catch (InvalidPathException e) {
            // Nothing that a run of ours wrote down.
            return false;
        }
    }
}
