package dev.mailflow.cli.files;

import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.diagnostic.DiagnosticCode;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.source.Span;
import dev.mailflow.compiler.target.Artifact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Where artifacts are written. All are written beside their places first and then moved there, so that a reader, a full
 * disk or a killed process never leaves half a file; one that is there already with the same content is not touched.
 */
public final class OutputFolder {
    private final Path folder;
    private final String name;

    /** @param name as the user gave it, for messages */
    public OutputFolder(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /**
     * What became of the artifacts.
     *
     * @param checksums of what was written, or was there with the same content, by the paths of the artifacts, in the
     *     order given; nothing if not all could be written
     * @param failure why nothing, or not all, was moved to its place
     */
    public record Written(
            List<String> changed, List<String> unchanged, Map<String, String> checksums, Optional<Diagnostic> failure) {
        public Written {
            changed = List.copyOf(changed);
            unchanged = List.copyOf(unchanged);
            checksums = Collections.unmodifiableMap(new LinkedHashMap<>(checksums));
        }

        /** Of nothing. */
        public static Written none() {
            return new Written(List.of(), List.of(), Map.of(), Optional.empty());
        }
    }

    public Written write(List<Artifact> artifacts) {
        List<String> changed = new ArrayList<>();
        List<String> unchanged = new ArrayList<>();
        Map<Path, Path> staged = new LinkedHashMap<>();
        Map<Path, String> names = new HashMap<>();
        Map<String, String> checksums = new LinkedHashMap<>();
        String current = name;
        try {
            for (Artifact artifact : artifacts) {
                current = shown(artifact.path());
                Path place = behindLinks(folder.resolve(artifact.path()));
                byte[] octets = artifact.text().getBytes(StandardCharsets.UTF_8);
                checksums.put(artifact.path(), Checksum.of(octets));
                if (Files.isRegularFile(place) && Arrays.equals(Files.readAllBytes(place), octets)) {
                    unchanged.add(current);
                } else {
                    if (Files.isDirectory(place)) {
                        throw new IOException("a folder is in its place");
                    }
                    staged.put(place, stage(place, octets));
                    names.put(place, current);
                }
            }
            for (var entry : staged.entrySet()) {
                current = names.getOrDefault(entry.getKey(), name);
                move(entry.getValue(), entry.getKey());
                changed.add(current);
            }
            return new Written(changed, unchanged, checksums, Optional.empty());
        } catch (IOException | InvalidPathException e) {
            return new Written(changed, unchanged, Map.of(), Optional.of(failure(current, e)));
        } finally {
            staged.values().forEach(OutputFolder::discard);
        }
    }

    /** As {@link #write} of artifacts that are there already. */
    public Written unchanged(List<String> artifacts) {
        return new Written(List.of(), artifacts.stream().map(this::shown).toList(), Map.of(), Optional.empty());
    }

    private String shown(String path) {
        return name.isEmpty() || name.equals(".") ? path : name.replace('\\', '/') + "/" + path;
    }

    /** What a link stands for is written, the link stays. */
    private static Path behindLinks(Path place) throws IOException {
        return Files.isSymbolicLink(place) && Files.exists(place) ? place.toRealPath() : place;
    }

    private static Path stage(Path place, byte[] octets) throws IOException {
        Path parent = place.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException("not a place for a file");
        }
        Files.createDirectories(parent);
        // Not createTempFile: its files are for the owner alone, these are for whoever the folder is for.
        Path staged = parent.resolve("." + place.getFileName() + "." + UUID.randomUUID() + ".tmp");
        boolean complete = false;
        try {
            Files.write(staged, octets, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            keepPermissions(place, staged);
            complete = true;
            return staged;
        } finally {
            if (!complete) {
                discard(staged);
            }
        }
    }

    /** A file that is replaced stays readable for those who could read it, on systems that have such permissions. */
    private static void keepPermissions(Path place, Path staged) throws IOException {
        if (Files.isRegularFile(place) && Files.getFileStore(place).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(staged, Files.getPosixFilePermissions(place));
        }
    }

    private static void move(Path staged, Path place) throws IOException {
        try {
            Files.move(staged, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(staged, place, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void discard(Path staged) {
        try {
            Files.deleteIfExists(staged);
        } catch (IOException e) {
            // The artifact itself is untouched, and the reason for the first failure is the one to tell.
            staged.toFile().deleteOnExit();
        }
    }

    private static Diagnostic failure(String path, Exception e) {
        String why = e instanceof FileAlreadyExistsException
                ? "a file is where a folder is needed"
                : PolicyFiles.why(e).equals("no such file") ? "no such folder" : PolicyFiles.why(e);
        return Diagnostic.of(
                        DiagnosticCode.CANNOT_WRITE,
                        new Span(new SourceFile(path, ""), 0, 0),
                        "cannot write `" + path + "`: " + why)
                .withHelp("name a folder that can be written to");
    }
}
