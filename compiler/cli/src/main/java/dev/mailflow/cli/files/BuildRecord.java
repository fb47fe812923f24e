package dev.mailflow.cli.files;

import dev.mailflow.compiler.target.Artifact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a compilation was made of and what came out, as digests (SHA-256) in a file beside the output: if all of it is still so,
 * there is nothing to do. Only a compilation that found nothing to say is recorded, so that no message is ever lost.
 */
public final class BuildRecord {
    /** Hidden, so that nobody takes it for an artifact. */
    static final String NAME = ".mailflow-inputs";

    private static final String HEADER = "mailflow-inputs 1";
    private static final String END = "end";

    private final Path folder;
    private final String key;

    /**
     * @param folder of the output
     * @param key everything but the files that the output depends on: tool, options
     */
    public BuildRecord(Path folder, List<String> key) {
        this.folder = folder;
        this.key = digest(String.join("\0", key));
    }

    /**
     * The paths of the artifacts, in their order, if neither tool, options, inputs nor outputs have changed.
     *
     * @param input the text of an input that was read before; empty if it cannot be read now
     */
    public Optional<List<String>> current(Function<String, Optional<String>> input) {
        try {
            Path file = folder.resolve(NAME);
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            int size = lines.size();
            // Also a record that another program cut short.
            if (size < 3
                    || !lines.get(0).equals(HEADER)
                    || !lines.get(1).equals(key)
                    || !lines.get(size - 1).equals(END)) {
                return Optional.empty();
            }
            List<String> artifacts = new ArrayList<>();
            for (String line : lines.subList(2, size - 1)) {
                String[] fields = line.split("\t", 3);
                if (fields.length < 3 || !digestNow(fields[0], fields[2], input).equals(fields[1])) {
                    return Optional.empty();
                }
                if (fields[0].equals("output")) {
                    artifacts.add(fields[2]);
                }
            }
            return Optional.of(artifacts);
        } catch (IOException e) {
            // What cannot be read is made anew.
            return Optional.empty();
        }
    }

    private String digestNow(String kind, String path, Function<String, Optional<String>> input) throws IOException {
        if (kind.equals("input")) {
            return input.apply(path).map(BuildRecord::digest).orElse("");
        }
        Path file = folder.resolve(path);
        return Files.isRegularFile(file) ? digest(Files.readAllBytes(file)) : "";
    }

    /**
     * Without a word if it cannot be written: that costs time at the next run and nothing else.
     *
     * @param inputs texts by path
     */
    public void write(Map<String, String> inputs, List<Artifact> artifacts) {
        List<String> lines = new ArrayList<>(List.of(HEADER, key));
        inputs.forEach((path, text) -> lines.add("input\t" + digest(text) + "\t" + path));
        artifacts.forEach(a -> lines.add("output\t" + digest(a.text()) + "\t" + a.path()));
        lines.add(END);
        if (lines.stream().anyMatch(line -> line.indexOf('\n') >= 0 || line.indexOf('\r') >= 0)) {
            return;
        }
        Path place = folder.resolve(NAME);
        Path staged = folder.resolve(NAME + ".tmp");
        try {
            Files.write(staged, lines, StandardCharsets.UTF_8);
            Files.move(staged, place, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            staged.toFile().delete();
        }
    }

    private static String digest(String text) {
        return digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String digest(byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
