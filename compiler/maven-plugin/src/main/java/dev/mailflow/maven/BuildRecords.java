package dev.mailflow.maven;

import dev.mailflow.cli.files.BuildRecord;
import dev.mailflow.cli.files.Checksum;
import dev.mailflow.cli.files.OutputFolder;
import dev.mailflow.cli.render.KeptFindings;
import dev.mailflow.compiler.diagnostic.Diagnostic;
import dev.mailflow.compiler.source.SourceFile;
import dev.mailflow.compiler.target.Artifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
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

    /**
     * What a run told.
     *
     * @param read paths of the files that it read
     */
    record Told(List<Diagnostic> diagnostics, List<String> read) {
        Told {
            diagnostics = List.copyOf(diagnostics);
            read = List.copyOf(read);
        }
    }

    /**
     * What the last run told, if one would read, write and tell the same now.
     *
     * @param options checksum of everything but the files that what is told and written depends on
     * @param files of the module, by path
     */
    Optional<Told> again(String options, Function<String, Optional<SourceFile>> files) {
        if (!abandoned().isEmpty()) {
            return Optional.empty();
        }
        return BuildRecord.read(file(own))
                .filter(record -> record.isCurrent(options, this::checksumNow, this::checksumNow))
                .flatMap(record -> KeptFindings.read(record.findings(), files)
                        .map(findings ->
                                new Told(findings, List.copyOf(record.inputs().keySet()))));
    }

    private Optional<String> checksumNow(String path) {
        return Checksum.ofFile(basedir.resolve(path));
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

    /**
     * Writes down a run for {@link #again}.
     *
     * @param read the files that what was told and written was made of
     * @param told what was found in them
     * @param elsewhere how many findings were told beside those
     * @param outputs checksums of what was written, by path
     * @return empty if it was written
     */
    Optional<Diagnostic> write(
            String options,
            List<SourceFile> read,
            List<Diagnostic> told,
            int elsewhere,
            SortedMap<String, String> outputs) {
        SortedMap<String, String> texts = new TreeMap<>();
        read.forEach(file -> texts.put(file.path(), file.text()));
        SortedMap<String, String> inputs = new TreeMap<>();
        texts.forEach((path, text) -> inputs.put(path, Checksum.of(text)));
        Optional<List<String>> kept = KeptFindings.lines(told, texts);
        int lost = elsewhere + (kept.isEmpty() ? told.size() : 0);
        BuildRecord record = new BuildRecord(options, lost, kept.orElse(List.of()), inputs, outputs);
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
