package dev.mailflow.maven;

import dev.mailflow.cli.files.BuildRecord;
import dev.mailflow.cli.files.OutputFolder;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.target.Artifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The records of a module, one for each execution of a goal. */
final class BuildRecords {
    private static final String ENDING = ".record";

    private final Path basedir;
    private final Path folder;
    private final String goal;
    private final String own;
    private final Set<String> others;

    /**
     * @param execution of the goal
     * @param others executions that the build has of the same goal beside it; the record of any other one was left by an
     *     execution that the build no longer has, and what that wrote is cleared away by whoever comes next
     */
    BuildRecords(Path basedir, Path folder, String goal, String execution, Set<String> others) {
        this.basedir = basedir;
        this.folder = folder;
        this.goal = goal + "-";
        this.own = this.goal + execution;
        this.others = others.stream().map(this.goal::concat).collect(Collectors.toUnmodifiableSet());
    }

    Optional<BuildRecord> own() {
        return BuildRecord.read(file(own));
    }

    /** Whether nobody but this execution can have left something over. */
    boolean areInOrder() {
        return abandoned().isEmpty();
    }

    /** What this execution and abandoned ones wrote the last time, and no other one did: checksums by path. */
    SortedMap<String, String> written() {
        SortedMap<String, String> written = new TreeMap<>();
        Stream.concat(abandoned().stream(), Stream.of(own))
                .forEach(name -> BuildRecord.read(file(name)).ifPresent(record -> written.putAll(record.outputs())));
        others.forEach(name -> BuildRecord.read(file(name))
                .ifPresent(record -> written.keySet().removeAll(record.outputs().keySet())));
        return written;
    }

    /** Empty if it was written. */
    Optional<Diagnostic> write(BuildRecord record) {
        Optional<Diagnostic> failure = new OutputFolder(basedir, "")
                .write(List.of(new Artifact(Places.relative(basedir, file(own)), record.text())))
                .failure();
        if (failure.isEmpty()) {
            abandoned().forEach(name -> forget(file(name)));
        }
        return failure;
    }

    private static void forget(Path record) {
        try {
            Files.deleteIfExists(record);
        } catch (IOException e) {
            // Then it is read and cleared away once more in the next build, which finds nothing to do.
            record.toFile().deleteOnExit();
        }
    }

    private List<String> abandoned() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.startsWith(goal) && name.endsWith(ENDING))
                    .map(name -> name.substring(0, name.length() - ENDING.length()))
                    .filter(name -> !name.equals(own) && !others.contains(name))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private Path file(String name) {
        return folder.resolve(name + ENDING);
    }
}
